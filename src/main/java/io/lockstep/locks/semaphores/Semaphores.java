package io.lockstep.locks.semaphores;

import io.lockstep.locks.LocksConfig;
import io.lockstep.locks.LocksUnavailable;
import io.lockstep.locks.leases.LockMetrics;
import io.lockstep.locks.redis.MainRedis;
import io.lockstep.locks.redis.RedisLink;
import io.lockstep.locks.redis.RedisScript;
import io.lockstep.locks.redis.Wakeups;
import io.lockstep.locks.waiting.Turn;
import io.lockstep.locks.waiting.WaitQueue;
import io.lockstep.locks.waiting.WhoWaits;
import io.lockstep.platform.Ids;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Semaphores on Redis: at most so many permits at a time, decided in one script by the clock of
 * Redis. A permit ends with its holder's release, or after its ttl. A semaphore keeps the limit of
 * its first caller until nobody has used it for {@code lockstep.locks.semaphore-memory}.
 *
 * <p>Guarantee: never more permits than the limit as long as Redis keeps its data. A semaphore
 * limits load; it does not protect data, so it has no fence. Cost: one round trip for each call.
 * Every call fails with {@link LocksUnavailable} where Redis is away.
 */
@ApplicationScoped
public class Semaphores {
  private static final Logger LOG = Logger.getLogger(Semaphores.class);
  private static final String KIND = "semaphore";
  private static final long WAITING_MILLIS = 5_000;
  private static final int GRANTED = 1;
  private static final int OTHER_LIMIT = -2;

  private static final RedisScript TAKE =
      RedisScript.of(
          """
          local limit = redis.call('GET', KEYS[2])
          if limit and limit ~= ARGV[2] then return {-2, limit} end
          local time = redis.call('TIME')
          local now = time[1] * 1000 + math.floor(time[2] / 1000)
          redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
          if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then
            if ARGV[5] ~= '0' then redis.call('SET', KEYS[3], '1', 'PX', ARGV[5]) end
            local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
            return {0, first[2] - now}
          end
          local ends = now + tonumber(ARGV[3])
          redis.call('ZADD', KEYS[1], ends, ARGV[1])
          local keep = math.max(tonumber(ARGV[3]), tonumber(ARGV[4]), redis.call('PTTL', KEYS[2]))
          redis.call('SET', KEYS[2], ARGV[2], 'PX', keep)
          redis.call('PEXPIRE', KEYS[1], keep)
          return {1, ends, limit and 0 or 1}
          """);

  private static final RedisScript RELEASE =
      RedisScript.of(
          """
          if redis.call('ZREM', KEYS[1], ARGV[1]) == 0 then return 0 end
          if redis.call('EXISTS', KEYS[2]) == 1 then
            redis.call('PUBLISH', ARGV[2], ARGV[3])
          end
          return 1
          """);

  private static final RedisScript LOOK =
      RedisScript.of(
          """
          local time = redis.call('TIME')
          local now = time[1] * 1000 + math.floor(time[2] / 1000)
          return {redis.call('GET', KEYS[2]), redis.call('ZCOUNT', KEYS[1], '(' .. now, '+inf')}
          """);

  private final RedisLink link;
  private final LocksConfig config;
  private final Ids ids;
  private final WaitQueue<Claim, Decision> queue;
  private final SemaphoreNames names;

  public Semaphores(
      MainRedis redis,
      LocksConfig config,
      Ids ids,
      Wakeups wakeups,
      Vertx vertx,
      MeterRegistry metrics) {
    this.link = redis.link();
    this.config = config;
    this.ids = ids;
    this.names = new SemaphoreNames(link, Semaphores::limit);
    this.queue = new WaitQueue<>(vertx, this::take, this::giveBack, true);
    wakeups.listen(KIND, queue::wake);
    LockMetrics.gaugeWaiting(metrics, KIND, queue::size);
  }

