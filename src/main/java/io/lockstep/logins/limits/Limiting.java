package io.lockstep.logins.limits;

import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.http.problems.HttpProblems;
import io.lockstep.http.problems.OnContext;
import io.lockstep.http.problems.UnroutedRequests;
import io.lockstep.security.Caller;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.cache.Cache;
import io.quarkus.cache.CacheName;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Refuses the requests of those who send too many. Whoever has logged in has a bucket wherever they
 * call from; all others share that of their address, and a login that fails counts as several
 * requests.
 */
@ApplicationScoped
class Limiting implements UnroutedRequests {
  private static final String POLICY = "RateLimit-Policy";
  private static final String LIMIT = "RateLimit";
  private static final int BEHIND_AUTHENTICATING = 1980;

  private final SharedBuckets shared;
  private final Cache buckets;
  private final Policy ofCallers;
  private final Policy ofAddresses;
  private final int failedLoginCost;
  private final Counter limited;

  Limiting(
      SharedBuckets shared,
      @CacheName("limits") Cache buckets,
      LimitsConfig config,
      MeterRegistry metrics) {
    this.shared = shared;
    this.buckets = buckets;
    this.ofCallers = new Policy("caller", config.caller().requests(), config.caller().window());
    this.ofAddresses =
        new Policy("address", config.address().requests(), config.address().window());
    this.failedLoginCost = config.failedLoginCost();
    this.limited =
        Counter.builder("lockstep.http.limited")
            .description("Requests that were refused because their caller sends too many")
            .register(metrics);
  }

  void watch(@Observes Filters filters) {
    filters.register(this::handle, BEHIND_AUTHENTICATING);
  }

  private void handle(RoutingContext http) {
    taken(http).subscribe().with(verdict -> follow(http, verdict), http::fail);
  }

  /** Whoever has been seen by the filter is not counted again. */
  @Override
  public Uni<Void> see(RoutingContext http) {
    return http.response().headers().contains(LIMIT)
        ? Uni.createFrom().voidItem()
        : taken(http).replaceWithVoid();
  }

  private Uni<Bucket.Verdict> taken(RoutingContext http) {
    Caller caller = Caller.of(http);
    Policy policy = caller.isKnown() ? ofCallers : ofAddresses;
    int cost = caller.kind() == Caller.Kind.REJECTED ? failedLoginCost : 1;
    return OnContext.ofRequest(
            bucketOf(caller, policy, http).flatMap(bucket -> bucket.take(cost, System.nanoTime())))
        .invoke(
            verdict -> {
              http.response().putHeader(POLICY, policy.header());
              http.response().putHeader(LIMIT, policy.header(verdict.left()));
            });
  }

  private Uni<Bucket> bucketOf(Caller caller, Policy policy, RoutingContext http) {
    boolean isNamed = caller.kind() == Caller.Kind.TOKEN || caller.kind() == Caller.Kind.KEY;
    String key =
        isNamed
            ? caller.kind() + ":" + caller.actor()
            : "ADDRESS:" + http.request().remoteAddress().hostAddress();
    return buckets.get(key, name -> new Bucket(policy, shared.of(name)));
  }

  private void follow(RoutingContext http, Bucket.Verdict verdict) {
    if (verdict.isAllowed()) {
      http.next();
    } else {
      limited.increment();
      HttpProblems.write(
          http,
          Problem.of(ProblemType.RATE_LIMITED, "This caller sends too many requests")
              .retryAfter((int) Math.min(Integer.MAX_VALUE, verdict.retryAfter())));
    }
  }
}
