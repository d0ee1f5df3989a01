package io.lockstep.messaging;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Settings of outbox, inbox, retries and queues. */
@ConfigMapping(prefix = "lockstep.messaging")
public interface MessagingConfig {
  /** How long a message may stay in a queue before it is dead-lettered. */
  @WithDefault("300s")
  Duration messageTtl();

  /** How often a message that fails is tried before it is dead-lettered. */
  @WithDefault("5")
  int attempts();

  /** Delay before the first retry of a message; it doubles with each. */
  @WithDefault("200ms")
  Duration retryDelay();

  /** Longest delay between two tries, also while the database is away. */
  @WithDefault("5s")
  Duration longestRetryDelay();

  /** Most outbox rows that the relay reads and publishes together. */
  @WithDefault("512")
  int relayBatch();

  /**
   * How often the relay tries again what a broker did not take; for rows that nobody woke it for it
   * looks every eighth time.
   */
  @WithDefault("250ms")
  Duration relayPoll();

  /** How long the relay waits for a broker's confirm before it publishes again. */
  @WithDefault("30s")
  Duration confirmTimeout();

  /** How long an instance keeps a shard of the outbox without renewing its lease. */
  @WithDefault("6s")
  Duration shardLease();

  /** How long the inbox remembers messages: longer than any message can be redelivered. */
  @WithDefault("24h")
  Duration inboxRetention();

  /** How often older ones are looked for. */
  @WithDefault("1m")
  Duration inboxCleanup();

  /** How long it is kept what became of a dead letter that was replayed or deleted. */
  @WithDefault("30d")
  Duration outcomeRetention();

  /**
   * What stands before {@code /schemas/...} in the attribute {@code dataschema} of each event: the
   * address under which consumers reach this service. CloudEvents asks for an absolute URI; where
   * this is not set, it is relative to that address, as {@code source} is.
   */
  Optional<String> schemaBase();

  /** Request and reply. */
  RequestSettings requests();

  /** Settings of request and reply. */
  interface RequestSettings {
    /** How long a request waits for its reply before it fails with 504. */
    @WithDefault("30s")
    Duration timeout();

    /** Most requests that may wait for replies at once; one more is refused with 503. */
    @WithDefault("20000")
    int outstanding();

    /** How many requests a replier has under way at once; the others wait in their queue. */
    @WithDefault("512")
    int prefetch();

    /** Whether this instance answers requests itself, or leaves that to others. */
    @WithDefault("true")
    boolean answer();
  }

  /** Publish and subscribe. */
  SubscriptionSettings subscriptions();

  /** Settings of publish and subscribe. */
  interface SubscriptionSettings {
    /** Most subscribers of one instance; one more is refused with 503. */
    @WithDefault("1000")
    int most();

    /** Most events that wait for a subscriber who reads slowly; one more drops it. */
    @WithDefault("1000")
    int buffer();

    /** The most that these events may hold together. */
    @WithDefault("4M")
    MemorySize bufferSize();

    /** How often a subscriber is told that nothing has come. */
    @WithDefault("15s")
    Duration heartbeat();
  }
}
