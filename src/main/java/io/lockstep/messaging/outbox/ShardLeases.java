package io.lockstep.messaging.outbox;

import io.lockstep.locks.leases.LockTable;
import io.lockstep.messaging.MessagingConfig;
import io.lockstep.platform.Ids;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Which shards of the outbox this instance publishes. Each shard is leased by one instance at a
 * time through the lock table; the instances share the shards evenly. An instance that dies leaves
 * its shards to the others after {@code lockstep.messaging.shard-lease}.
 */
@ApplicationScoped
class ShardLeases {
  private static final Logger LOG = Logger.getLogger(ShardLeases.class);
  private static final String SHARD = "outbox-shard/";
  private static final String MEMBER = "outbox-member/";

  private final LockTable locks;
  private final MessagingConfig config;
  private final String self;
  private final Map<Integer, Long> heldUntil = new ConcurrentHashMap<>();
  private volatile Supplier<Uni<Void>> leaving = () -> Uni.createFrom().voidItem();

  ShardLeases(LockTable locks, MessagingConfig config, Ids ids) {
    this.locks = locks;
    this.config = config;
    this.self = ids.next().toString();
  }

  /** The shards held now, by our own clock; the lease was taken before that clock started. */
  List<Integer> held() {
    long now = System.nanoTime();
    return heldUntil.entrySet().stream()
        .filter(lease -> lease.getValue() - now > 0)
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /**
   * Renews what is held, takes what is free up to a fair share, gives back what is above it.
   *
   * <p>Cost where nothing changes: two statements.
   *
   * @return whether other shards are held afterwards
   */
  Uni<Boolean> balance() {
    List<Integer> before = held();
    return renewTogether(before)
        .flatMap(all -> all ? Uni.createFrom().voidItem() : renewEach(before))
        .chain(this::fairShare)
        .flatMap(this::settle)
        .map(done -> !held().equals(before));
  }

  /** Says what is to be done with a shard that is given back, before another instance takes it. */
  void beforeGivingBack(Supplier<Uni<Void>> action) {
    leaving = action;
  }

  /** Prolongs all leases with one statement; false if one of them is lost, or not there yet. */
  private Uni<Boolean> renewTogether(List<Integer> shards) {
    long until = leaseEnd();
    List<String> keys =
        Stream.concat(Stream.of(MEMBER + self), shards.stream().map(shard -> SHARD + shard))
            .toList();
    return locks
        .renewAll(keys, self, config.shardLease())
        .map(renewed -> renewed == keys.size())
        .invoke(
            all -> {
              if (all) {
                shards.forEach(shard -> heldUntil.replace(shard, until));
              }
            });
  }

  private Uni<Void> renewEach(List<Integer> shards) {
    return announce().chain(() -> forEach(shards, this::renew));
  }

  /** Gives everything back, so that others need not wait for the leases to end. */
  Uni<Void> release() {
    return forEach(held(), this::giveBack)
        .chain(() -> locks.release(MEMBER + self, self))
        .replaceWithVoid();
  }

  private Uni<Void> announce() {
    return locks
        .renew(MEMBER + self, self, config.shardLease())
        .flatMap(
            renewed ->
                renewed
                    ? Uni.createFrom().voidItem()
                    : locks.acquire(MEMBER + self, self, config.shardLease()).replaceWithVoid());
  }

  private Uni<Integer> fairShare() {
    return locks
        .countHeld(MEMBER)
        .map(members -> (int) Math.ceil((double) Outbox.SHARDS / Math.max(1, members)));
  }

  private Uni<Void> settle(int share) {
    List<Integer> surplus = held().stream().skip(share).toList();
    return forEach(surplus, this::giveBack).chain(() -> takeFree(share));
  }

  private Uni<Void> takeFree(int share) {
    List<Integer> missing =
        IntStream.range(0, Outbox.SHARDS).boxed().filter(shard -> !held().contains(shard)).toList();
    return forEach(
        missing, shard -> held().size() < share ? take(shard) : Uni.createFrom().voidItem());
  }

  private Uni<Void> take(int shard) {
    long until = leaseEnd();
    return locks
        .acquire(SHARD + shard, self, config.shardLease())
        .invoke(fence -> fence.ifPresent(granted -> keep(shard, until)))
        .replaceWithVoid();
  }

  private void keep(int shard, long until) {
    if (heldUntil.put(shard, until) == null) {
      LOG.debugf("outbox shard %d is ours", shard);
    }
  }

  private Uni<Void> renew(int shard) {
    long until = leaseEnd();
    return locks
        .renew(SHARD + shard, self, config.shardLease())
        .invoke(
            renewed -> {
              if (renewed) {
                heldUntil.put(shard, until);
              } else {
                heldUntil.remove(shard);
              }
            })
        .replaceWithVoid();
  }

  private Uni<Void> giveBack(int shard) {
    heldUntil.remove(shard);
    return leaving.get().chain(() -> locks.release(SHARD + shard, self)).replaceWithVoid();
  }

  private long leaseEnd() {
    return System.nanoTime() + config.shardLease().toNanos();
  }

  private static Uni<Void> forEach(List<Integer> shards, Function<Integer, Uni<Void>> action) {
    return Multi.createFrom()
        .iterable(shards)
        .onItem()
        .transformToUniAndConcatenate(action::apply)
        .collect()
        .last()
        .replaceWithVoid();
  }
}
