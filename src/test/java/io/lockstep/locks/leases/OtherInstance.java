package io.lockstep.locks.leases;

import io.lockstep.locks.LocksConfig;
import io.lockstep.locks.fencing.FenceTokens;
import io.lockstep.locks.fencing.RedisTokenBlocks;
import io.lockstep.locks.redis.MainRedis;
import io.lockstep.locks.redis.Wakeups;
import io.lockstep.locks.redlock.RedlockServers;
import io.lockstep.locks.semaphores.Semaphores;
import io.lockstep.platform.Ids;
import io.lockstep.sql.Transactions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Vertx;
import io.vertx.mutiny.redis.client.Redis;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.awaitility.Awaitility;

/** A second instance of the service, as far as locks go: it shares nothing but the servers. */
@ApplicationScoped
public class OtherInstance {
  private final Locks locks;
  private final Semaphores semaphores;
  private final Wakeups wakeups;

  OtherInstance(
      Redis client,
      Vertx vertx,
      Transactions transactions,
      LockTable table,
      Ids ids,
      LocksConfig config) {
    MainRedis redis = new MainRedis(client, vertx, config);
    FenceTokens fences = new FenceTokens(transactions, config);
    this.wakeups = new Wakeups(client, redis, vertx);
    this.locks =
        new Locks(
            redis,
            new RedisTokenBlocks(redis, fences, config),
            new RedlockServers(vertx, config, transactions),
            fences,
            table,
            wakeups,
            config,
            vertx,
            new SimpleMeterRegistry());
    this.semaphores = new Semaphores(redis, config, ids, wakeups, vertx, new SimpleMeterRegistry());
    wakeups.start(null);
  }

  void stop(@Observes ShutdownEvent event) {
    wakeups.stop(event);
  }

  public Locks locks() {
    return locks;
  }

  public Semaphores semaphores() {
    return semaphores;
  }

  /** Both can lock here: servers that were restarted before have abstained for long enough. */
  public void awaitLocks(Locks ours, Function<Locks, LockBackend> backend) {
    for (Locks instance : List.of(ours, locks)) {
      Awaitility.await("both instances can lock")
          .atMost(Duration.ofSeconds(90))
          .ignoreExceptions()
          .until(
              () ->
                  LockContract.await(
                          backend.apply(instance).acquire(LockRequest.of(LockContract.aName())))
                      .isPresent());
    }
  }

  /** Without it, who waits here looks at the retry delay only. */
  public void awaitWakeups() {
    Awaitility.await("the other instance hears releases")
        .atMost(Duration.ofSeconds(30))
        .until(wakeups::isListening);
  }
}
