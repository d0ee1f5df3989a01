package io.lockstep.locks.redlock;

import io.lockstep.locks.LocksUnavailable;
import io.lockstep.locks.redis.RedisLink;
import io.lockstep.locks.redis.RedisScript;
import io.lockstep.locks.redis.RedisSession;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One server that votes. It carries a mark of the time since which it remembers its votes: its run,
 * and a number that is fresh each time. Where that is missing or another one than this instance
 * knows, what the server knew may be lost, and it abstains.
 */
final class RedlockServer {
  /** The key of the mark; a script that votes gets it as its last key, the mark as argument. */
  private static final String MARK = "lockstep:redlock:run";

  /** What such a script answers where the mark is missing or another one. */
  static final int FORGOT = -1;

  private final Vertx vertx;
  private final Redis client;
  private final String address;
  private final RedlockServers servers;
  private RedisLink link;
  private volatile Trust trust = new Trust("", "", 0);

  RedlockServer(Vertx vertx, Redis client, String address, RedlockServers servers) {
    this.vertx = vertx;
    this.client = client;
    this.address = address;
    this.servers = servers;
  }

  RedlockServer within(Duration timeout) {
    link = new RedisLink(vertx, client, address, timeout, this::handshake);
    return this;
  }

  /** Completes once the present run of the server is known. */
  Uni<?> afterHandshake() {
    return link.session();
  }

  /** Sends a command, whatever the server remembers. */
  Uni<Response> send(Request request) {
    return link.with(session -> session.send(request));
  }

  /** Runs a script that needs no memory: it does nothing where its key is gone. */
  Uni<Response> eval(RedisScript script, String key, Object... arguments) {
    return link.with(session -> session.eval(script, List.of(key), arguments));
  }

  /**
   * Asks for a vote. The script gets the key and that of the mark; the mark is its first argument.
   *
   * @return whether it is a yes; fails with {@link LocksUnavailable} if the server abstains
   */
  Uni<Boolean> vote(RedisScript script, String key, Object... arguments) {
    return link.with(session -> vote(session, script, key, arguments));
  }

  private Uni<Boolean> vote(
      RedisSession session, RedisScript script, String key, Object... arguments) {
    Trust trusted = trust;
    if (!trusted.holds(session)) {
      return Uni.createFrom().failure(new LocksUnavailable(address + " abstains", null));
    }
    List<Object> all = new ArrayList<>(List.of(trusted.mark));
    all.addAll(List.of(arguments));
    return session
        .eval(script, List.of(key, MARK), all.toArray())
        .flatMap(answer -> counted(session, answer.toInteger()));
  }

  private Uni<Boolean> counted(RedisSession session, int answer) {
    return answer == FORGOT
        ? handshake(session)
            .onItem()
            .failWith(() -> new LocksUnavailable(address + " has lost its data", null))
            .replaceWith(false)
        : Uni.createFrom().item(answer == 1);
  }

  /** The mark is set last: whoever fails on the way does it all again. */
  private Uni<Void> handshake(RedisSession session) {
    return session
        .send(Request.cmd(Command.GET).arg(MARK))
        .map(mark -> Optional.ofNullable(mark).map(Response::toString))
        .map(mark -> mark.filter(known -> known.startsWith(session.runId() + ':')))
        .flatMap(mark -> servers.enter(address, mark, freshMark(session)))
        .invoke(entry -> trust = Trust.after(session, entry))
        .flatMap(entry -> session.send(Request.cmd(Command.SET).arg(MARK).arg(entry.mark())))
        .replaceWithVoid();
  }

  private static String freshMark(RedisSession session) {
    return session.runId() + ':' + Long.toHexString(ThreadLocalRandom.current().nextLong());
  }

  /**
   * From when on a server may vote, and for as long as it carries which mark.
   *
   * @param from in nanoseconds of {@link System#nanoTime}
   */
  private record Trust(String runId, String mark, long from) {
    static Trust after(RedisSession session, RedlockServers.Entry entry) {
      return new Trust(
          session.runId(), entry.mark(), System.nanoTime() + entry.abstention().toNanos());
    }

    boolean holds(RedisSession session) {
      return runId.equals(session.runId()) && System.nanoTime() - from >= 0;
    }
  }
}
