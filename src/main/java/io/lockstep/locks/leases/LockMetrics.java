package io.lockstep.locks.leases;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/** What one backend counts. */
public final class LockMetrics {
  private static final int FORGET_EVERY = 10_000;

  private final Timer acquisition;
  private final Counter lost;
  private final Counter refused;
  private final Counter fallbacks;

  /**
   * When each lease ends that this instance was granted and has not released, by its owner token.
   */
  private final Map<String, Long> held = new ConcurrentHashMap<>();

  private final AtomicInteger grants = new AtomicInteger();

  LockMetrics(MeterRegistry registry, String backend, IntSupplier waiting) {
    this.acquisition =
        Timer.builder("lockstep.locks.acquisition")
            .description("From the request to the grant")
            .tag("backend", backend)
            .register(registry);
    this.lost = counter(registry, "lost", backend);
    this.refused = counter(registry, "refused", backend);
    this.fallbacks = counter(registry, "fallbacks", backend);
    Gauge.builder("lockstep.locks.held", this, LockMetrics::countHeld)
        .tag("backend", backend)
        .strongReference(true)
        .register(registry);
    gaugeWaiting(registry, backend, waiting);
  }

  /** How many callers wait for something that this backend grants. */
  public static void gaugeWaiting(MeterRegistry registry, String backend, IntSupplier waiting) {
    Gauge.builder("lockstep.locks.waiting", waiting, IntSupplier::getAsInt)
        .tag("backend", backend)
        .strongReference(true)
        .register(registry);
  }

  private static Counter counter(MeterRegistry registry, String what, String backend) {
    return Counter.builder("lockstep.locks." + what).tag("backend", backend).register(registry);
  }

  void granted(String ownerToken, long validUntil, long nanos) {
    acquisition.record(nanos, TimeUnit.NANOSECONDS);
    held.put(ownerToken, validUntil);
    if (grants.incrementAndGet() % FORGET_EVERY == 0) {
      forgetEnded();
    }
  }

  void renewed(String ownerToken, long validUntil) {
    held.computeIfPresent(ownerToken, (same, before) -> validUntil);
  }

  void ended(String ownerToken) {
    held.remove(ownerToken);
  }

  void lost() {
    lost.increment();
  }

  void refused() {
    refused.increment();
  }

  void fellBack() {
    fallbacks.increment();
  }

  private double countHeld() {
    forgetEnded();
    return held.size();
  }

  /** A lease that nobody released ends by itself. */
  private void forgetEnded() {
    long now = System.nanoTime();
    held.values().removeIf(until -> until - now <= 0);
  }
}
