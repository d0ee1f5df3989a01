package io.lockstep.payments.protocol;

import io.lockstep.payments.Payment;
import io.lockstep.payments.PaymentsConfig;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.Column;
import io.lockstep.sql.tables.Table;
import io.lockstep.sql.tables.TableRows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * The rows of what providers are asked: a row for each step of a payment, due at {@code next_at}. A
 * step is claimed, and its attempt counted, before the provider is asked; so a step with no attempt
 * is one that the provider has never seen.
 */
@ApplicationScoped
class PaymentSteps {
  private static final int MOST_DOUBLINGS = 20;

  /** Longer than a call may take: then the instance that had claimed it is gone. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private static final Table<Key> STEPS =
      Table.of(
          "payment_steps", Column.id("order_id", Key::orderId), Column.text("step", 16, Key::step));
  private static final TableRows<Begun> BEGUN =
      STEPS.rows(
          Begun::key,
          Column.text("provider", 32, begun -> begun.payment().provider()),
          Column.number("amount", begun -> begun.payment().charge().amount().amount()),
          Column.sql("attempts", "0"),
          Column.sql("refusals", "0"),
          Column.sql("next_at", "UTC_TIMESTAMP(6)"),
          Column.sql("created_at", "UTC_TIMESTAMP(6)"));
  private static final TableRows<Key> ENDED = STEPS.rows(key -> key, Column.sql("next_at", "NULL"));
  private static final TableRows<Key> CLAIMED =
      STEPS.rows(
          key -> key,
          Column.sql("attempts", "payment_steps.attempts + 1"),
          Column.sql("next_at", "UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND"));

  private final TableRows<Postponed> postponed =
      STEPS.rows(
          Postponed::key,
          Column.number("uncounted", Postponed::uncounted).unstored(),
          Column.number("delay", this::delay).unstored(),
          Column.number("refused", Postponed::refused).unstored(),
          Column.sql(
              "refusals",
              "payment_steps.refusals"
                  + " + (j.refused = 1 AND payment_steps.refusals = payment_steps.attempts - 1)"),
          Column.sql("attempts", "payment_steps.attempts - j.uncounted"),
          Column.text("refusal", 64, Postponed::refusal),
          Column.sql("refused_at", "COALESCE(payment_steps.refused_at, UTC_TIMESTAMP(6))"),
          Column.sql("next_at", "UTC_TIMESTAMP(6) + INTERVAL j.delay MICROSECOND"));

  private final PaymentsConfig config;

  PaymentSteps(PaymentsConfig config) {
    this.config = config;
  }

  /** Makes steps due now; one that is there already keeps its time. */
  Uni<Void> begin(Tx tx, List<Begun> begun) {
    return BEGUN
        .insertOrUpdate(tx, begun, "next_at = COALESCE(next_at, VALUES(next_at))")
        .replaceWithVoid();
  }

  /** Nobody asks for these any more. */
  Uni<Void> end(Tx tx, List<Key> ended) {
    return ENDED.update(tx, ended).replaceWithVoid();
  }

  /** Asks for these again later, each time after longer. */
  Uni<Void> postpone(Tx tx, List<Postponed> later) {
    return postponed.update(tx, later).replaceWithVoid();
  }

  /**
   * Takes steps that are due and that nobody else takes; they are due again when a call must have
   * ended.
   */
  Uni<List<Claim>> claim(Tx tx, String provider, int limit) {
    return tx.lock(
            RowLock.UPDATE_SKIP_LOCKED,
            """
            SELECT order_id, step, attempts, refusals FROM payment_steps
             WHERE provider = ? AND next_at <= UTC_TIMESTAMP(6)
             ORDER BY next_at LIMIT ?
            """,
            Claim::of,
            provider,
            limit)
        .call(
            claims ->
                CLAIMED.update(
                    tx,
                    claims.stream().map(Claim::key).toList(),
                    micros(config.callTimeout().plus(GRACE))));
  }

  /** Makes the open step of a payment due now. */
  Uni<Void> hasten(Tx tx, UUID orderId) {
    return tx.update(
            "UPDATE payment_steps SET next_at = UTC_TIMESTAMP(6)"
                + " WHERE order_id = ? AND next_at IS NOT NULL",
            orderId.toString())
        .replaceWithVoid();
  }

  /**
   * Ends the first step of a payment if its provider was never asked; answers whether it was so.
   */
  Uni<Boolean> endUnasked(Tx tx, UUID orderId) {
    return tx.update(
            "UPDATE payment_steps SET next_at = NULL"
                + " WHERE order_id = ? AND step = 'AUTHORISE' AND attempts = 0",
            orderId.toString())
        .map(ended -> ended == 1);
  }

  /** In microseconds. */
  private long delay(Postponed later) {
    if (later.uncounted() > 0) {
      return micros(config.restAfterFailures());
    }
    int doublings = Math.min(Math.max(later.attempts() - 1, 0), MOST_DOUBLINGS);
    Duration delay = config.callRetry().multipliedBy(1L << doublings);
    Duration most = config.callRetryMax();
    return micros(delay.compareTo(most) < 0 ? delay : most);
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1000;
  }

  /** Which step of which payment. */
  record Key(UUID orderId, Step step) {}

  /** A step that is due now. */
  record Begun(Payment payment, Step step) {
    Key key() {
      return new Key(payment.orderId(), step);
    }
  }

  /**
   * A step that is to be asked for again.
   *
   * @param attempts how often it was
   * @param uncounted 1 where the provider was not asked after all
   * @param refused 1 where it is sure that the provider has done nothing
   */
  record Postponed(Key key, String refusal, int attempts, int uncounted, int refused) {}

  /**
   * A step that this instance is to ask for.
   *
   * @param attempts how often the provider was asked, with this time
   * @param refusals how many of the first attempts it has refused for sure
   */
  record Claim(Key key, int attempts, int refusals) {
    static Claim of(Row row) {
      return new Claim(
          new Key(UUID.fromString(row.getString("order_id")), Step.valueOf(row.getString("step"))),
          row.getInteger("attempts") + 1,
          row.getInteger("refusals"));
    }
  }
}
