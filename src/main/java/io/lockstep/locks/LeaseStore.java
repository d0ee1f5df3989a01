package io.lockstep.locks;

import io.lockstep.locks.waiting.Turn;
import io.lockstep.locks.waiting.WhoWaits;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;

/**
 * Where leases are kept. Each call asks once; waiting, handles and metrics are {@link
 * LockBackend}'s. An {@code ownerToken} tells one grant from all others; a fence grows with every
 * grant of a name.
 *
 * <p>Each call fails with {@link LocksUnavailable} where its servers cannot be asked.
 */
public interface LeaseStore {
  /** What callers and metrics call it. */
  String wireName();

  /**
   * Takes the lease if nobody has it.
   *
   * @param whoWaits who wants to be woken when the holder releases
   * @return the fence of the grant
   */
  Uni<Turn<Long>> take(String name, String ownerToken, Duration ttl, WhoWaits whoWaits);

  /**
   * Hands the lease over, with no moment between in which it is free.
   *
   * @return the fence of the new grant; not won if the lease was released instead and must be taken
   *     like any other; fails with {@link LockLost} if it was not ours
   */
  Uni<Turn<Long>> pass(String name, String ownerToken, String nextOwnerToken, Duration ttl);

  /** Lets the lease end {@code ttl} from now; false if it is not ours. */
  Uni<Boolean> renew(String name, String ownerToken, Duration ttl);

  /** Ends the lease and wakes who waits; false if it is not ours. */
  Uni<Boolean> release(String name, String ownerToken);

  /** Who has it now. */
  Uni<Optional<Held>> look(String name);

  /** Drops numbers that were set aside for this name: somebody has seen a higher one. */
  Uni<Void> forgetNumbers(String name);

  /** By how much a lease may be shorter than asked, seen from here. */
  default Duration drift(Duration ttl) {
    return ttl.dividedBy(100);
  }

  /** A lease that somebody has. */
  record Held(long fence, Duration remaining) {}
}
