/**
 * API keys: made and revoked by admins, kept as hashes, looked up for each request.
 *
 * <p>Uses: auditlog, http, idempotency, logins.limits, platform, security, sql, sql.tables.
 *
 * <p>API: none.
 *
 * <p>For logins alone: ApiKeys, ConfiguredKey.
 */
@CheckReturnValue
package io.lockstep.logins.keys;

import com.google.errorprone.annotations.CheckReturnValue;
