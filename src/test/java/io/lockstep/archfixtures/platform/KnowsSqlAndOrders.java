package io.lockstep.archfixtures.platform;

import io.lockstep.archfixtures.orders.KnowsPayments;
import io.lockstep.archfixtures.sql.KnowsPlatform;

/** platform may use sql, but no feature. */
public class KnowsSqlAndOrders {
  KnowsPlatform allowed;
  KnowsPayments forbidden;
}
