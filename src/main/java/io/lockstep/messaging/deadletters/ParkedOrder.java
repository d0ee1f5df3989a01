package io.lockstep.messaging.deadletters;

import io.lockstep.messaging.deadletters.ParkedRow.State;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.JsonRows;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Keeps the messages of a subject in order when one of them is parked: those behind it are parked
 * too, as waiting, and let back one by one when it is out of the way.
 *
 * <p>Whoever parks behind a dead letter and whoever takes it away both lock the rows of the subject
 * first, so that none is left waiting for nothing. Cost where nothing is parked: an index lookup
 * for each message, in the statement that notes it ({@link #NOTHING_PARKED}).
 */
@ApplicationScoped
public class ParkedOrder {
  private static final String OF_SUBJECTS =
      "SELECT "
          + ParkedRow.COLUMNS
          + """
             FROM (SELECT * FROM JSON_TABLE(?, '$[*]' COLUMNS (
               j_subject VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) t) j
             STRAIGHT_JOIN dead_letters d FORCE INDEX (in_order)
               ON d.queue = ? AND d.subject_key = j.j_subject
            ORDER BY d.subject_key, d.place
            """;

  /**
   * Whether nothing is parked of one subject, for the WHERE of another statement; its arguments are
   * the queue and the key of the subject, null for a message without one.
   */
  public static final String NOTHING_PARKED =
      "NOT EXISTS (SELECT 1 FROM dead_letters parked FORCE INDEX (in_order)"
          + " WHERE parked.queue = ? AND parked.subject_key = ?)";

  /** The same for rows {@code j} with a {@code subject}: joined, and then {@link #UNPARKED}. */
  public static final String WITH_PARKED =
      " LEFT JOIN dead_letters parked FORCE INDEX (in_order)"
          + " ON parked.queue = ? AND parked.subject_key = j.subject";

  /** What holds of a row that has nothing parked {@linkplain #WITH_PARKED with it}. */
  public static final String UNPARKED = "parked.queue IS NULL";

  private final DeadLetters deadLetters;
  private final DeadLetterReplay replaying;
  private final Clock clock;

  ParkedOrder(DeadLetters deadLetters, DeadLetterReplay replaying, Clock clock) {
    this.deadLetters = deadLetters;
    this.replaying = replaying;
    this.clock = clock;
  }

  /**
   * Applies what may be applied now, in order, and parks the rest, in one transaction.
   *
   * @param apply applies messages, none of which is behind a parked one
   */
  public <M extends Parkable> Uni<Void> apply(
      Tx tx, String queue, List<M> messages, Function<List<M>, Uni<Void>> apply) {
    List<String> subjects =
        messages.stream()
            .map(Parkable::subject)
            .filter(subject -> !subject.isEmpty())
            .map(MessageKey::of)
            .distinct()
            .sorted()
            .toList();
    return subjects.isEmpty()
        ? apply.apply(messages)
        : parked(tx, null, queue, subjects)
            .flatMap(
                found ->
                    found.isEmpty()
                        ? apply.apply(messages)
                        : parked(tx, RowLock.UPDATE, queue, subjects)
                            .flatMap(locked -> applyAround(tx, messages, locked, apply)));
  }

  private static Uni<List<ParkedRow>> parked(
      Tx tx, RowLock lock, String queue, Collection<String> subjects) {
    Object[] arguments = {JsonRows.ofValues(subjects), queue};
    return lock == null
        ? tx.list(OF_SUBJECTS, ParkedRow::of, arguments)
        : tx.lock(lock, OF_SUBJECTS, ParkedRow::of, arguments);
  }

  private <M extends Parkable> Uni<Void> applyAround(
      Tx tx, List<M> messages, List<ParkedRow> parked, Function<List<M>, Uni<Void>> apply) {
    Map<String, List<ParkedRow>> bySubject =
        parked.stream().collect(Collectors.groupingBy(ParkedRow::subjectKey));
    List<M> now = new ArrayList<>();
    List<ParkedRow> back = new ArrayList<>();
    List<ParkedRow> early = new ArrayList<>();
    List<DeadLetter> behind = new ArrayList<>();
    for (M message : messages) {
      List<ParkedRow> rows = bySubject.getOrDefault(MessageKey.of(message.subject()), List.of());
      if (rows.isEmpty()) {
        now.add(message);
      } else if (rows.stream().noneMatch(row -> isOf(row, message))) {
        behind.add(message.waiting(clock.instant()));
      } else if (isOf(rows.get(0), message) && rows.get(0).state() == State.REPLAYING) {
        now.add(message);
        back.add(rows.get(0));
      } else { // parked already: replayed before its turn, or only another delivery of it
        rows.stream()
            .filter(row -> isOf(row, message) && row.state() == State.REPLAYING)
            .forEach(early::add);
      }
    }
    return (now.isEmpty() ? Uni.createFrom().voidItem() : apply.apply(now))
        .chain(() -> deadLetters.keepWaiting(tx, behind))
        .chain(() -> inOrder(early, row -> deadLetters.waitAgain(tx, row)))
        .chain(() -> inOrder(back, row -> handled(tx, row)));
  }

  private Uni<Void> handled(Tx tx, ParkedRow row) {
    return LetterOutcomes.handled(tx, row.id()).chain(() -> replaying.resolve(tx, row.id()));
  }

  private static boolean isOf(ParkedRow row, Parkable message) {
    return row.messageKey().equals(MessageKey.of(message.messageId()));
  }

  public static <T> Uni<Void> inOrder(List<T> items, Function<T, Uni<Void>> action) {
    Uni<Void> chain = Uni.createFrom().voidItem();
    for (T item : items) {
      chain = chain.chain(() -> action.apply(item));
    }
    return chain;
  }
}
