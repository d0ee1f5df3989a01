package io.lockstep.logins.limits;

import io.lockstep.security.Caller;
import io.quarkus.cache.Cache;
import io.quarkus.cache.CacheName;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * The buckets of this instance. Whoever has logged in has one wherever they call from; all others
 * share that of their address, and a login that fails counts as several requests.
 */
@ApplicationScoped
class Buckets {
  private final SharedBuckets shared;
  private final Cache buckets;
  private final Policy ofCallers;
  private final Policy ofAddresses;
  private final int failedLoginCost;

  Buckets(SharedBuckets shared, @CacheName("limits") Cache buckets, LimitsConfig config) {
    this.shared = shared;
    this.buckets = buckets;
    this.ofCallers = new Policy("caller", config.caller().requests(), config.caller().window());
    this.ofAddresses =
        new Policy("address", config.address().requests(), config.address().window());
    this.failedLoginCost = config.failedLoginCost();
  }

  /** The bucket of whoever makes this request. */
  Uni<Bucket> of(RoutingContext http) {
    Caller caller = Caller.of(http);
    boolean isNamed = caller.kind() == Caller.Kind.TOKEN || caller.kind() == Caller.Kind.KEY;
    return isNamed
        ? bucket(caller.kind() + ":" + caller.actor(), ofCallers)
        : bucket(addressOf(http), caller.isKnown() ? ofCallers : ofAddresses);
  }

  /** The bucket of those who call from the address of this request and have not logged in. */
  Uni<Bucket> ofAddress(RoutingContext http) {
    return bucket(addressOf(http), ofAddresses);
  }

  /** How many tokens this request takes. */
  int costOf(RoutingContext http) {
    return Caller.of(http).kind() == Caller.Kind.REJECTED ? failedLoginCost : 1;
  }

  int failedLoginCost() {
    return failedLoginCost;
  }

  private Uni<Bucket> bucket(String key, Policy policy) {
    return buckets.get(key, name -> new Bucket(policy, shared.of(name)));
  }

  private static String addressOf(RoutingContext http) {
    return "ADDRESS:" + AddressBlock.of(http.request().remoteAddress().hostAddress());
  }
}
