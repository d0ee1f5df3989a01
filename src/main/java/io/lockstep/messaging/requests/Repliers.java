package io.lockstep.messaging.requests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.messaging.MessagingConfig;
import io.lockstep.messaging.brokers.RabbitLink;
import io.lockstep.messaging.brokers.RabbitLinks;
import io.lockstep.sql.Overloaded;
import io.lockstep.sql.SqlErrors;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Answers questions that come over RabbitMQ, whoever asks: any AMQP client that sets {@code
 * reply-to} and {@code correlation-id}. All instances share the queue of a kind; a question whose
 * instance dies before it has answered goes to another.
 *
 * <p>A question is answered or refused, never dead-lettered: its asker is waiting. One that says no
 * {@code reply-to} is dropped and counted.
 */
@ApplicationScoped
public class Repliers {
  private static final Logger LOG = Logger.getLogger(Repliers.class);

  private final Map<String, Function<byte[], Uni<?>>> answers = new ConcurrentHashMap<>();
  private final RabbitLink link;
  private final MessagingConfig.RequestSettings config;
  private final MeterRegistry metrics;
  private final ObjectMapper json;
  private final Context context;
  private Channel channel;

  Repliers(
      RabbitLinks links,
      MessagingConfig config,
      MeterRegistry metrics,
      ObjectMapper json,
      Vertx vertx) {
    this.link = links.link("repliers", new Questions());
    this.config = config.requests();
    this.metrics = metrics;
    this.json = json;
    this.context = vertx.getOrCreateContext();
  }

  /**
   * Answers questions of a kind from now on. Call it when the service starts.
   *
   * @param key the kind: the routing key on the exchange {@code requests}
   * @param answer makes the answer, which is written as JSON, of the body of a question; a {@link
   *     Problem} that it throws or fails with is the error reply
   */
  public void answer(String key, Function<byte[], Uni<?>> answer) {
    answers.put(key, answer);
  }

  /** On the link's thread, which has no time to answer. */
  private void take(Channel from, Delivery question, Function<byte[], Uni<?>> answer) {
    context.runOnContext(
        now ->
            Uni.createFrom()
                .deferred(() -> answer.apply(question.getBody()))
                .map(this::good)
                .onFailure()
                .recoverWithItem(this::bad)
                .subscribe()
                .with(reply -> link.run(() -> send(from, question, reply))));
  }

  private Reply good(Object answer) {
    return new Reply(false, write(answer));
  }

  private Reply bad(Throwable failure) {
    return new Reply(true, write(problemOf(failure).body()));
  }

  private static Problem problemOf(Throwable failure) {
    if (failure instanceof Problem problem) {
      return problem;
    }
    if (failure instanceof Overloaded
        || SqlErrors.isUnavailable(failure)
        || SqlErrors.isLockWaitTimeout(failure)
        || SqlErrors.isDeadlock(failure)) {
      return Problem.of(ProblemType.UNAVAILABLE, "This cannot be answered now");
    }
    LOG.error("a request was not answered", failure);
    return Problem.of(ProblemType.INTERNAL_ERROR, "Something went wrong here");
  }

  /** On the link's thread. The question is acknowledged behind its reply. */
  private void send(Channel from, Delivery question, Reply reply) {
    if (from != channel) {
      return; // the broker has given the question to another consumer
    }
    String replyTo = question.getProperties().getReplyTo();
    try {
      if (replyTo == null) {
        metrics.counter("lockstep.replies", "outcome", "no-reply-to").increment();
      } else {
        metrics
            .counter("lockstep.replies", "outcome", reply.error() ? "error" : "answer")
            .increment();
        channel.basicPublish(
            "",
            replyTo,
            reply.properties(question.getProperties().getCorrelationId()),
            reply.body());
      }
      channel.basicAck(question.getEnvelope().getDeliveryTag(), false);
    } catch (IOException | AlreadyClosedException away) {
      LOG.debugf("a reply was not sent: %s", away.getMessage());
    }
  }

  private byte[] write(Object answer) {
    try {
      return json.writeValueAsBytes(answer);
    } catch (JsonProcessingException notWritable) {
      throw new IllegalStateException(notWritable);
    }
  }

  /** The queues of all kinds, consumed on one channel. */
  private final class Questions implements RabbitLink.User {
    @Override
    public void opened(Connection opened) throws IOException {
      if (!config.answer()) {
        return;
      }
      Channel requests = link.channelOf(opened);
      requests.basicQos(config.prefetch());
      for (Map.Entry<String, Function<byte[], Uni<?>>> each : answers.entrySet()) {
        RequestQueue.declare(requests, each.getKey());
        String consumer =
            requests.basicConsume(
                RequestQueue.nameOf(each.getKey()),
                false,
                (tag, question) -> take(requests, question, each.getValue()),
                tag -> link.renew(opened, "the queue of " + each.getKey() + " is gone"));
        LOG.debugf("%s answers %s", consumer, each.getKey());
      }
      channel = requests;
    }

    @Override
    public void lost() {
      channel = null;
    }
  }
}
