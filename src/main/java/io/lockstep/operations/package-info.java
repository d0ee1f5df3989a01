/**
 * What those who run the service ask it: health of its servers, audit, row locks.
 *
 * <p>Uses: http, platform, sql, sql.pool.
 *
 * <p>API: AuditCheck, ServerCheck, ServerProbe, ServerStates.
 */
@CheckReturnValue
package io.lockstep.operations;

import com.google.errorprone.annotations.CheckReturnValue;
