package io.lockstep.locks.redlock;

import static io.lockstep.locks.redlock.RedlockScripts.LOOK;
import static io.lockstep.locks.redlock.RedlockScripts.OWNS;
import static io.lockstep.locks.redlock.RedlockScripts.PASS;
import static io.lockstep.locks.redlock.RedlockScripts.RELEASE;
import static io.lockstep.locks.redlock.RedlockScripts.RENEW;
import static io.lockstep.locks.redlock.RedlockScripts.TAKE;

import io.lockstep.locks.LeaseStore;
import io.lockstep.locks.LockLost;
import io.lockstep.locks.LocksConfig;
import io.lockstep.locks.fencing.FenceTokens;
import io.lockstep.locks.fencing.RedisTokenBlocks;
import io.lockstep.locks.redis.RedisScript;
import io.lockstep.locks.redis.Wakeups;
import io.lockstep.locks.waiting.Turn;
import io.lockstep.locks.waiting.WhoWaits;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Leases by vote of independent Redis servers: whoever has the votes of a quorum holds the lease,
 * for its ttl less the time the vote took and the drift of clocks. Which grants may be trusted
 * after a server lost its data is {@link RedlockServers}' care; every grant is numbered by the
 * database.
 *
 * <p>Guarantee: mutual exclusion while a quorum keeps its data and clocks run at about one speed;
 * any minority may be down, hung or restarted. Cost: a round trip to all servers at once and a
 * short transaction for each grant, a round trip for a release.
 *
 * @see <a href="https://redis.io/docs/latest/develop/clients/patterns/distributed-locks/">The
 *     Redlock algorithm</a>
 */
public final class RedlockStore implements LeaseStore {
  private static final Duration LEAST_DRIFT = Duration.ofMillis(2);

  private final RedlockServers servers;
  private final FenceTokens fences;
  private final RedisTokenBlocks tokenBlocks;
  private final Wakeups wakeups;
  private final Duration longestPause;

  public RedlockStore(
      RedlockServers servers,
      FenceTokens fences,
      RedisTokenBlocks tokenBlocks,
      Wakeups wakeups,
      LocksConfig config) {
    this.servers = servers;
    this.fences = fences;
    this.tokenBlocks = tokenBlocks;
    this.wakeups = wakeups;
    this.longestPause = config.retryDelay();
  }

  @Override
  public String wireName() {
    return "redlock";
  }

  /** As the algorithm's authors have it, with the milliseconds by which Redis rounds. */
  @Override
  public Duration drift(Duration ttl) {
    return ttl.dividedBy(100).plus(LEAST_DRIFT);
  }

  @Override
  public Uni<Turn<Long>> take(String name, String ownerToken, Duration ttl, WhoWaits whoWaits) {
    long asked = System.nanoTime();
    return servers
        .cover(ttl)
        .chain(() -> poll(server -> server.vote(TAKE, key(name), ownerToken, ttl.toMillis())))
        .flatMap(
            vote ->
                vote.isCarried()
                    ? number(name, ownerToken, ttl, asked)
                    : withdraw(name, ownerToken).map(done -> notCarried(vote)));
  }

  /** Drawn while the lease is held: a later holder's number is higher. */
  private Uni<Turn<Long>> number(String name, String ownerToken, Duration ttl, long asked) {
    return fences
        .next(name)
        .flatMap(number -> tokenBlocks.takeBackBefore(name, number).map(ok -> ok ? number : null))
        .onFailure()
        .call(() -> withdraw(name, ownerToken))
        .flatMap(
            number ->
                number != null && isStillValid(ttl, asked)
                    ? Uni.createFrom().item(Turn.won(number.number()))
                    : withdraw(name, ownerToken).replaceWith(Turn.busy()));
  }

  private boolean isStillValid(Duration ttl, long asked) {
    return System.nanoTime() - asked < ttl.minus(drift(ttl)).toNanos();
  }

