package io.lockstep.logins.limits;

import io.lockstep.logins.limits.Bucket.Portion;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.RedisAPI;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * The buckets that all instances share, in Redis; by its clock. While Redis is away or slow each
 * instance has full buckets of its own: a caller then has as many times more as there are
 * instances, and nobody is refused for want of Redis.
 */
@ApplicationScoped
class SharedBuckets {
  private static final Logger LOG = Logger.getLogger(SharedBuckets.class);
  private static final long PAUSE_NANOS = 1_000_000_000L;

  /** Keys: the bucket. Arguments: its size, tokens per second, how many are wanted. */
  private static final String TAKE =
      """
      local time = redis.call('TIME')
      local now = time[1] + time[2] / 1000000
      local size, rate, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
      local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'at')
      local tokens, at = tonumber(bucket[1]) or size, tonumber(bucket[2]) or now
      tokens = math.min(size, tokens + math.max(0, now - at) * rate)
      local granted = math.min(wanted, math.floor(tokens))
      redis.call('HSET', KEYS[1], 'tokens', tostring(tokens - granted), 'at', tostring(now))
      redis.call('PEXPIRE', KEYS[1], math.ceil(size / rate * 1000) + 1000)
      return {granted, math.floor(tokens - granted)}
      """;

  private final RedisAPI redis;
  private final Duration timeout;
  private volatile long awayUntil = System.nanoTime();

  SharedBuckets(RedisAPI redis, LimitsConfig config) {
    this.redis = redis;
    this.timeout = config.redisTimeout();
  }

  /** Where the portions of one caller come from. */
  Bucket.Source of(String key) {
    LocalBucket local = new LocalBucket();
    return (policy, tokens) ->
        System.nanoTime() - awayUntil < 0
            ? Uni.createFrom().item(() -> local.take(policy, tokens))
            : take(key, policy, tokens)
                .onFailure()
                .invoke(this::pause)
                .onFailure()
                .recoverWithItem(() -> local.take(policy, tokens));
  }

  private Uni<Portion> take(String key, Policy policy, int tokens) {
    return redis
        .eval(
            List.of(
                TAKE,
                "1",
                "lockstep:limit:" + key,
                Integer.toString(policy.requests()),
                Double.toString(policy.perSecond()),
                Integer.toString(tokens)))
        .ifNoItem()
        .after(timeout)
        .fail()
        .map(SharedBuckets::portion);
  }

  private static Portion portion(Response answer) {
    return new Portion(answer.get(0).toLong(), answer.get(1).toLong());
  }

  private void pause(Throwable failure) {
    awayUntil = System.nanoTime() + PAUSE_NANOS;
    LOG.debugf("limits are counted without Redis: %s", failure);
  }

  /** The bucket of one caller for the time without Redis. */
  private static final class LocalBucket {
    private double tokens = -1;
    private long at;

    synchronized Portion take(Policy policy, int wanted) {
      long now = System.nanoTime();
      tokens =
          tokens < 0
              ? policy.requests()
              : Math.min(policy.requests(), tokens + (now - at) / 1e9 * policy.perSecond());
      at = now;
      long granted = Math.min(wanted, (long) tokens);
      tokens -= granted;
      return new Portion(granted, (long) tokens);
    }
  }
}
