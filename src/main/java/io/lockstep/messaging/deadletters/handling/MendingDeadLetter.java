package io.lockstep.messaging.deadletters.handling;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.auditlog.Act;
import io.lockstep.auditlog.RecordedTransactions;
import io.lockstep.http.Answer;
import io.lockstep.http.Preconditions;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.messaging.schemas.EventSchemas;
import io.lockstep.platform.Time;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.Table;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;

/**
 * Gives a dead letter another body and other headers before it is replayed. What it was at first is
 * kept beside it, however often it is mended.
 */
@ApplicationScoped
class MendingDeadLetter {
  private static final Table<String> LETTERS = Table.byId("dead_letters", "id");
  private static final String DEAD = "D";
  private static final String REPLAYING = "R";

  private final RecordedTransactions transactions;
  private final ReadingDeadLetters reading;
  private final EventSchemas schemas;
  private final ObjectMapper json;
  private final Clock clock;

  MendingDeadLetter(
      RecordedTransactions transactions,
      ReadingDeadLetters reading,
      EventSchemas schemas,
      ObjectMapper json,
      Clock clock) {
    this.transactions = transactions;
    this.reading = reading;
    this.schemas = schemas;
    this.json = json;
    this.clock = clock;
  }

  /** Answers the letter as it is then; 404 if it is gone, 409 while it is being replayed. */
  Uni<Answer> mend(Act act, String id, Mend mend, Preconditions preconditions) {
    byte[] body = mend.body(json);
    String headers = mend.keptHeaders();
    return transactions.run(
        act,
        "dead-letter-mend",
        tx ->
            LETTERS
                .lock(tx, RowLock.UPDATE, Found.COLUMNS, List.of(id), Found::of)
                .flatMap(
                    rows -> {
                      String state = rows.isEmpty() ? "" : rows.get(0).state;
                      if (!state.equals(DEAD)) {
                        return Uni.createFrom().item(Answer.refused(refusal(state)));
                      }
                      preconditions.check(rows.get(0).version);
                      requireJson(rows.get(0), body);
                      return write(tx, id, body, headers);
                    }));
  }

  private static Problem refusal(String state) {
    return state.equals(REPLAYING)
        ? Problem.of(ProblemType.DEAD_LETTER_REPLAYING, "The message is on its way to its consumer")
        : Problem.notFound("The dead letter");
  }

  /**
   * What was JSON stays JSON, and events of ours are JSON whatever the letter is.
   *
   * @throws Problem 400 if the body is none
   */
  private void requireJson(Found letter, byte[] body) {
    boolean isJson = schemas.knows(letter.type) || isJson(letter.payload);
    if (isJson && !isJson(body)) {
      throw Problem.invalid("payload", "must be JSON, as messages of this type are");
    }
  }

  private boolean isJson(byte[] body) {
    return PayloadView.of(body, json).format().equals(PayloadView.JSON);
  }

  private Uni<Answer> write(Tx tx, String id, byte[] body, String headers) {
    return tx.update(
            """
            UPDATE dead_letters
               SET original_headers = IF(mended_at IS NULL, headers, original_headers),
                   original_payload = COALESCE(original_payload, payload),
                   payload = ?, headers = COALESCE(?, headers), mended_at = ?, version = version + 1
             WHERE id = ?
            """,
            Buffer.buffer(body),
            headers,
            Time.toColumn(clock.instant()),
            id)
        .chain(() -> reading.find(tx, id))
        .map(view -> Answer.ok(view.orElseThrow()).versioned(view.orElseThrow().version()));
  }

  /** A letter as it is now. */
  private record Found(String state, long version, String type, byte[] payload) {
    private static final String COLUMNS = "state, version, type, payload";

    static Found of(Row row) {
      return new Found(
          row.getString("state"),
          row.getLong("version"),
          row.getString("type"),
          ((Buffer) row.getDelegate().getBuffer("payload")).getBytes());
    }
  }
}
