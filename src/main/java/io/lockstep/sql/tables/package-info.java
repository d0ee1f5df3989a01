/**
 * Many rows in one statement, in ascending order of their keys.
 *
 * <p>Uses: sql.
 *
 * <p>API: Column, JsonRows, Select, Table, TableRows, ValueRows.
 */
@CheckReturnValue
package io.lockstep.sql.tables;

import com.google.errorprone.annotations.CheckReturnValue;
