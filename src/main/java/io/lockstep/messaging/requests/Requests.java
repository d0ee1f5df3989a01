package io.lockstep.messaging.requests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.messaging.MessagingConfig;
import io.lockstep.messaging.brokers.CloudEventHeaders;
import io.lockstep.messaging.brokers.RabbitLink;
import io.lockstep.messaging.brokers.RabbitLinks;
import io.lockstep.platform.Ids;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;

/**
 * Asks questions over RabbitMQ and gets the replies: request/reply as AMQP knows it. A question
 * goes to the exchange {@code requests} under the key of its kind, with {@code reply-to} and {@code
 * correlation-id}; the replies come to one exclusive queue of this instance.
 *
 * <p>Every question ends: with its reply, after {@code lockstep.messaging.requests.timeout}, or at
 * once when the connection breaks. A reply that comes later finds nobody and is counted. Thousands
 * may be outstanding; none holds a thread. A question is harmless when asked again, so nothing here
 * is persistent or confirmed.
 *
 * @see <a href="https://www.rabbitmq.com/tutorials/tutorial-six-java">The pattern</a>
 */
@ApplicationScoped
public class Requests {
  private static final Logger LOG = Logger.getLogger(Requests.class);
  private static final int TRANSIENT = 1;

  private final Set<String> keys = ConcurrentHashMap.newKeySet();
  private final RabbitLink link;
  private final MessagingConfig.RequestSettings config;
  private final OutstandingRequests outstanding;
  private final ObjectMapper json;
  private final Ids ids;
  private Channel channel;
  private String replyQueue;

  Requests(
      RabbitLinks links,
      MessagingConfig config,
      MeterRegistry metrics,
      ObjectMapper json,
      Vertx vertx,
      Ids ids) {
    this.link = links.link("requests", new Replies());
    this.config = config.requests();
    this.json = json;
    this.ids = ids;
    this.outstanding = new OutstandingRequests(vertx, metrics);
  }

  /**
   * Says that questions of this kind will be asked, so that they have a queue to wait in even while
   * no replier is there. Call it when the service starts.
   */
  public void expect(String key) {
    keys.add(key);
  }

  /**
   * Asks.
   *
   * @param key the kind of question
   * @param question written as JSON
   * @param answer what the reply is to be read as; members that are not known are skipped
   * @return the answer; fails with a {@link Problem}: 422 where the replier refuses (503 where it
   *     says that it cannot now), 502 {@code reply-unreadable}, 503 {@code broker-unavailable} or
   *     {@code overloaded}, 504 {@code reply-timeout}
   */
  public <T> Uni<T> ask(String key, Object question, Class<T> answer) {
    return ask(key, question, answer, config.timeout());
  }

  /** {@link #ask(String, Object, Class)} with a timeout of its own. */
  public <T> Uni<T> ask(String key, Object question, Class<T> answer, Duration timeout) {
    byte[] body = write(question);
    return Uni.createFrom()
        .<Reply>emitter(emitter -> send(new Question(key, body, timeout.toMillis()), emitter))
        .emitOn(callersThread())
        .map(reply -> read(reply, answer));
  }

  /** Replies come in on the link's thread, which has no time to read them. */
  private static Executor callersThread() {
    Context context = Vertx.currentContext();
    return context == null
        ? Infrastructure.getDefaultExecutor()
        : task -> context.runOnContext(now -> task.run());
  }

  private void send(Question question, UniEmitter<? super Reply> emitter) {
    if (!link.isOpen()) {
      outstanding.refuse(emitter, "broker-away", brokerAway());
    } else if (outstanding.size() >= config.outstanding()) {
      outstanding.refuse(emitter, "refused-here", tooMany());
    } else {
      String id = ids.next().toString();
      outstanding.add(id, question.timeoutMillis(), emitter);
      link.run(() -> publish(id, question));
    }
  }

  /** On the link's thread. A question that was given up meanwhile is not sent any more. */
  private void publish(String id, Question question) {
    if (!outstanding.contains(id)) {
      return;
    }
    try {
      if (channel == null) {
        outstanding.fail(id, "broker-away", brokerAway());
      } else {
        channel.basicPublish(
            RequestQueue.EXCHANGE, question.key(), true, properties(id, question), question.body());
      }
    } catch (IOException | AlreadyClosedException away) {
      outstanding.fail(id, "broker-away", brokerAway());
    }
  }

  private AMQP.BasicProperties properties(String id, Question question) {
    return new AMQP.BasicProperties.Builder()
        .messageId(id)
        .correlationId(id)
        .replyTo(replyQueue)
        .type(question.key())
        .contentType(CloudEventHeaders.CONTENT_TYPE)
        .deliveryMode(TRANSIENT)
        .expiration(Long.toString(question.timeoutMillis()))
        .build();
  }

  private <T> T read(Reply reply, Class<T> answer) {
    if (reply.error()) {
      throw RefusedReply.problem(reply.body(), json);
    }
    try {
      T read =
          json.readerFor(answer)
              .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
              .readValue(reply.body());
      if (read != null) {
        return read;
      }
    } catch (IOException unreadable) {
      throw unreadable();
    }
    throw unreadable();
  }

  private byte[] write(Object question) {
    try {
      return json.writeValueAsBytes(question);
    } catch (JsonProcessingException notWritable) {
      throw new IllegalStateException(notWritable);
    }
  }

  private static Problem unreadable() {
    return Problem.of(ProblemType.REPLY_UNREADABLE, "The reply is not what was asked for");
  }

  private static Problem brokerAway() {
    return Problem.of(ProblemType.BROKER_UNAVAILABLE, "RabbitMQ cannot be reached now");
  }

  private static Problem noReplier() {
    return Problem.of(ProblemType.NO_REPLIER, "Nobody answers such requests now");
  }

  private static Problem tooMany() {
    return Problem.of(ProblemType.OVERLOADED, "More requests wait than can be served soon");
  }

  /** The reply queue, which lives as long as the connection. */
  private final class Replies implements RabbitLink.User {
    @Override
    public void opened(Connection opened) throws IOException {
      Channel replies = link.channelOf(opened);
      RequestQueue.declareExchange(replies);
      for (String key : keys) {
        RequestQueue.declare(replies, key);
      }
      replies.addReturnListener(
          returned ->
              outstanding.fail(
                  returned.getProperties().getCorrelationId(), "no-replier", noReplier()));
      replyQueue = replies.queueDeclare("", false, true, true, Map.of()).getQueue();
      String consumer =
          replies.basicConsume(
              replyQueue,
              true,
              (tag, delivery) ->
                  outstanding.answer(
                      delivery.getProperties().getCorrelationId(),
                      Reply.of(delivery.getProperties(), delivery.getBody())),
              tag -> link.renew(opened, "its reply queue is gone"));
      LOG.debugf("%s takes replies from %s", consumer, replyQueue);
      channel = replies;
    }

    @Override
    public void lost() {
      channel = null;
      outstanding.failAll("broker-away", brokerAway());
    }
  }

  private record Question(String key, byte[] body, long timeoutMillis) {}
}
