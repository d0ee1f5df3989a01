package io.lockstep.logins.limits;

import io.lockstep.http.problems.OnContext;
import io.lockstep.logins.limits.Bucket.Verdict;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Bounds how often somebody may have credentials looked up that may be worth nothing: what a failed
 * login costs is taken from the bucket of their address before anything is asked, and put back if
 * they prove right.
 */
@ApplicationScoped
public class LoginAttempts {
  private static final String PAID = LoginAttempts.class.getName();

  private final Buckets buckets;

  LoginAttempts(Buckets buckets) {
    this.buckets = buckets;
  }

  /**
   * Looks credentials up, unless too many from the same address were worth nothing.
   *
   * @return what {@code look} finds; empty, without a look, where the bucket has too little: the
   *     request is refused for that then
   */
  public <T> Uni<Optional<T>> attempt(RoutingContext http, Supplier<Uni<Optional<T>>> look) {
    return OnContext.ofRequest(buckets.ofAddress(http).flatMap(bucket -> paid(bucket, http, look)));
  }

  private <T> Uni<Optional<T>> paid(
      Bucket bucket, RoutingContext http, Supplier<Uni<Optional<T>>> look) {
    int cost = buckets.failedLoginCost();
    return bucket
        .take(cost, System.nanoTime())
        .flatMap(
            verdict -> {
              http.put(PAID, verdict);
              return verdict.isAllowed()
                  ? look.get()
                      .onFailure()
                      .invoke(failure -> giveBack(bucket, cost, http))
                      .invoke(found -> found.ifPresent(one -> giveBack(bucket, cost, http)))
                  : Uni.createFrom().item(Optional.empty());
            });
  }

  private static void giveBack(Bucket bucket, int cost, RoutingContext http) {
    bucket.giveBack(cost);
    http.remove(PAID);
  }

  /** What the bucket said to an attempt of this request that has failed; empty if there is none. */
  static Optional<Verdict> failureOf(RoutingContext http) {
    return Optional.ofNullable(http.get(PAID));
  }
}
