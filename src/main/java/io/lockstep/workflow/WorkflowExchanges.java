package io.lockstep.workflow;

import io.lockstep.messaging.Exchange;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** The exchange of the workflows: what changes them, and the tasks of their workers. */
@ApplicationScoped
class WorkflowExchanges {
  @Produces
  @Singleton
  Exchange workflows(
      @Channel("workflows") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
          MutinyEmitter<byte[]> emitter) {
    return new Exchange(WorkflowMessage.DESTINATION.exchange(), emitter);
  }
}
