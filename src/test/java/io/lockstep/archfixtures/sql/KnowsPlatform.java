package io.lockstep.archfixtures.sql;

import io.lockstep.archfixtures.platform.KnowsSqlAndOrders;

/** sql may use no module; and platform uses it, so this is a cycle too. */
public class KnowsPlatform {
  KnowsSqlAndOrders platform;
}
