package io.lockstep.archfixtures.orders;

import io.lockstep.archfixtures.payments.PayingOrder;

/** payments answer orders; orders do not know them. */
public class KnowsPayments {
  PayingOrder payments;
}
