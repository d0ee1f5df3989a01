/**
 * Dead letters for operators: listed, mended, replayed, deleted.
 *
 * <p>Uses: auditlog, http, http.json, idempotency, messaging.brokers, messaging.deadletters,
 * messaging.schemas, operations, platform, sql, sql.tables.
 *
 * <p>API: none.
 */
@CheckReturnValue
package io.lockstep.messaging.deadletters.handling;

import com.google.errorprone.annotations.CheckReturnValue;