  /**
   * Takes a permit.
   *
   * @param limit how many the semaphore has
   * @param maxWait how long to wait for one
   * @return empty if none was free in time; fails with {@link SemaphoreLimitDiffers} if the
   *     semaphore has another limit
   */
  public Uni<Optional<Permit>> acquire(String name, long limit, Duration ttl, Duration maxWait) {
    return queue
        .enter(name, new Claim(name, limit, ttl), maxWait, config.retryDelay())
        .map(decision -> decision.map(Decision::permit));
  }

  private Uni<Turn<Decision>> take(Claim claim, WhoWaits whoWaits) {
    String id = ids.next().toString();
    return link.with(
            session ->
                session.eval(
                    TAKE,
                    List.of(permits(claim.name), limit(claim.name), waiters(claim.name)),
                    id,
                    claim.limit,
                    claim.ttl.toMillis(),
                    config.semaphoreMemory().toMillis(),
                    whoWaits == WhoWaits.NOBODY ? 0 : WAITING_MILLIS))
        .call(answer -> isNew(answer) ? enter(claim.name) : Uni.createFrom().voidItem())
        .map(answer -> turn(claim, id, answer));
  }

  private static boolean isNew(Response answer) {
    return answer.size() > 2 && answer.get(2).toInteger() == 1;
  }

  /** The permit is granted already, and is good whether or not its semaphore is listed. */
  private Uni<Void> enter(String name) {
    return names
        .add(name)
        .onFailure()
        .recoverWithUni(
            failure -> {
              LOG.warnf("the semaphore %s is not listed: %s", name, failure.getMessage());
              return Uni.createFrom().voidItem();
            });
  }

  /** The names of those that there are. */
  SemaphoreNames names() {
    return names;
  }

  private static Turn<Decision> turn(Claim claim, String id, Response answer) {
    int kind = answer.get(0).toInteger();
    long value = answer.get(1).toLong();
    return switch (kind) {
      case GRANTED ->
          Turn.won(new Granted(new Permit(claim.name, id, Instant.ofEpochMilli(value))));
      case OTHER_LIMIT -> Turn.won(new Refused(value));
      default -> Turn.busyFor(Duration.ofMillis(value));
    };
  }

  private void giveBack(Decision decision) {
    if (decision instanceof Granted granted) {
      giveBack(granted.permit);
    }
  }

  private void giveBack(Permit permit) {
    release(permit.semaphore(), permit.id())
        .subscribe()
        .with(
            released -> LOG.tracef("a permit of %s was not wanted", permit.semaphore()),
            failure -> LOG.debugf("a permit ends by itself: %s", failure.getMessage()));
  }

  /** Gives a permit back; false if it had ended, which is harmless. */
  public Uni<Boolean> release(String name, String permit) {
    return link.with(
            session ->
                session.eval(
                    RELEASE,
                    List.of(permits(name), waiters(name)),
                    permit,
                    Wakeups.CHANNEL,
                    Wakeups.message(KIND, name)))
        .map(answer -> answer.toInteger() == 1)
        .invoke(() -> queue.wake(name));
  }

  /** How many callers of this instance wait for a permit. */
  int waiting(String name) {
    return queue.size(name);
  }

  /** What is known of a semaphore; empty if there is none of that name. */
  Uni<Optional<SemaphoreView>> look(String name) {
    return link.with(session -> session.eval(LOOK, List.of(permits(name), limit(name))))
        .map(
            answer ->
                answer.get(0) == null
                    ? Optional.empty()
                    : Optional.of(
                        new SemaphoreView(answer.get(0).toLong(), answer.get(1).toLong())));
  }

  private static String permits(String name) {
    return "lockstep:permits:{" + name + "}";
  }

  private static String limit(String name) {
    return "lockstep:limit:{" + name + "}";
  }

  private static String waiters(String name) {
    return "lockstep:permit-wait:{" + name + "}";
  }

  private record Claim(String name, long limit, Duration ttl) {}

  /** What ends a claim's wait; a refusal is of this claim, and not of those behind it. */
  private sealed interface Decision {
    Permit permit();
  }

  private record Granted(Permit permit) implements Decision {}

  private record Refused(long limit) implements Decision {
    @Override
    public Permit permit() {
      throw new SemaphoreLimitDiffers(limit);
    }
  }
}
