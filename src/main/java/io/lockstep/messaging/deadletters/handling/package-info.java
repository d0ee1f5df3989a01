/**
 * Dead letters for operators: listed, grouped, mended, replayed, deleted, and what became of them.
 *
 * <p>Uses: auditlog, http, http.json, idempotency, messaging, messaging.brokers,
 * messaging.deadletters, messaging.schemas, operations, platform, sql, sql.tables, sweeps.
 *
 * <p>API: none.
 */
@CheckReturnValue
package io.lockstep.messaging.deadletters.handling;

import com.google.errorprone.annotations.CheckReturnValue;
