package io.lockstep.archfixtures.locks;

import io.lockstep.archfixtures.messaging.KnowsOrders;

/** locks may not use messaging. */
public class KnowsMessaging {
  KnowsOrders messaging;
}
