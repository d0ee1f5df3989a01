package io.lockstep.locks.redis;

import io.lockstep.locks.LocksUnavailable;
import io.smallrye.mutiny.Uni;
import io.vertx.core.AsyncResult;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * One connection to one run of a Redis server: a restarted server is another session, so what was
 * true of its data is never carried over.
 *
 * <p>A call that gets no answer in time fails, and so does every later one, at once, until the
 * server has answered something. One timer watches all calls of the session, and only while there
 * are some.
 */
public final class RedisSession {
  /** What a server says that cannot serve now, and may later. */
  private static final Set<String> AWAY =
      Set.of("LOADING", "READONLY", "OOM", "MISCONF", "MASTERDOWN", "TRYAGAIN", "CLUSTERDOWN");

  /** What the client says, in the server's place, of a connection that broke under a command. */
  private static final String BROKEN = "CONNECTION_CLOSED";

  private final Vertx vertx;
  private final String address;
  private final RedisConnection connection;
  private final String runId;
  private final Duration timeout;
  private final Deque<Call> underWay = new ConcurrentLinkedDeque<>();
  private final AtomicBoolean watching = new AtomicBoolean();
  private volatile boolean ended;
  private volatile long waitingSince;

  RedisSession(
      Vertx vertx, String address, RedisConnection connection, String runId, Duration timeout) {
    this.vertx = vertx;
    this.address = address;
    this.connection = connection;
    this.runId = runId;
    this.timeout = timeout;
  }

  /** Identifies the run of the server. */
  public String runId() {
    return runId;
  }

  boolean isEnded() {
    return ended;
  }

  /** Whether it has not answered for that long. */
  boolean isUnansweredFor(Duration time) {
    long since = waitingSince;
    return since != 0 && System.nanoTime() - since > time.toNanos();
  }

  /**
   * Runs a script. This and {@link #send} are one operator each, since the way to Redis and back is
   * short enough for every further one to be seen in it.
   */
  public Uni<Response> eval(RedisScript script, List<String> keys, Object... arguments) {
    return Uni.createFrom()
        .emitter(
            caller ->
                send(
                    request(Command.EVALSHA, script.sha(), keys, arguments),
                    caller::complete,
                    failure -> {
                      if (isUnknownScript(failure)) {
                        send(
                            request(Command.EVAL, script.source(), keys, arguments),
                            caller::complete,
                            caller::fail);
                      } else {
                        caller.fail(failure);
                      }
                    }));
  }

  private static Request request(
      Command command, String script, List<String> keys, Object... arguments) {
    Request request = Request.cmd(command).arg(script).arg(Integer.toString(keys.size()));
    keys.forEach(request::arg);
    for (Object argument : arguments) {
      request.arg(argument.toString());
    }
    return request;
  }

  private static boolean isUnknownScript(Throwable error) {
    return error instanceof ErrorType reply && reply.is("NOSCRIPT");
  }

  /** Sends one command. */
  public Uni<Response> send(Request request) {
    return Uni.createFrom().emitter(caller -> send(request, caller::complete, caller::fail));
  }

  private void send(Request request, Consumer<Response> answered, Consumer<Throwable> failed) {
    if (ended || waitingSince != 0) {
      failed.accept(away(ended ? "the connection is closed" : "no answer", null));
      return;
    }
    Call call = new Call(answered, failed, System.nanoTime() + timeout.toNanos());
    underWay.add(call);
    connection.send(request).onComplete(call);
    watch();
  }

  private void watch() {
    if (!watching.get() && watching.compareAndSet(false, true)) {
      vertx.setPeriodic(Math.max(5, timeout.toMillis() / 5), this::failLateCalls);
    }
  }

  private void failLateCalls(long timer) {
    long now = System.nanoTime();
    Call first = underWay.peekFirst();
    if (first == null) {
      vertx.cancelTimer(timer);
      watching.set(false);
      if (!underWay.isEmpty()) {
        watch();
      }
      return;
    }
    underWay.stream().filter(call -> call.deadline - now <= 0).forEach(this::lookAtLate);
  }

  /**
   * It is late at the first look, and fails at the second: between them the event loop has read
   * what may have been there all the time.
   */
  private void lookAtLate(Call call) {
    if (!call.late) {
      call.late = true;
    } else {
      call.end(
          () -> {
            waitingSince = System.nanoTime();
            if (call.answered) {
              waitingSince = 0;
            }
            call.failed.accept(away("no answer in time", null));
          });
    }
  }

  /** The connection broke: everything under way fails. */
  void end(Throwable cause) {
    ended = true;
    underWay.forEach(call -> call.end(() -> call.failed.accept(away("it broke off", cause))));
  }

  private LocksUnavailable away(String why, Throwable cause) {
    return new LocksUnavailable("Redis at " + address + " is away: " + why, cause);
  }

  private Throwable meaning(Throwable failure) {
    if (isSaidByServer(failure)) {
      ErrorType reply = (ErrorType) failure;
      return AWAY.stream().anyMatch(reply::is) ? away(reply.getMessage(), reply) : reply;
    }
    return away(failure.getMessage(), failure);
  }

  private static boolean isSaidByServer(Throwable failure) {
    return failure instanceof ErrorType reply && !reply.is(BROKEN);
  }

  private final class Call implements Handler<AsyncResult<Response>> {
    private final Consumer<Response> answeredWith;
    private final Consumer<Throwable> failed;
    private final long deadline;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile boolean answered;
    private boolean late;

    Call(Consumer<Response> answeredWith, Consumer<Throwable> failed, long deadline) {
      this.answeredWith = answeredWith;
      this.failed = failed;
      this.deadline = deadline;
    }

    @Override
    public void handle(AsyncResult<Response> answer) {
      underWay.remove(this);
      answered = true;
      if (answer.succeeded() || isSaidByServer(answer.cause())) {
        waitingSince = 0;
      }
      end(
          () -> {
            if (answer.succeeded()) {
              answeredWith.accept(answer.result());
            } else {
              failed.accept(meaning(answer.cause()));
            }
          });
    }

    void end(Runnable how) {
      if (over.compareAndSet(false, true)) {
        how.run();
      }
    }
  }
}
