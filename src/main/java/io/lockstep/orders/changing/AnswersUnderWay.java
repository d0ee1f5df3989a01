package io.lockstep.orders.changing;

import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;

/**
 * Says of which orders the answer is known to be under way, however long it takes: they are neither
 * asked for again nor given up.
 */
public interface AnswersUnderWay {
  /** Those of these orders; locks nothing. */
  Uni<Set<UUID>> of(Tx tx, Collection<UUID> orderIds);
}
