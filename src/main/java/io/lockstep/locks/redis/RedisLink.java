package io.lockstep.locks.redis;

import io.lockstep.locks.LocksUnavailable;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps one session with one Redis server. A session that ended is replaced when the next one is
 * asked for; after a failure the server is left alone for a moment, and callers hear so at once.
 */
public final class RedisLink {
  private static final Pattern RUN_ID = Pattern.compile("run_id:(\\w+)");
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);

  private final Vertx vertx;
  private final Redis client;
  private final String address;
  private final Duration timeout;
  private final Function<RedisSession, Uni<Void>> handshake;
  private volatile RedisSession current;
  private Uni<RedisSession> opening;
  private LocksUnavailable lastFailure;
  private long retryAt;

  /**
   * A link to the server that {@code client} connects to.
   *
   * @param address what messages call it
   * @param handshake is done with each new session before others get it
   */
  public RedisLink(
      Vertx vertx,
      Redis client,
      String address,
      Duration timeout,
      Function<RedisSession, Uni<Void>> handshake) {
    this.vertx = vertx;
    this.client = client;
    this.address = address;
    this.timeout = timeout;
    this.handshake = handshake;
  }

  /** Names the server. */
  String address() {
    return address;
  }

  /** The session of now; fails with {@link LocksUnavailable} if there is none to be had. */
  public Uni<RedisSession> session() {
    RedisSession now = current;
    return now != null && isUsable(now) ? Uni.createFrom().item(now) : open();
  }

  /** Does something with the session of now. */
  public <T> Uni<T> with(Function<RedisSession, Uni<T>> action) {
    RedisSession now = current;
    return now != null && isUsable(now) ? action.apply(now) : open().flatMap(action::apply);
  }

  /** After so long without an answer the other side may be gone without having closed. */
  private static boolean isUsable(RedisSession session) {
    return !session.isEnded() && !session.isUnansweredFor(LONGEST_WAIT);
  }

  private synchronized Uni<RedisSession> open() {
    if (current != null && isUsable(current)) {
      return Uni.createFrom().item(current);
    }
    if (opening == null && lastFailure != null && System.nanoTime() - retryAt < 0) {
      return Uni.createFrom().failure(lastFailure);
    }
    if (opening == null) {
      opening =
          connect()
              .onItemOrFailure()
              .invoke(this::opened)
              .onFailure()
              .transform(this::unavailable)
              .memoize()
              .indefinitely();
    }
    return opening;
  }

  private synchronized void opened(RedisSession session, Throwable failure) {
    opening = null;
    current = session;
    lastFailure = failure == null ? null : unavailable(failure);
    retryAt = System.nanoTime() + PAUSE.toNanos();
  }

  private LocksUnavailable unavailable(Throwable failure) {
    return failure instanceof LocksUnavailable known
        ? known
        : new LocksUnavailable(
            "Redis at " + address + " is away: " + failure.getMessage(), failure);
  }

  private Uni<RedisSession> connect() {
    return connection()
        .ifNoItem()
        .after(timeout.multipliedBy(2).plusMillis(500))
        .fail()
        .flatMap(this::begin);
  }

  private Uni<RedisSession> begin(RedisConnection connection) {
    RedisSession unnamed = new RedisSession(vertx, address, connection, "", timeout);
    return unnamed
        .send(Request.cmd(Command.INFO).arg("server"))
        .map(info -> named(connection, runIdIn(info.toString())))
        .call(handshake::apply)
        .onFailure()
        .invoke(() -> connection.close());
  }

  private RedisSession named(RedisConnection connection, String runId) {
    RedisSession session = new RedisSession(vertx, address, connection, runId, timeout);
    connection.exceptionHandler(session::end);
    connection.endHandler(
        closed -> {
          session.end(null);
          connection.close();
        });
    return session;
  }

  private static String runIdIn(String info) {
    Matcher found = RUN_ID.matcher(info);
    if (!found.find()) {
      throw new IllegalStateException("a server without a run_id");
    }
    return found.group(1);
  }

  /** One that comes after its caller has gone goes back to the pool. */
  private Uni<RedisConnection> connection() {
    return Uni.createFrom()
        .emitter(
            caller -> {
              AtomicBoolean over = new AtomicBoolean();
              caller.onTermination(() -> over.set(true));
              client
                  .connect()
                  .onComplete(
                      made -> {
                        if (made.failed()) {
                          caller.fail(made.cause());
                        } else if (over.get()) {
                          made.result().close();
                        } else {
                          caller.complete(made.result());
                        }
                      });
            });
  }
}
