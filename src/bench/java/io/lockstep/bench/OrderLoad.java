package io.lockstep.bench;

import io.lockstep.testing.ClosedLoop;
import io.lockstep.testing.Latencies;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;

/** Posts orders and follows each until Kafka says what became of it. */
final class OrderLoad implements AutoCloseable {
  private static final String TOPIC = "order-events";
  private static final Duration DRAIN = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final int CREATED = 201;

  private final HttpPosts posts;
  private final Supplier<String> bodies;
  private final Map<String, Long> posted = new ConcurrentHashMap<>();
  private final Map<String, Long> ended = new ConcurrentHashMap<>();
  private final Thread follower = new Thread(this::follow, "follows order-events");
  private final CountDownLatch following = new CountDownLatch(1);
  private volatile boolean closed;
  private volatile Counts counts = new Counts();

  OrderLoad(URI service, Login login, Supplier<String> bodies) throws InterruptedException {
    this.bodies = bodies;
    this.posts = new HttpPosts(service, "/orders", CREATED, login);
    follower.setDaemon(true);
    follower.start();
    following.await();
  }

  /** Each caller posts again as soon as it is answered. */
  Round asFastAsAnswered(int callers, Duration time) throws InterruptedException {
    return measured(() -> ClosedLoop.async(callers, time, this::postOne));
  }

  /** Posts at an even rate, whatever the answers take. */
  Round atRate(double perSecond, Duration time) throws InterruptedException {
    return measured(
        () -> {
          long errors = OpenLoop.run(perSecond, time, this::postOne, new Latencies());
          counts.errors.addAndGet(errors);
        });
  }

  private Round measured(Runnable load) throws InterruptedException {
    counts = new Counts();
    long began = System.nanoTime();
    load.run();
    double postedIn = (System.nanoTime() - began) / 1e9;
    drain();
    return counts.round(postedIn, (counts.lastConfirmed - began) / 1e9);
  }

  private Uni<Boolean> postOne() {
    long began = System.nanoTime();
    return posts.post(bodies.get()).map(answer -> accept(answer, began));
  }

  private boolean accept(Buffer answer, long began) {
    counts.posts.add((System.nanoTime() - began) / 1000);
    // {"id":"...", as the first member
    String id = answer.getString(7, 43);
    posted.put(id, began);
    settle(id);
    return true;
  }

  /** Kafka may know the end before the answer to the post is here. */
  private void settle(String id) {
    Long began = posted.get(id);
    Long end = ended.get(id);
    if (began != null && end != null && posted.remove(id, began)) {
      ended.remove(id);
      counts.confirmations.add((end - began) / 1000);
      counts.lastConfirmed = System.nanoTime();
    }
  }

  private void drain() {
    long end = System.nanoTime() + DRAIN.toNanos();
    while (!posted.isEmpty() && System.nanoTime() < end) {
      LockSupport.parkNanos(POLL.toNanos());
    }
    counts.errors.addAndGet(posted.size());
    posted.clear();
    ended.clear();
  }

  private void follow() {
    Properties settings = new Properties();
    settings.put(
        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
        System.getenv().getOrDefault("KAFKA_BOOTSTRAP_SERVERS", "localhost:9092"));
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "bench-" + UUID.randomUUID());
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          Awaitility.await("the topic " + TOPIC)
              .pollInSameThread()
              .until(() -> consumer.partitionsFor(TOPIC), found -> !found.isEmpty())
              .stream()
              .map(OrderLoad::partition)
              .toList();
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      partitions.forEach(consumer::position);
      following.countDown();
      while (!closed) {
        consumer.poll(POLL).forEach(this::hear);
      }
    }
  }

  private static TopicPartition partition(PartitionInfo partition) {
    return new TopicPartition(partition.topic(), partition.partition());
  }

  private void hear(ConsumerRecord<String, byte[]> fact) {
    String type =
        new String(
            fact.headers().lastHeader("ce_type").value(), java.nio.charset.StandardCharsets.UTF_8);
    if (type.equals("order.confirmed")) {
      ended.put(fact.key(), System.nanoTime());
      settle(fact.key());
    } else if (type.equals("order.cancelled")) {
      counts.errors.incrementAndGet();
      posted.remove(fact.key());
    }
  }

  @Override
  public void close() {
    closed = true;
    posts.close();
  }

  private static final class Counts {
    private final Latencies posts = new Latencies();
    private final Latencies confirmations = new Latencies();
    private final AtomicLong errors = new AtomicLong();
    private volatile long lastConfirmed = System.nanoTime();

    Round round(double postedIn, double confirmedIn) {
      return new Round(
          posts.count() / postedIn,
          confirmations.count() / confirmedIn,
          posts.percentile(0.50),
          posts.percentile(0.99),
          confirmations.percentile(0.50),
          confirmations.percentile(0.99),
          errors.get());
    }
  }

  /** What one round came to; latencies in milliseconds. */
  record Round(
      double acceptedPerSecond,
      double confirmedPerSecond,
      double postP50,
      double postP99,
      double confirmP50,
      double confirmP99,
      long errors) {
    @Override
    public String toString() {
      return String.format(
          "%,.0f accepted/s, %,.0f confirmed/s, post p50 %.1f p99 %.1f ms, confirmed p50 %.1f p99"
              + " %.1f ms, %d errors",
          acceptedPerSecond, confirmedPerSecond, postP50, postP99, confirmP50, confirmP99, errors);
    }
  }
}
