package io.lockstep.archfixtures.payments;

/** A use case that others could call. */
public class PayingOrder {}
