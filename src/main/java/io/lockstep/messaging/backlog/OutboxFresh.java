package io.lockstep.messaging.backlog;

import io.lockstep.messaging.brokers.Broker;
import io.lockstep.messaging.outbox.OutboxBacklog;
import io.lockstep.operations.AuditCheck;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Nothing has been waiting in the outbox for long: both brokers are being told. */
@ApplicationScoped
class OutboxFresh implements AuditCheck {
  private static final Duration OLD = Duration.ofSeconds(30);

  private final OutboxBacklog backlog;

  OutboxFresh(OutboxBacklog backlog) {
    this.backlog = backlog;
  }

  @Override
  public String name() {
    return "outbox-fresh";
  }

  @Override
  public Uni<Result> run(Tx tx) {
    return backlog
        .oldest(tx, Broker.RABBITMQ)
        .flatMap(rabbit -> backlog.oldest(tx, Broker.KAFKA).map(kafka -> result(rabbit, kafka)));
  }

  private static Result result(Duration rabbit, Duration kafka) {
    boolean ok = rabbit.compareTo(OLD) <= 0 && kafka.compareTo(OLD) <= 0;
    return new Result(
        ok,
        "oldest message waits %d ms for RabbitMQ, %d ms for Kafka"
            .formatted(rabbit.toMillis(), kafka.toMillis()));
  }
}
