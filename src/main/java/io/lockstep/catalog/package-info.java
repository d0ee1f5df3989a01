/**
 * Products and their prices; other modules ask the price list.
 *
 * <p>Uses: auditlog, batches, http, idempotency, platform, sql, sql.tables.
 *
 * <p>API: PriceList.
 */
@CheckReturnValue
package io.lockstep.catalog;

import com.google.errorprone.annotations.CheckReturnValue;
