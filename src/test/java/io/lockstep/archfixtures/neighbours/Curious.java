package io.lockstep.archfixtures.neighbours;

import io.lockstep.archfixtures.payments.PublicResource;
import io.lockstep.archfixtures.rooms.cellar.Hidden;
import io.lockstep.archfixtures.rooms.cellar.Inner;
import io.lockstep.archfixtures.rooms.cellar.Offered;

class Curious {
  Offered offered;
  Inner inner;
  Hidden hidden;
  PublicResource resource;
}
