/**
 * Transactions, row locks, batches and group commit on the reactive MySQL client. Knows no feature
 * and uses no other module.
 */
@CheckReturnValue
package io.lockstep.sql;

import com.google.errorprone.annotations.CheckReturnValue;
