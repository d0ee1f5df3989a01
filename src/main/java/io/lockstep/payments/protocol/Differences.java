package io.lockstep.payments.protocol;

import io.lockstep.payments.Payment;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.Column;
import io.lockstep.sql.tables.Table;
import io.lockstep.sql.tables.TableRows;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The rows of where the books of a provider and ours do not agree. */
@ApplicationScoped
class Differences {
  private static final TableRows<Difference> FOUND =
      Table.<Difference>of(
              "payment_differences",
              Column.text("provider", 32, Difference::provider),
              Column.text("subject", 255, Difference::subject),
              Column.text("kind", 32, Difference::kind))
          .rows(
              found -> found,
              Column.text("ours", 64, Difference::ours),
              Column.text("theirs", 64, Difference::theirs),
              Column.sql("found_at", "UTC_TIMESTAMP(6)"));

  /** Notes those progresses that were not applied for their amount. */
  Uni<Void> note(Tx tx, List<Progress> all) {
    return add(
        tx, all.stream().filter(Progress::differs).map(Difference::ofAmount).distinct().toList());
  }

  /** Notes differences; one that was there and closed is open again. */
  Uni<Void> add(Tx tx, List<Difference> found) {
    return FOUND
        .insertOrUpdate(tx, found, "ours = VALUES(ours), theirs = VALUES(theirs), closed_at = NULL")
        .replaceWithVoid();
  }

  /**
   * One difference.
   *
   * @param subject our id of the payment; the provider's where it is none of ours
   * @param kind {@code amount}, {@code status}, {@code missing-there}, {@code missing-here}
   */
  record Difference(String provider, String subject, String kind, String ours, String theirs) {
    static Difference ofAmount(Progress progress) {
      Payment payment = progress.before();
      return new Difference(
          payment.provider(),
          payment.paymentId().toString(),
          "amount",
          payment.charge().amount().amount() + payment.charge().amount().currency(),
          null);
    }
  }
}
