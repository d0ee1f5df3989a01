/**
 * What has moved the stock of a SKU, read from the rows that keep it.
 *
 * <p>Uses: http, inventory.stock, platform, sql, sql.tables.
 *
 * <p>API: none.
 */
@CheckReturnValue
package io.lockstep.inventory.movements;

import com.google.errorprone.annotations.CheckReturnValue;
