/**
 * Payments for those who read or reconcile them.
 *
 * <p>Uses: auditlog, http, idempotency, payments, payments.ledger, payments.protocol, platform,
 * sql, sql.tables, timeline.
 *
 * <p>API: UnsettledPayments.
 */
@CheckReturnValue
package io.lockstep.payments.reading;

import com.google.errorprone.annotations.CheckReturnValue;
