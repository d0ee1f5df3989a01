package io.lockstep.locks.fencing;

import io.lockstep.locks.LocksConfig;
import io.lockstep.locks.LocksUnavailable;
import io.lockstep.locks.fencing.FenceTokens.Numbered;
import io.lockstep.locks.redis.MainRedis;
import io.lockstep.locks.redis.RedisLink;
import io.lockstep.locks.redis.RedisScript;
import io.lockstep.locks.redis.RedisSession;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/**
 * The blocks of fencing numbers that Redis hands out. A block is a counter whose key carries the
 * run of the server and which expires with its lease, so it is void after a restart, a flush, or a
 * day on which nobody can reach it.
 *
 * <p>It is put there in two steps, first only to wait: between them the database is asked whether
 * the block is still the latest. Whoever numbers a grant past a block removes both, so no
 * interleaving leaves a block in use that was passed. The proof is in {@code docs/locks.md}.
 */
@ApplicationScoped
public class RedisTokenBlocks {
  private static final RedisScript PROPOSE =
      RedisScript.of("redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]) return 1");

  private static final RedisScript CONFIRM =
      RedisScript.of(
          """
          local left = redis.call('PTTL', KEYS[1])
          if left <= 0 or redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
          redis.call('DEL', KEYS[1])
          local now = redis.call('GET', KEYS[2])
          if not now or tonumber(now) < tonumber(ARGV[1]) then
            redis.call('SET', KEYS[2], ARGV[1], 'PX', left)
          end
          return 1
          """);

  private static final RedisScript TAKE_BACK =
      RedisScript.of("return redis.call('DEL', KEYS[1], KEYS[2])");

  private final RedisLink link;
  private final FenceTokens fences;
  private final Duration half;

  public RedisTokenBlocks(MainRedis redis, FenceTokens fences, LocksConfig config) {
    this.link = redis.link();
    this.fences = fences;
    this.half = config.fenceLease().dividedBy(2);
  }

  /** The key of the counter that a script increments; absent if there is no block. */
  public static String counter(RedisSession session, String name) {
    return "lockstep:fence:{" + name + "}:" + session.runId();
  }

  private static String proposed(RedisSession session, String name) {
    return counter(session, name) + ":proposed";
  }

  /** Gives this run of Redis a fresh block; false if somebody else was faster. */
  public Uni<Boolean> refill(RedisSession session, String name) {
    return fences
        .reserveBlock(name)
        .call(start -> propose(session, name, start))
        .flatMap(start -> confirmIfLatest(session, name, start));
  }

  /** A little less than half, since the clocks of Redis and the database are two. */
  private Duration life() {
    return half.minus(half.dividedBy(50));
  }

  private Uni<?> propose(RedisSession session, String name, long start) {
    return session.eval(PROPOSE, List.of(proposed(session, name)), start, life().toMillis());
  }

  /**
   * The proposal lives for less than half of the lease from before this look; more than half is
   * left then, so the counter ends before the lease does.
   */
  private Uni<Boolean> confirmIfLatest(RedisSession session, String name, long start) {
    return fences
        .isLatest(name, start, half)
        .flatMap(
            latest ->
                latest
                    ? session
                        .eval(
                            CONFIRM,
                            List.of(proposed(session, name), counter(session, name)),
                            start)
                        .map(answer -> answer.toInteger() == 1)
                    : Uni.createFrom().item(false));
  }

  /**
   * Makes sure that Redis hands out no number below this one any more.
   *
   * @return false if that cannot be had now: Redis cannot be reached and its block still lives
   */
  public Uni<Boolean> takeBackBefore(String name, Numbered grant) {
    return grant.mustTakeBlockBack() ? takeBack(name) : Uni.createFrom().item(true);
  }

  /**
   * A server that cannot be reached may live on and hand out numbers to others, whatever refuses us
   * on the way to it; one that has started anew has another key.
   */
  public Uni<Boolean> takeBack(String name) {
    return tryToTakeBack(name)
        .onFailure(LocksUnavailable.class)
        .recoverWithUni(() -> tryToTakeBack(name))
        .onFailure(LocksUnavailable.class)
        .recoverWithItem(false);
  }

  private Uni<Boolean> tryToTakeBack(String name) {
    return link.with(
            session ->
                session.eval(TAKE_BACK, List.of(counter(session, name), proposed(session, name))))
        .replaceWith(true);
  }
}
