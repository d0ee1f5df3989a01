package io.lockstep.logins;

import io.lockstep.http.StreamLogins;
import io.lockstep.logins.keys.ApiKeys;
import io.lockstep.security.Caller;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Ends what outlives the request that began it together with the login behind it: within a second
 * of its expiry, within about three of the revocation of a key, on whichever instance that was. One
 * statement asks for the keys of all streams. While the database is away nothing is known of
 * revocations, and streams go on.
 */
@ApplicationScoped
class LoginEnds implements StreamLogins {
  private static final Logger LOG = Logger.getLogger(LoginEnds.class);
  private static final long LOOK_FOR_EXPIRED_MILLIS = 1000;
  private static final long LOOK_FOR_REVOKED_MILLIS = 2000;

  private final Set<Waiting> all = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean asking = new AtomicBoolean();

  private final ApiKeys keys;
  private final Clock clock;
  private final Vertx vertx;

  LoginEnds(ApiKeys keys, Clock clock, Vertx vertx) {
    this.keys = keys;
    this.clock = clock;
    this.vertx = vertx;
  }

  void start(@Observes StartupEvent event) {
    vertx.setPeriodic(LOOK_FOR_EXPIRED_MILLIS, timer -> endExpired());
    vertx.setPeriodic(LOOK_FOR_REVOKED_MILLIS, timer -> endRevoked());
  }

  @Override
  public Uni<String> endOf(RoutingContext http) {
    Caller caller = Caller.of(http);
    if (caller.until() == null && !isRevocable(caller)) {
      return Uni.createFrom().nothing();
    }
    return Uni.createFrom()
        .emitter(
            emitter -> {
              Waiting waiting = new Waiting(caller, emitter);
              all.add(waiting);
              emitter.onTermination(() -> all.remove(waiting));
            });
  }

  @Override
  public Optional<String> callerOf(RoutingContext http) {
    Caller caller = Caller.of(http);
    return caller.kind() == Caller.Kind.OPEN
        ? Optional.empty()
        : Optional.of(caller.kind() + ":" + caller.actor());
  }

  private static boolean isRevocable(Caller caller) {
    return caller.kind() == Caller.Kind.KEY && !caller.actor().equals(Caller.CONFIGURED_KEY);
  }

  private void endExpired() {
    Instant now = clock.instant();
    end(
        caller -> caller.until() != null && !now.isBefore(caller.until()),
        caller -> caller.kind() == Caller.Kind.KEY ? "key-expired" : "token-expired");
  }

  private void endRevoked() {
    Set<String> open =
        all.stream()
            .map(Waiting::caller)
            .filter(LoginEnds::isRevocable)
            .map(Caller::actor)
            .collect(Collectors.toSet());
    if (open.isEmpty() || !asking.compareAndSet(false, true)) {
      return;
    }
    keys.existing(open)
        .onTermination()
        .invoke(() -> asking.set(false))
        .subscribe()
        .with(
            there -> endAllBut(there, open),
            away -> LOG.debugf("it is not known which keys are revoked: %s", away));
  }

  /** Those that were not asked for have come since. */
  private void endAllBut(Set<String> there, Set<String> asked) {
    end(
        caller ->
            isRevocable(caller)
                && asked.contains(caller.actor())
                && !there.contains(caller.actor()),
        caller -> "key-revoked");
  }

  private void end(Predicate<Caller> which, Function<Caller, String> reason) {
    all.stream()
        .filter(waiting -> which.test(waiting.caller()))
        .forEach(waiting -> waiting.emitter().complete(reason.apply(waiting.caller())));
  }

  /** Somebody who waits for the end of a login; no two are equal, for no two emitters are. */
  private record Waiting(Caller caller, UniEmitter<? super String> emitter) {}
}
