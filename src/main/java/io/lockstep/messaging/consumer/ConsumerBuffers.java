package io.lockstep.messaging.consumer;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Room for what RabbitMQ may deliver at once. After a reconnect the connector's consumers do not
 * hold the broker back until they are asked for more: all that the prefetch allows comes in one go,
 * behind what was delivered before. Where that did not fit, the channel ended with a {@code
 * BackPressureFailure}, and its queue was not read again.
 */
@ApplicationScoped
class ConsumerBuffers {
  private static final int BEFORE_THE_CHANNELS = 1;

  /** Several times the largest prefetch of the channels. */
  private static final int MESSAGES = 4096;

  void widen(@Observes @Priority(BEFORE_THE_CHANNELS) StartupEvent event) {
    Infrastructure.setBufferSizeS(Math.max(MESSAGES, Infrastructure.getBufferSizeS()));
  }
}
