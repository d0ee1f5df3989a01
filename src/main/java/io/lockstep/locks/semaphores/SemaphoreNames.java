package io.lockstep.locks.semaphores;

import io.lockstep.locks.redis.RedisLink;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;

/**
 * The names of the semaphores that there are, in one sorted set of Redis, so that they can be
 * listed without searching all keys. A semaphore is entered when it is made. Redis forgets
 * semaphores by itself; whoever enters a name looks at two others and takes out those that are
 * gone, so at most about half of the names are stale.
 */
final class SemaphoreNames {
  private static final String KEY = "lockstep:semaphores";
  private static final String SAMPLE = "2";

  private final RedisLink link;
  private final UnaryOperator<String> keyOf;

  /**
   * Names of semaphores.
   *
   * @param keyOf the key that is there as long as the semaphore of a name is
   */
  SemaphoreNames(RedisLink link, UnaryOperator<String> keyOf) {
    this.link = link;
    this.keyOf = keyOf;
  }

  /** Enters a name. */
  Uni<Void> add(String name) {
    return enter(name)
        .chain(() -> send(Request.cmd(Command.ZRANDMEMBER).arg(KEY).arg(SAMPLE)))
        .map(SemaphoreNames::texts)
        .flatMap(this::removeGone);
  }

  /** Some names in their order, those behind {@code after}; a stale one may be among them. */
  Uni<List<String>> behind(String after, int limit) {
    return send(Request.cmd(Command.ZRANGEBYLEX)
            .arg(KEY)
            .arg(after.isEmpty() ? "-" : "(" + after)
            .arg("+")
            .arg("LIMIT")
            .arg("0")
            .arg(Integer.toString(limit)))
        .map(SemaphoreNames::texts);
  }

  /** Takes out those of these names whose semaphores are gone. */
  Uni<Void> removeGone(List<String> names) {
    Uni<Void> all = Uni.createFrom().voidItem();
    for (String name : names) {
      all = all.chain(() -> exists(name)).flatMap(there -> there ? nothing() : remove(name));
    }
    return all;
  }

  /** A semaphore that was made meanwhile is entered again: its maker may have been before us. */
  private Uni<Void> remove(String name) {
    return send(Request.cmd(Command.ZREM).arg(KEY).arg(name))
        .chain(() -> exists(name))
        .flatMap(there -> there ? enter(name) : nothing());
  }

  private Uni<Void> enter(String name) {
    return send(Request.cmd(Command.ZADD).arg(KEY).arg("0").arg(name)).replaceWithVoid();
  }

  private Uni<Boolean> exists(String name) {
    return send(Request.cmd(Command.EXISTS).arg(keyOf.apply(name)))
        .map(answer -> answer.toInteger() == 1);
  }

  private Uni<Response> send(Request request) {
    return link.with(session -> session.send(request));
  }

  private static Uni<Void> nothing() {
    return Uni.createFrom().voidItem();
  }

  private static List<String> texts(Response answer) {
    return StreamSupport.stream(answer.spliterator(), false).map(Response::toString).toList();
  }
}
