package io.lockstep.messaging.brokers;

import io.lockstep.operations.ServerCheck;
import io.lockstep.operations.ServerProbe;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * RabbitMQ is there when every channel and link is connected and its queue declared. Without it
 * orders are taken all the same, and go on when it is back.
 */
@Readiness
@ApplicationScoped
class RabbitCheck implements ServerCheck {
  private final BrokerChannels channels;
  private final RabbitLinks links;

  RabbitCheck(BrokerChannels channels, RabbitLinks links) {
    this.channels = channels;
    this.links = links;
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return Uni.createFrom()
        .item(
            () -> {
              List<String> away = new ArrayList<>(channels.rabbitChannelsAway());
              away.addAll(links.away());
              return away.isEmpty()
                  ? HealthCheckResponse.up("rabbitmq")
                  : ServerProbe.degraded("rabbitmq", "not connected: " + String.join(", ", away));
            });
  }
}
