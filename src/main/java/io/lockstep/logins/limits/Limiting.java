package io.lockstep.logins.limits;

import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.http.problems.HttpProblems;
import io.lockstep.http.problems.OnContext;
import io.lockstep.http.problems.UnroutedRequests;
import io.lockstep.logins.limits.Bucket.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.function.Function;

/**
 * Refuses the requests of those who send too many, and says on every answer how many are left. A
 * failed login that was paid for when it was tried is not counted again.
 */
@ApplicationScoped
class Limiting implements UnroutedRequests {
  private static final String POLICY = "RateLimit-Policy";
  private static final String LIMIT = "RateLimit";
  private static final int BEHIND_AUTHENTICATING = 1980;

  private final Buckets buckets;
  private final Counter limited;

  Limiting(Buckets buckets, MeterRegistry metrics) {
    this.buckets = buckets;
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

  private Uni<Verdict> taken(RoutingContext http) {
    return LoginAttempts.failureOf(http)
        .map(failure -> Uni.createFrom().item(failure))
        .orElseGet(() -> OnContext.ofRequest(buckets.of(http).flatMap(take(http))))
        .invoke(verdict -> tell(http, verdict));
  }

  private Function<Bucket, Uni<? extends Verdict>> take(RoutingContext http) {
    return bucket -> bucket.take(buckets.costOf(http), System.nanoTime());
  }

  private static void tell(RoutingContext http, Verdict verdict) {
    http.response().putHeader(POLICY, verdict.policy().header());
    http.response().putHeader(LIMIT, verdict.policy().header(verdict.left()));
  }

  private void follow(RoutingContext http, Verdict verdict) {
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
