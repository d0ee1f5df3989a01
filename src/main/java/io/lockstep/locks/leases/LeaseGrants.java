package io.lockstep.locks.leases;

import io.lockstep.locks.LeaseStore;
import io.lockstep.locks.LockLost;
import io.lockstep.locks.waiting.Turn;
import io.lockstep.locks.waiting.WhoWaits;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;

/** Asks the store for leases and their renewal, and makes handles of what it grants. */
final class LeaseGrants {
  private static final int OWNER_TOKEN_BYTES = 16;

  private final LockBackend backend;
  private final LeaseStore store;
  private final Vertx vertx;
  private final LockMetrics metrics;
  private final SecureRandom random = new SecureRandom();

  LeaseGrants(LockBackend backend, LeaseStore store, Vertx vertx, LockMetrics metrics) {
    this.backend = backend;
    this.store = store;
    this.vertx = vertx;
    this.metrics = metrics;
  }

  /** A lock for this claim, if nobody holds it now. */
  Uni<Turn<Lock>> take(Claim claim, WhoWaits whoWaits) {
    Grant grant = newGrant(claim);
    return store
        .take(claim.name(), grant.ownerToken, claim.ttl(), whoWaits)
        .map(turn -> asLock(turn, grant));
  }

  /** The lock of this owner for the next claim, see {@link LeaseStore#pass}. */
  Uni<Turn<Lock>> pass(String ownerToken, Claim next) {
    Grant grant = newGrant(next);
    return store
        .pass(next.name(), ownerToken, grant.ownerToken, next.ttl())
        .map(turn -> asLock(turn, grant));
  }

  /** Until when the lease lasts now; fails with {@link LockLost}. */
  Uni<Long> renewUntil(String name, String ownerToken, Duration ttl) {
    long asked = System.nanoTime();
    return store
        .renew(name, ownerToken, ttl)
        .map(
            ours -> {
              if (!ours) {
                throw new LockLost(name);
              }
              long until = validUntil(asked, ttl);
              metrics.renewed(ownerToken, until);
              return until;
            });
  }

  private Turn<Lock> asLock(Turn<Long> turn, Grant grant) {
    return turn.isWon() ? Turn.won(handle(grant, turn.won())) : Turn.busyFor(turn.freeAfter());
  }

  private Lock handle(Grant grant, long fence) {
    LockRequest request = grant.claim.request;
    long validUntil = validUntil(grant.asked, request.ttl());
    metrics.granted(grant.ownerToken, validUntil, System.nanoTime() - grant.claim.began);
    Lock lock = new Lock(backend, vertx, request, grant.ownerToken, fence, validUntil);
    if (request.renewing()) {
      lock.startRenewal();
    }
    return lock;
  }

  /** Counted from before the server was asked, and a little less than it was asked for. */
  private long validUntil(long asked, Duration ttl) {
    return asked + ttl.minus(store.drift(ttl)).toNanos();
  }

  private Grant newGrant(Claim claim) {
    byte[] ownerToken = new byte[OWNER_TOKEN_BYTES];
    random.nextBytes(ownerToken);
    return new Grant(
        claim,
        Base64.getUrlEncoder().withoutPadding().encodeToString(ownerToken),
        System.nanoTime());
  }

  /** What a caller has asked for since {@code began}. */
  record Claim(LockRequest request, long began) {
    String name() {
      return request.name();
    }

    Duration ttl() {
      return request.ttl();
    }
  }

  private record Grant(Claim claim, String ownerToken, long asked) {}
}
