package io.lockstep.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.messaging.schemas.MessageContract;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;

/**
 * Listens on Kafka topics, as any outside system may, from the moment it is made. When it is closed
 * it holds all that it heard from the service against the {@link MessageContract}.
 */
public final class KafkaTap implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<String, String> consumer;
  private final List<Message> heard = Collections.synchronizedList(new ArrayList<>());
  private final Thread reader;
  private boolean checked = true;

  private KafkaTap(KafkaConsumer<String, String> consumer) {
    this.consumer = consumer;
    this.reader = new Thread(this::read, "kafka tap");
    reader.setDaemon(true);
    reader.start();
  }

  /** Hears what is written to these topics from now on. */
  public static KafkaTap on(Stack stack, String... topics) {
    KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", stack.setting("KAFKA_BOOTSTRAP_SERVERS")),
            new StringDeserializer(),
            new StringDeserializer());
    List<TopicPartition> partitions =
        Stream.of(topics)
            .flatMap(topic -> partitionsOf(topic, consumer).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position); // seeking is lazy: this makes it happen now
    return new KafkaTap(consumer);
  }

  /** Asking for a topic makes it, a moment later. */
  private static List<PartitionInfo> partitionsOf(
      String topic, KafkaConsumer<String, String> consumer) {
    return Awaitility.await("the topic " + topic)
        .atMost(TIMEOUT)
        .until(() -> consumer.partitionsFor(topic, TIMEOUT), found -> !found.isEmpty());
  }

  /** The same, which holds nothing against the contract: for messages that only a benchmark has. */
  public KafkaTap unchecked() {
    checked = false;
    return this;
  }

  /** All that was heard; in order for each key. */
  public List<Message> messages() {
    synchronized (heard) {
      return List.copyOf(heard);
    }
  }

  /** How many were heard. */
  public int count() {
    return heard.size();
  }

  /** What was heard under one key (an order's or a user's id). */
  public List<Message> about(String key) {
    return messages().stream().filter(message -> key.equals(message.key())).toList();
  }

  /** Waits until a message is heard that fits. */
  public Message await(Predicate<Message> fits) {
    return Awaitility.await("a message on Kafka")
        .atMost(TIMEOUT)
        .until(() -> messages().stream().filter(fits).findFirst(), found -> found.isPresent())
        .orElseThrow();
  }

  private void read() {
    try (consumer) {
      while (!Thread.currentThread().isInterrupted()) {
        consumer.poll(POLL).forEach(record -> heard.add(new Message(record)));
      }
    } catch (WakeupException closed) {
      // by close()
    }
  }

  @Override
  public void close() {
    consumer.wakeup();
    try {
      reader.join(TIMEOUT.toMillis());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    if (checked) {
      assertThat(messages().stream().flatMap(Message::faults)).isEmpty();
    }
  }

  /** A record as it came. */
  public record Message(ConsumerRecord<String, String> record) {
    /** Its topic. */
    public String topic() {
      return record.topic();
    }

    /** Its key. */
    public String key() {
      return record.key();
    }

    /** The CloudEvents id. */
    public String id() {
      return header("ce_id");
    }

    /** The CloudEvents type. */
    public String type() {
      return header("ce_type");
    }

    /** A header, or null. */
    public String header(String name) {
      Header header = record.headers().lastHeader(name);
      return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private Stream<String> faults() {
      if (body() == null) {
        return Stream.of();
      }
      Map<String, String> headers = new HashMap<>();
      record.headers().forEach(each -> headers.put(each.key(), header(each.key())));
      return MessageContract.ofTheService()
          .faults(
              topic(),
              "ce_",
              String.valueOf(type()),
              body(),
              MessageContract.headers(headers, UnaryOperator.identity()))
          .stream();
    }

    /** Its body. */
    public String body() {
      return record.value();
    }
  }
}
