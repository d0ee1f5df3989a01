package io.lockstep.locks.leases;

import io.lockstep.locks.LeaseStore;
import io.lockstep.locks.LockLost;
import io.lockstep.locks.LocksConfig;
import io.lockstep.locks.fencing.RedisTokenBlocks;
import io.lockstep.locks.redis.RedisLink;
import io.lockstep.locks.redis.RedisScript;
import io.lockstep.locks.redis.RedisSession;
import io.lockstep.locks.redis.Wakeups;
import io.lockstep.locks.waiting.Turn;
import io.lockstep.locks.waiting.WhoWaits;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Leases in one Redis server: SET with PX where there is none, one script and one round trip for
 * each step. The value is the owner token and the fence; who compares, compares in the script.
 *
 * <p>Guarantee: mutual exclusion as long as Redis keeps its data and clocks run at one speed.
 * Beyond that only the fence holds, and it holds always. Cost: one round trip for each call; once
 * in {@code lockstep.locks.fence-block} grants, or half a {@code fence-lease}, a new block of
 * numbers, which is two looks into the database.
 */
final class RedisStore implements LeaseStore {
  private static final int REFILLS = 5;
  private static final long WAITING_MILLIS = 5_000;

  /**
   * Answers the fence, or 0 where there are no numbers, or -1 - the milliseconds that the holder
   * has left. A number that finds the lease held is not used: a gap costs less than a look before.
   * A caller behind whom others wait says that somebody waits even when it wins.
   */
  private static final String TAKE_SOURCE =
      """
      local fence = redis.call('INCR', KEYS[2])
      if fence <= %1$d or fence %% %1$d == 0 then
        redis.call('DEL', KEYS[2])
        return 0
      end
      local won = redis.call('SET', KEYS[1], ARGV[1] .. string.format('%%.0f', fence),
          'NX', 'PX', ARGV[2])
      if KEYS[3] and (not won or ARGV[4] == 'OTHERS') then
        redis.call('SET', KEYS[3], '1', 'PX', ARGV[3])
      end
      if won then return fence end
      return -1 - math.max(0, redis.call('PTTL', KEYS[1]))
      """;

  /** Answers the fence; 0 if there are no numbers and the lease was released; -1 if it is lost. */
  private static final RedisScript PASS =
      RedisScript.of(
          """
          local value = redis.call('GET', KEYS[1])
          if not value or string.sub(value, 1, #ARGV[1]) ~= ARGV[1] then return -1 end
          local fence = redis.call('INCR', KEYS[2])
          local block = tonumber(ARGV[4])
          if fence <= block or fence % block == 0 then
            redis.call('DEL', KEYS[1], KEYS[2])
            return 0
          end
          redis.call('SET', KEYS[1], ARGV[2] .. string.format('%.0f', fence), 'PX', ARGV[3])
          return fence
          """);

  private static final RedisScript RENEW =
      RedisScript.of(
          """
          local value = redis.call('GET', KEYS[1])
          if not value or string.sub(value, 1, #ARGV[1]) ~= ARGV[1] then return 0 end
          return redis.call('PEXPIRE', KEYS[1], ARGV[2])
          """);

  /** The message goes out only where somebody waits; woken, it says again that it does. */
  private static final RedisScript RELEASE =
      RedisScript.of(
          """
          local value = redis.call('GET', KEYS[1])
          if not value or string.sub(value, 1, #ARGV[1]) ~= ARGV[1] then return 0 end
          if redis.call('DEL', KEYS[1], KEYS[2]) == 2 then
            redis.call('PUBLISH', '%s', '%s' .. string.match(KEYS[1], '{(.*)}'))
          end
          return 1
          """
              .formatted(Wakeups.CHANNEL, Wakeups.message("redis", "")));

  private static final RedisScript LOOK =
      RedisScript.of("return {redis.call('GET', KEYS[1]), redis.call('PTTL', KEYS[1])}");

  private final RedisLink link;
  private final RedisTokenBlocks numbers;
  private final LocksConfig config;
  private final RedisScript take;

  RedisStore(RedisLink link, RedisTokenBlocks numbers, LocksConfig config) {
    this.link = link;
    this.numbers = numbers;
    this.config = config;
    this.take = RedisScript.of(TAKE_SOURCE.formatted(config.fenceBlock()));
  }

