package io.lockstep.messaging;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** RabbitMQ is there when every channel is connected and its queue declared. */
@Readiness
@ApplicationScoped
class RabbitCheck implements AsyncHealthCheck {
  private final BrokerChannels channels;

  RabbitCheck(BrokerChannels channels) {
    this.channels = channels;
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return Uni.createFrom()
        .item(
            () -> {
              List<String> away = channels.rabbitChannelsAway();
              return away.isEmpty()
                  ? HealthCheckResponse.up("rabbitmq")
                  : HealthCheckResponse.named("rabbitmq")
                      .withData("error", "not connected: " + String.join(", ", away))
                      .down()
                      .build();
            });
  }
}
