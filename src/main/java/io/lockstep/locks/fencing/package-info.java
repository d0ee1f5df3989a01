/**
 * Fencing tokens that grow with each grant of a name, whichever backend grants it.
 *
 * <p>Uses: locks, locks.redis, sql.
 *
 * <p>API: none.
 *
 * <p>For locks alone: FenceTokens, RedisTokenBlocks.
 */
@CheckReturnValue
package io.lockstep.locks.fencing;

import com.google.errorprone.annotations.CheckReturnValue;
