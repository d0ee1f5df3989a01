package io.lockstep.payments.protocol;

import io.lockstep.messaging.outbox.Outbox;
import io.lockstep.messaging.outbox.OutgoingMessage;
import io.lockstep.orders.events.OrderFlowMessages;
import io.lockstep.payments.Payment;
import io.lockstep.payments.Payments;
import io.lockstep.payments.protocol.PaymentSteps.Begun;
import io.lockstep.payments.protocol.PaymentSteps.Key;
import io.lockstep.payments.protocol.PaymentSteps.Postponed;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Writes what providers have answered or told: the payment, its history, the facts in the outbox,
 * and the step that is due next, all in one transaction. Payments are locked in ascending order;
 * their steps after them.
 */
@ApplicationScoped
class MovingPayments {
  private final Payments payments;
  private final PaymentSteps steps;
  private final PaymentHistory history;
  private final Differences differences;
  private final Outbox outbox;
  private final OrderFlowMessages messages;
  private final StepsDue due;
  private final Clock clock;

  MovingPayments(
      Payments payments,
      PaymentSteps steps,
      PaymentHistory history,
      Differences differences,
      Outbox outbox,
      OrderFlowMessages messages,
      StepsDue due,
      Clock clock) {
    this.payments = payments;
    this.steps = steps;
    this.history = history;
    this.differences = differences;
    this.outbox = outbox;
    this.messages = messages;
    this.due = due;
    this.clock = clock;
  }

  /** Applies answers in their order; answers the progress of each. */
  Uni<List<Progress>> apply(Tx tx, List<Answer> answers) {
    return payments
        .lock(tx, answers.stream().map(Answer::orderId).toList())
        .map(locked -> progress(locked, answers))
        .call(all -> write(tx, answers, all));
  }

  private List<Progress> progress(Map<UUID, Payment> locked, List<Answer> answers) {
    Instant now = clock.instant();
    Map<UUID, Payment> current = new HashMap<>(locked);
    List<Progress> all = new ArrayList<>(answers.size());
    for (Answer answer : answers) {
      Progress made =
          Progress.of(current.get(answer.orderId()), answer.asked(), answer.outcome(), now);
      current.put(answer.orderId(), made.next());
      all.add(made);
    }
    return all;
  }

  private Uni<Void> write(Tx tx, List<Answer> answers, List<Progress> all) {
    Map<UUID, Payment> last = new HashMap<>();
    List<Payment> changed = new ArrayList<>();
    List<OutgoingMessage> facts = new ArrayList<>();
    List<Postponed> later = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Progress progress = all.get(i);
      Payment next = progress.next();
      last.put(next.orderId(), next);
      if (progress.isChange()) {
        changed.add(next);
      }
      progress.events().stream()
          .map(event -> messages.of(event, next.aim().traceparent()))
          .forEach(facts::add);
      answers.get(i).postponed(progress).ifPresent(later::add);
    }
    return payments
        .update(tx, last.values())
        .chain(() -> history.append(tx, changed))
        .chain(() -> steps.postpone(tx, later))
        .chain(() -> beginNext(tx, last.values()))
        .chain(() -> differences.note(tx, answers, all))
        .chain(() -> outbox.append(tx, facts));
  }

  /** Changes what orders want of their payments; they must be locked. */
  Uni<Void> aim(Tx tx, List<Payment> aiming) {
    return payments.update(tx, aiming).chain(() -> beginNext(tx, aiming));
  }

  /** The step that each payment is at is open, and no other one. */
  private Uni<Void> beginNext(Tx tx, Collection<Payment> all) {
    List<Begun> begun = new ArrayList<>();
    List<Key> ended = new ArrayList<>();
    for (Payment payment : all) {
      Step next = Step.next(payment).orElse(null);
      for (Step step : Step.values()) {
        if (step != next) {
          ended.add(new Key(payment.orderId(), step));
        }
      }
      if (next != null) {
        begun.add(new Begun(payment, next));
      }
    }
    if (!begun.isEmpty()) {
      tx.afterCommit(due::signal);
    }
    return steps.end(tx, ended).chain(() -> steps.begin(tx, begun));
  }
}
