package io.lockstep.payments.protocol;

import io.lockstep.payments.Payment;
import io.lockstep.payments.spi.ProviderPayment;
import io.lockstep.platform.CodePoints;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.Column;
import io.lockstep.sql.tables.Table;
import io.lockstep.sql.tables.TableRows;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** The rows of where the books of a provider and ours do not agree. */
@ApplicationScoped
public class Differences {
  private static final TableRows<String> CLOSED =
      Table.<String>of(
              "payment_differences",
              Column.sql("provider", "?"),
              Column.text("subject", 255, subject -> subject))
          .rows(subject -> subject, Column.sql("closed_at", "UTC_TIMESTAMP(6)"));
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

  /** Notes those progresses that were not applied because the provider's payment is not ours. */
  Uni<Void> note(Tx tx, List<Answer> answers, List<Progress> all) {
    List<Difference> found = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).difference() != null
          && answers.get(i).outcome() instanceof Outcome.Said said) {
        found.add(Difference.of(all.get(i), said.payment()));
      }
    }
    return add(tx, found.stream().distinct().toList());
  }

  /** Notes differences; one that was there and closed is open again. */
  public Uni<Void> add(Tx tx, List<Difference> found) {
    return FOUND
        .insertOrUpdate(tx, found, "ours = VALUES(ours), theirs = VALUES(theirs), closed_at = NULL")
        .replaceWithVoid();
  }

  /** Closes what there was about these subjects: the books agree now. */
  public Uni<Void> close(Tx tx, String provider, List<String> subjects) {
    return CLOSED.update(tx, subjects, provider).replaceWithVoid();
  }

  /**
   * One difference.
   *
   * @param subject our id of the payment; the provider's where it is none of ours
   * @param kind {@code amount}, {@code reference}, {@code status}, {@code missing-there}, {@code
   *     missing-here}
   */
  public record Difference(
      String provider, String subject, String kind, String ours, String theirs) {
    static Difference of(Progress progress, ProviderPayment theirs) {
      Payment payment = progress.before();
      boolean isAmount = progress.difference().equals("amount");
      return new Difference(
          payment.provider(),
          payment.paymentId().toString(),
          progress.difference(),
          isAmount
              ? payment.charge().amount().amount() + " " + payment.charge().amount().currency()
              : CodePoints.first(64, payment.reference()),
          isAmount
              ? theirs.amount() + " " + theirs.currency()
              : CodePoints.first(64, theirs.reference()));
    }
  }
}
