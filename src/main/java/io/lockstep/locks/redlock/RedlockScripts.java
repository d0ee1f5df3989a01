package io.lockstep.locks.redlock;

import io.lockstep.locks.redis.RedisScript;

/** What each server decides by itself, in one step. The mark is that of {@link RedlockServer}. */
final class RedlockScripts {
  static final RedisScript TAKE =
      RedisScript.of(
          """
          if redis.call('GET', KEYS[2]) ~= ARGV[1] then return -1 end
          if redis.call('SET', KEYS[1], ARGV[2], 'NX', 'PX', ARGV[3]) then return 1 end
          return 0
          """);

  /** A server on which the lease is free votes as it would for anyone. */
  static final RedisScript PASS =
      RedisScript.of(
          """
          if redis.call('GET', KEYS[2]) ~= ARGV[1] then return -1 end
          local holder = redis.call('GET', KEYS[1])
          if holder and holder ~= ARGV[2] then return 0 end
          redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4])
          return 1
          """);

  static final RedisScript OWNS =
      RedisScript.of("return redis.call('GET', KEYS[1]) == ARGV[1] and 1 or 0");

  static final RedisScript RENEW =
      RedisScript.of(
          "if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end"
              + " return redis.call('PEXPIRE', KEYS[1], ARGV[2])");

  static final RedisScript RELEASE =
      RedisScript.of(
          "if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end"
              + " return redis.call('DEL', KEYS[1])");

  static final RedisScript LOOK =
      RedisScript.of("return {redis.call('GET', KEYS[1]), redis.call('PTTL', KEYS[1])}");

  private RedlockScripts() {}
}
