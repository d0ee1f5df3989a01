package io.lockstep.messaging.brokers;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The connections of our own: opened when the service starts, closed when it ends. */
@ApplicationScoped
public class RabbitLinks {
  private static final int AFTER_OTHERS = 10_000;

  private final RabbitServer server;
  private final List<RabbitLink> links = new CopyOnWriteArrayList<>();
  private volatile boolean started;

  RabbitLinks(RabbitServer server) {
    this.server = server;
  }

  /** One more; it opens with the service, or at once where that has started. */
  public RabbitLink link(String name, RabbitLink.User user) {
    RabbitLink link = new RabbitLink(name, server, user);
    links.add(link);
    if (started) {
      link.start();
    }
    return link;
  }

  /** After those observers that say what their links are to serve. */
  void start(@Observes @Priority(AFTER_OTHERS) StartupEvent event) {
    started = true;
    links.forEach(RabbitLink::start);
  }

  void stop(@Observes ShutdownEvent event) {
    links.forEach(RabbitLink::stop);
  }

  /** Those that have no connection now. */
  List<String> away() {
    return links.stream().filter(link -> !link.isOpen()).map(RabbitLink::name).sorted().toList();
  }
}
