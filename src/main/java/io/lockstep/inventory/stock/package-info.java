/**
 * Stock levels, receipts, adjustments, and the rows that everything of inventory locks.
 *
 * <p>Uses: catalog, http, idempotency, operations, platform, sql, sql.tables.
 *
 * <p>API: AvailableStock.
 *
 * <p>For inventory alone: InventoryConfig, StockDecisions, StockDeltas, StockLevel, StockRows.
 */
@CheckReturnValue
package io.lockstep.inventory.stock;

import com.google.errorprone.annotations.CheckReturnValue;