  /** Votes that were split between callers are asked for again after a random pause. */
  private Turn<Long> notCarried(QuorumVote vote) {
    if (vote.yes() + vote.no() < vote.quorum()) {
      throw vote.unavailable();
    }
    return vote.yes() == 0 || vote.no() >= vote.quorum()
        ? Turn.busy()
        : Turn.busyFor(
            Duration.ofNanos(ThreadLocalRandom.current().nextLong(longestPause.toNanos() / 2)));
  }

  /** On all servers, also those whose answer has not come: theirs may be a yes. */
  private Uni<QuorumVote> withdraw(String name, String ownerToken) {
    return poll(server -> server.eval(RELEASE, key(name), ownerToken).map(RedlockStore::isOne));
  }

  @Override
  public Uni<Turn<Long>> pass(String name, String ownerToken, String nextOwnerToken, Duration ttl) {
    long asked = System.nanoTime();
    return servers
        .cover(ttl)
        .chain(
            () ->
                poll(
                    server ->
                        server.vote(PASS, key(name), ownerToken, nextOwnerToken, ttl.toMillis())))
        .flatMap(
            vote ->
                vote.isCarried()
                    ? number(name, nextOwnerToken, ttl, asked)
                    : withdraw(name, nextOwnerToken)
                        .chain(() -> release(name, ownerToken))
                        .map(ours -> released(name, ours)));
  }

  private static Turn<Long> released(String name, boolean ours) {
    if (!ours) {
      throw new LockLost(name);
    }
    return Turn.busy();
  }

  /** Whoever is not the holder moves no lease horizon: it is refused before. */
  @Override
  public Uni<Boolean> renew(String name, String ownerToken, Duration ttl) {
    return servers.isCovered(ttl)
        ? renewCovered(name, ownerToken, ttl)
        : ask(OWNS, name, ownerToken)
            .flatMap(
                ours ->
                    ours
                        ? servers.cover(ttl).chain(() -> renewCovered(name, ownerToken, ttl))
                        : Uni.createFrom().item(false));
  }

  private Uni<Boolean> renewCovered(String name, String ownerToken, Duration ttl) {
    return ask(RENEW, name, ownerToken, ttl.toMillis());
  }

  /** Whether a quorum says yes; fails where neither a yes nor a no has one. */
  private Uni<Boolean> ask(RedisScript script, String name, Object... arguments) {
    return poll(server -> server.eval(script, key(name), arguments).map(RedlockStore::isOne))
        .map(
            vote -> {
              if (!vote.isCarried() && !vote.isRejected()) {
                throw vote.unavailable();
              }
              return vote.isCarried();
            });
  }

  /** It was ours unless a majority knows better; what could not be told ends with its ttl. */
  @Override
  public Uni<Boolean> release(String name, String ownerToken) {
    return withdraw(name, ownerToken)
        .invoke(() -> wakeups.publish(wireName(), name))
        .map(vote -> vote.yes() > 0 && !vote.isRejected());
  }

  /** The holder whom a quorum knows; the number is the last that was drawn for the name. */
  @Override
  public Uni<Optional<Held>> look(String name) {
    SeenLeases seen = new SeenLeases();
    return poll(server -> server.eval(LOOK, key(name)).invoke(seen::add).replaceWith(true))
        .map(
            vote -> {
              if (!vote.isCarried()) {
                throw vote.unavailable();
              }
              // a quorum of answers is enough, so the holder may have a vote fewer among them
              return seen.seenByMoreThan(servers.all().size() - servers.quorum());
            })
        .flatMap(
            remaining ->
                remaining.isEmpty()
                    ? Uni.createFrom().item(Optional.empty())
                    : fences
                        .last(name)
                        .map(fence -> Optional.of(new Held(fence.orElse(0L), remaining.get()))));
  }

  @Override
  public Uni<Void> forgetNumbers(String name) {
    return tokenBlocks.takeBack(name).replaceWithVoid();
  }

  private Uni<QuorumVote> poll(java.util.function.Function<RedlockServer, Uni<Boolean>> question) {
    return QuorumVote.among(servers.all(), servers.quorum(), question);
  }

  private static boolean isOne(Response answer) {
    return answer.toInteger() == 1;
  }

  private static String key(String name) {
    return "lockstep:redlock:{" + name + "}";
  }
}
