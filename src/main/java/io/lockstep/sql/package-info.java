/**
 * Transactions, row locks, batches and group commit on the reactive MySQL client. Knows no feature
 * and uses no other module.
 */
package io.lockstep.sql;
