/**
 * One effect for each idempotency key: claims keys, keeps answers, replays them; the work behind a
 * key outlives its caller.
 *
 * <p>Uses: auditlog, http, platform, sql, sql.groups, sql.tables, sweeps.
 *
 * <p>API: Idempotency, IdempotentGroup, KeyedAct, KeyedRequest, Replays.
 */
@CheckReturnValue
package io.lockstep.idempotency;

import com.google.errorprone.annotations.CheckReturnValue;
