/**
 * The connection to one Redis: a session whose commands are answered in order, scripts, wake-ups
 * between instances.
 *
 * <p>Uses: locks.
 *
 * <p>API: Wakeups.
 *
 * <p>For locks alone: MainRedis, RedisLink, RedisScript, RedisSession.
 */
@CheckReturnValue
package io.lockstep.locks.redis;

import com.google.errorprone.annotations.CheckReturnValue;
