package io.lockstep.locks.redis;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Tells the instances that something was released or is to be done, on one Redis channel. A hint
 * and no more: who waits looks again by himself too, so a lost message, or no Redis, costs time
 * only.
 */
@ApplicationScoped
public class Wakeups {
  public static final String CHANNEL = "lockstep:wakeups";
  private static final Logger LOG = Logger.getLogger(Wakeups.class);
  private static final Duration RECONNECT = Duration.ofMillis(500);

  private final io.vertx.redis.client.Redis client;
  private final RedisLink link;
  private final Vertx vertx;
  private final Map<String, Consumer<String>> listeners = new ConcurrentHashMap<>();
  private volatile boolean listening;
  private volatile boolean ending;

  public Wakeups(Redis client, MainRedis redis, Vertx vertx) {
    this.client = client.getDelegate();
    this.link = redis.link();
    this.vertx = vertx;
  }

  public static String message(String kind, String name) {
    return kind + "/" + name;
  }

  /** Calls {@code listener} with each name of this kind that an instance, also this one, tells. */
  public void listen(String kind, Consumer<String> listener) {
    listeners.merge(kind, listener, Consumer::andThen);
  }

  /** Whether messages come at all. */
  public boolean isListening() {
    return listening;
  }

  /** Tells all instances this name. A hint that cannot be sent is not worth a failure. */
  public void publish(String kind, String name) {
    link.session()
        .flatMap(
            session ->
                session.send(Request.cmd(Command.PUBLISH).arg(CHANNEL).arg(message(kind, name))))
        .subscribe()
        .with(
            published -> LOG.tracef("published %s", name),
            failure -> LOG.debugf("%s was not published: %s", name, failure.getMessage()));
  }

  public void start(@Observes StartupEvent event) {
    connect();
  }

  public void stop(@Observes ShutdownEvent event) {
    ending = true;
  }

  private void connect() {
    client
        .connect()
        .onFailure(this::lost)
        .onSuccess(
            connection -> {
              AtomicBoolean once = new AtomicBoolean();
              Consumer<Throwable> end =
                  failure -> {
                    if (once.compareAndSet(false, true)) {
                      connection.close();
                      lost(failure);
                    }
                  };
              connection.handler(this::received);
              connection.exceptionHandler(end::accept);
              connection.endHandler(closed -> end.accept(null));
              subscribe(connection, end);
            });
  }

  private void subscribe(RedisConnection connection, Consumer<Throwable> end) {
    connection
        .send(Request.cmd(Command.SUBSCRIBE).arg(CHANNEL))
        .onSuccess(subscribed -> listening = true)
        .onFailure(end::accept);
  }

  private void lost(Throwable failure) {
    listening = false;
    if (!ending) {
      LOG.debugf("wake-ups are not received now: %s", failure);
      vertx.setTimer(RECONNECT.toMillis(), timer -> connect());
    }
  }

  /** A push is (message, channel, payload). */
  private void received(Response push) {
    if (push == null || push.size() != 3 || !"message".equals(push.get(0).toString())) {
      return;
    }
    String payload = push.get(2).toString();
    int slash = payload.indexOf('/');
    Consumer<String> listener = listeners.get(payload.substring(0, Math.max(0, slash)));
    if (listener != null) {
      listener.accept(payload.substring(slash + 1));
    }
  }
}
