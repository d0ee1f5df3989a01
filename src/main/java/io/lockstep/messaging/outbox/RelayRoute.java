package io.lockstep.messaging.outbox;

import io.lockstep.messaging.Backoff;
import io.lockstep.messaging.MessagingConfig;
import io.lockstep.messaging.brokers.Broker;
import io.lockstep.messaging.brokers.Unpublishable;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * A lane's way to one broker. It carries one batch at a time: the messages of one subject one after
 * the other, subjects side by side. A broker that fails is left alone for a while. A message that
 * it can never take is put among the dead letters, and those behind it go on.
 */
final class RelayRoute {
  private static final Logger LOG = Logger.getLogger(RelayRoute.class);

  private final Publisher publisher;
  private final UnpublishableRows refusedRows;
  private final Broker broker;
  private final Executor lane;
  private final Duration confirmTimeout;
  private final Backoff backoff;
  private final Counter published;
  private final Counter failed;
  private final Counter unpublishable;
  private boolean publishing;
  private boolean unsettled;
  private Uni<Void> answers = Uni.createFrom().voidItem();

  /**
   * @param lane runs what belongs to the lane, one task at a time
   */
  RelayRoute(
      Publisher publisher,
      UnpublishableRows refusedRows,
      Executor lane,
      MessagingConfig config,
      MeterRegistry metrics) {
    this.publisher = publisher;
    this.refusedRows = refusedRows;
    this.broker = publisher.broker();
    this.lane = lane;
    this.confirmTimeout = config.confirmTimeout();
    this.backoff = new Backoff(config.retryDelay(), config.longestRetryDelay());
    String name = broker.name().toLowerCase(Locale.ROOT);
    this.published = metrics.counter("lockstep.outbox.published", "broker", name);
    this.failed = metrics.counter("lockstep.outbox.failed", "broker", name);
    this.unpublishable = metrics.counter("lockstep.outbox.unpublishable", "broker", name);
  }

  Broker broker() {
    return broker;
  }

  /** Whether publishing has a chance now. */
  boolean isOpen() {
    return !unsettled && !backoff.isPausing() && publisher.isReady();
  }

  /**
   * Publishes what the broker can be told of the batch. The next one only after {@link #settled}.
   */
  void carry(RelayBatch batch) {
    List<OutboxRow> rows = batch.waitingFor(broker);
    if (rows.isEmpty()) {
      answers = Uni.createFrom().voidItem();
      return;
    }
    publishing = true;
    unsettled = true;
    AtomicInteger confirmed = new AtomicInteger();
    answers =
        publish(
                rows,
                row -> {
                  batch.confirm(row, broker);
                  confirmed.incrementAndGet();
                })
            .ifNoItem()
            .after(confirmTimeout)
            .fail()
            .emitOn(lane)
            .onItemOrFailure()
            .invoke((done, error) -> ended(rows.size(), confirmed.get(), error))
            .onFailure()
            .recoverWithNull()
            .memoize()
            .indefinitely();
  }

  /**
   * Completes, on the lane, when the broker has answered everything about the batch or its time is
   * up; does not fail.
   */
  Uni<Void> answers() {
    return answers;
  }

  boolean isPublishing() {
    return publishing;
  }

  /** What was confirmed has left the table. */
  void settled() {
    unsettled = false;
  }

  private Uni<Void> publish(List<OutboxRow> rows, Consumer<OutboxRow> whenDone) {
    Map<String, List<OutboxRow>> streams = new LinkedHashMap<>();
    rows.forEach(
        row -> streams.computeIfAbsent(row.stream(broker), key -> new ArrayList<>(1)).add(row));
    List<Uni<Void>> all =
        streams.values().stream().map(stream -> inOrder(stream, whenDone)).toList();
    return Uni.join().all(all).andCollectFailures().replaceWithVoid();
  }

  private Uni<Void> inOrder(List<OutboxRow> stream, Consumer<OutboxRow> whenDone) {
    Uni<Void> chain = Uni.createFrom().voidItem();
    for (OutboxRow row : stream) {
      chain = chain.chain(() -> publishOrPark(row)).invoke(() -> whenDone.accept(row));
    }
    return chain;
  }

  private Uni<Void> publishOrPark(OutboxRow row) {
    return publisher
        .publish(row)
        .onFailure(Unpublishable.class)
        .recoverWithUni(refused -> park(row, refused));
  }

  private Uni<Void> park(OutboxRow row, Throwable refused) {
    LOG.errorf(
        "%s cannot be told %s %s: %s", broker, row.type(), row.messageId(), refused.getMessage());
    unpublishable.increment();
    return refusedRows.keep(row, broker, refused);
  }

  private void ended(int asked, int confirmed, Throwable error) {
    publishing = false;
    published.increment(confirmed);
    failed.increment(asked - confirmed);
    if (error == null) {
      backoff.worked();
    } else {
      backoff.failed();
      LOG.warnf(
          "%s did not confirm %d of %d messages: %s",
          broker, asked - confirmed, asked, error.getMessage());
    }
  }
}
