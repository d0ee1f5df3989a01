package io.lockstep.messaging.brokers;

import io.lockstep.operations.ServerCheck;
import io.lockstep.operations.ServerProbe;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Kafka is there when a broker describes its cluster. Without it orders are taken all the same, and
 * what is to be published waits in the outbox.
 */
@Readiness
@ApplicationScoped
class KafkaCheck implements ServerCheck {
  private static final int ASK_FOR_MILLIS = 5000;

  private final Map<String, Object> brokers;
  private final ServerProbe probe;
  private Admin admin;

  KafkaCheck(@Identifier("default-kafka-broker") Map<String, Object> brokers, ServerProbe probe) {
    this.brokers = brokers;
    this.probe = probe;
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return probe.askDispensable(
        "kafka",
        () ->
            Uni.createFrom()
                .completionStage(
                    () ->
                        admin()
                            .describeCluster(new DescribeClusterOptions().timeoutMs(ASK_FOR_MILLIS))
                            .nodes()
                            .toCompletionStage()));
  }

  /** Made when first needed: it cannot be made while the broker's name is unknown. */
  private synchronized Admin admin() {
    if (admin == null) {
      Map<String, Object> settings = new HashMap<>(brokers);
      settings.put("client.id", "lockstep-health");
      admin = Admin.create(settings);
    }
    return admin;
  }

  @PreDestroy
  synchronized void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }
}
