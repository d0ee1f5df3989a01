/**
 * Many rows in one statement, in ascending order of their keys.
 *
 * <p>Uses: sql.
 *
 * <p>API: JsonRows, KeyedTable, ValueRows.
 */
@CheckReturnValue
package io.lockstep.sql.tables;

import com.google.errorprone.annotations.CheckReturnValue;
