package io.lockstep.archfixtures.messaging;

import io.lockstep.archfixtures.orders.KnowsPayments;

/** messaging may use no feature. */
public class KnowsOrders {
  KnowsPayments orders;
}
