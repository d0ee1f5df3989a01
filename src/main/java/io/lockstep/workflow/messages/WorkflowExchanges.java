package io.lockstep.workflow.messages;

import io.lockstep.messaging.brokers.Exchange;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The exchange of the workflows: what changes them, and the tasks of their workers. */
@ApplicationScoped
class WorkflowExchanges {
  @Produces
  @Singleton
  Exchange workflows() {
    return new Exchange(WorkflowMessage.DESTINATION.exchange());
  }
}
