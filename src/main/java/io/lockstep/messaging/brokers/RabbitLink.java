package io.lockstep.messaging.brokers;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * A connection to RabbitMQ of our own, for what the connector's channels cannot do: queues that
 * live as long as the connection, replies, subscriptions that come and go.
 *
 * <p>Everything about it happens on its one thread, in order: opening, publishing, deliveries, and
 * the news that it is lost. So what it serves needs no locks, and nothing blocks an event loop.
 * Opened again with a short delay for as long as it takes.
 */
public final class RabbitLink {
  private static final Logger LOG = Logger.getLogger(RabbitLink.class);
  private static final Duration RECONNECT = Duration.ofMillis(500);
  private static final int CLOSE_MILLIS = 1000;

  private final String name;
  private final RabbitServer server;
  private final User user;
  private final ExecutorService thread;
  private Connection connection;
  private volatile boolean open;
  private volatile boolean stopped;

  RabbitLink(String name, RabbitServer server, User user) {
    this.name = name;
    this.server = server;
    this.user = user;
    this.thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread made = new Thread(task, "rabbitmq " + name);
              made.setDaemon(true);
              return made;
            });
  }

  /** What a link serves. Both are called on the link's thread, by turns. */
  public interface User {
    /** The connection is there: time to declare and to consume. May block. */
    void opened(Connection connection) throws IOException;

    /** It is gone, and with it its queues and whatever was outstanding. */
    void lost();
  }

  String name() {
    return name;
  }

  /** Whether the connection is there and its user has declared what it needs. */
  public boolean isOpen() {
    return open && !stopped;
  }

  void start() {
    run(this::connect);
  }

  /** Closes the connection for good. */
  void stop() {
    stopped = true;
    run(
        () -> {
          if (connection != null) {
            connection.abort(CLOSE_MILLIS);
          }
          run(thread::shutdown); // after what the closing tells the consumers
        });
  }

  /** Does something on the link's thread, after what was asked for before. */
  public void run(Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException ended) {
      LOG.tracef("the link %s has ended", name);
    }
  }

  /** A channel without which the connection is of no use: if the broker closes it, both go. */
  public Channel channelOf(Connection opened) throws IOException {
    Channel channel = opened.createChannel();
    channel.addShutdownListener(
        cause -> {
          if (!cause.isHardError() && !cause.isInitiatedByApplication()) {
            renew(opened, cause.getMessage());
          }
        });
    return channel;
  }

  /** Gives this connection up, because it is not what it should be, and opens another. */
  public void renew(Connection broken, String why) {
    LOG.warnf("the link %s begins anew: %s", name, why);
    run(() -> broken.abort(CLOSE_MILLIS));
  }

  private void connect() {
    if (stopped) {
      return;
    }
    try {
      Connection opened = server.connect(thread, "lockstep " + name);
      opened.addShutdownListener(cause -> run(() -> lost(opened, cause.getMessage())));
      connection = opened;
      user.opened(opened);
      open = true;
    } catch (IOException | TimeoutException | RuntimeException away) {
      LOG.debugf("the link %s waits for RabbitMQ: %s", name, away.getMessage());
      giveUp();
    }
  }

  private void giveUp() {
    if (connection == null) {
      connectLater();
    } else {
      connection.abort(CLOSE_MILLIS); // its shutdown listener goes on from here
    }
  }

  private void lost(Connection closed, String why) {
    if (closed == connection) {
      if (!stopped) {
        LOG.warnf("the link %s lost its connection: %s", name, why);
      }
      open = false;
      connection = null;
      user.lost();
      connectLater();
    }
  }

  private void connectLater() {
    if (!stopped) {
      CompletableFuture.delayedExecutor(RECONNECT.toMillis(), TimeUnit.MILLISECONDS, thread)
          .execute(this::connect);
    }
  }
}