  @Override
  public String wireName() {
    return "redis";
  }

  @Override
  public Uni<Turn<Long>> take(String name, String ownerToken, Duration ttl, WhoWaits whoWaits) {
    return link.with(session -> take(session, name, ownerToken, ttl, whoWaits, REFILLS));
  }

  private Uni<Turn<Long>> take(
      RedisSession session,
      String name,
      String ownerToken,
      Duration ttl,
      WhoWaits whoWaits,
      int left) {
    return ask(session, name, ownerToken, ttl, whoWaits)
        .flatMap(
            answer ->
                answer.toLong() != 0
                    ? Uni.createFrom().item(turn(answer.toLong()))
                    : refill(session, name, ownerToken, ttl, whoWaits, left));
  }

  private Uni<Response> ask(
      RedisSession session, String name, String ownerToken, Duration ttl, WhoWaits whoWaits) {
    String numbersKey = RedisTokenBlocks.counter(session, name);
    return whoWaits == WhoWaits.NOBODY
        ? session.eval(take, List.of(key(name), numbersKey), ownerToken + ":", ttl.toMillis())
        : session.eval(
            take,
            List.of(key(name), numbersKey, waiters(name)),
            ownerToken + ":",
            ttl.toMillis(),
            WAITING_MILLIS,
            whoWaits.name());
  }

  /** Losing the race for a block a few times in a row means that others make grants meanwhile. */
  private Uni<Turn<Long>> refill(
      RedisSession session,
      String name,
      String ownerToken,
      Duration ttl,
      WhoWaits whoWaits,
      int left) {
    return left == 0
        ? Uni.createFrom().item(Turn.busyFor(Duration.ofMillis(1)))
        : numbers
            .refill(session, name)
            .flatMap(done -> take(session, name, ownerToken, ttl, whoWaits, left - 1));
  }

  private static Turn<Long> turn(long answer) {
    return answer > 0 ? Turn.won(answer) : Turn.busyFor(Duration.ofMillis(-1 - answer));
  }

  @Override
  public Uni<Turn<Long>> pass(String name, String ownerToken, String nextOwnerToken, Duration ttl) {
    return link.with(
            session ->
                session.eval(
                    PASS,
                    List.of(key(name), RedisTokenBlocks.counter(session, name)),
                    ownerToken + ":",
                    nextOwnerToken + ":",
                    ttl.toMillis(),
                    config.fenceBlock()))
        .map(answer -> passed(name, answer.toLong()));
  }

  private static Turn<Long> passed(String name, long answer) {
    if (answer < 0) {
      throw new LockLost(name);
    }
    return answer == 0 ? Turn.busy() : Turn.won(answer);
  }

  @Override
  public Uni<Boolean> renew(String name, String ownerToken, Duration ttl) {
    return link.with(
            session -> session.eval(RENEW, List.of(key(name)), ownerToken + ":", ttl.toMillis()))
        .map(RedisStore::isOne);
  }

  @Override
  public Uni<Boolean> release(String name, String ownerToken) {
    return link.with(
            session -> session.eval(RELEASE, List.of(key(name), waiters(name)), ownerToken + ":"))
        .map(RedisStore::isOne);
  }

  @Override
  public Uni<Optional<Held>> look(String name) {
    return link.with(session -> session.eval(LOOK, List.of(key(name)))).map(RedisStore::held);
  }

  private static Optional<Held> held(Response answer) {
    if (answer.get(0) == null) {
      return Optional.empty();
    }
    String value = answer.get(0).toString();
    long fence = Long.parseLong(value.substring(value.lastIndexOf(':') + 1));
    return Optional.of(new Held(fence, Duration.ofMillis(Math.max(0, answer.get(1).toLong()))));
  }

  @Override
  public Uni<Void> forgetNumbers(String name) {
    return numbers.takeBack(name).replaceWithVoid();
  }

  private static boolean isOne(Response answer) {
    return answer.toInteger() == 1;
  }

  private static String key(String name) {
    return "lockstep:lock:{" + name + "}";
  }

  private static String waiters(String name) {
    return "lockstep:wait:{" + name + "}";
  }
}
