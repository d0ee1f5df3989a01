package io.lockstep.sweeps;

import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import java.util.List;

/**
 * What an {@link ItemSweep} looks for, and what it does.
 *
 * @param <I> an item, as it is read
 */
public interface SweptItems<I> {
  /**
   * The ids of what is due, the most urgent first, without a lock. It reads nothing but ids, so
   * that it still works where an item cannot be read.
   */
  Uni<List<String>> due(Tx tx, Due which);

  /** Locks and reads what is due and nobody else is at, the most urgent first. */
  Uni<List<I>> lock(Tx tx, Due which);

  /** Does what is due, in the transaction that has locked it. */
  Uni<Void> apply(Tx tx, List<I> locked);
}
