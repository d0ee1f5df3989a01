package io.lockstep.archfixtures.rooms.cellar;

public class Inner {}
