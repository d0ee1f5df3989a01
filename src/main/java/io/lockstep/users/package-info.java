/**
 * Users, and the topic that says what becomes of them; other modules ask the directory who exists.
 *
 * <p>Uses: accounts, accounts.ledger, auditlog, http, messaging.brokers, messaging.consumer,
 * messaging.outbox, messaging.schemas, platform, sql, sql.tables.
 *
 * <p>API: Directory.
 */
@CheckReturnValue
package io.lockstep.users;

import com.google.errorprone.annotations.CheckReturnValue;
