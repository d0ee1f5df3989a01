/**
 * API keys: made and revoked by admins, kept as hashes, looked up for each request.
 *
 * <p>Uses: http, idempotency, platform, security, sql, sql.tables.
 *
 * <p>API: none.
 *
 * <p>For security alone: ApiKeys.
 */
@CheckReturnValue
package io.lockstep.security.keys;

import com.google.errorprone.annotations.CheckReturnValue;
