package io.lockstep.messaging.outbox;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.lockstep.messaging.brokers.Broker;
import io.lockstep.messaging.brokers.BrokerChannels;
import io.lockstep.messaging.brokers.CloudEventHeaders;
import io.lockstep.messaging.brokers.Exchange;
import io.lockstep.messaging.brokers.KeptHeaders;
import io.lockstep.messaging.brokers.RabbitLimits;
import io.lockstep.messaging.brokers.RabbitLink;
import io.lockstep.messaging.brokers.RabbitLinks;
import io.lockstep.messaging.brokers.Unpublishable;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.util.Date;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Publishes to RabbitMQ, persistent and confirmed, on a connection of its own: hundreds of messages
 * are on their way to the broker while their confirms come back, which the connector's publishing,
 * a worker thread's turn for each message, cannot do.
 *
 * @see <a href="https://www.rabbitmq.com/docs/confirms#publisher-confirms">Publisher confirms</a>
 */
@ApplicationScoped
class RabbitPublisher implements Publisher {
  private static final int PERSISTENT = 2;

  private final Set<String> exchanges;
  private final BrokerChannels channels;
  private final RabbitLink link;
  private final RabbitLimits limits = new RabbitLimits();
  private final NavigableMap<Long, UniEmitter<? super Void>> unconfirmed = new TreeMap<>();
  private Channel channel;

  RabbitPublisher(@Any Instance<Exchange> exchanges, BrokerChannels channels, RabbitLinks links) {
    this.exchanges = exchanges.stream().map(Exchange::name).collect(Collectors.toSet());
    this.channels = channels;
    this.link = links.link("outbox", new Confirmed());
  }

  @Override
  public Broker broker() {
    return Broker.RABBITMQ;
  }

  /**
   * Only when the queues are declared too: a broker that came up empty would confirm messages that
   * no queue is bound for yet, and drop them.
   */
  @Override
  public boolean isReady() {
    return link.isOpen() && channels.rabbitIsReady();
  }

  @Override
  public Uni<Void> publish(OutboxRow row) {
    return Uni.createFrom().emitter(caller -> link.run(() -> publish(row, caller)));
  }

  /** On the link's thread, as all that touches the channel and what it has not confirmed. */
  private void publish(OutboxRow row, UniEmitter<? super Void> caller) {
    if (channel == null) {
      caller.fail(new IOException("the connection is lost"));
    } else if (!exchanges.contains(row.exchange())) {
      caller.fail(new Unpublishable("there is no exchange " + row.exchange()));
    } else if (refusal(row).isPresent()) {
      caller.fail(new Unpublishable(refusal(row).get()));
    } else {
      long number = channel.getNextPublishSeqNo();
      unconfirmed.put(number, caller);
      try {
        channel.basicPublish(row.exchange(), row.routingKey(), properties(row), row.data());
      } catch (IOException | AlreadyClosedException away) {
        unconfirmed.remove(number);
        caller.fail(away);
      } catch (RuntimeException defect) {
        unconfirmed.remove(number);
        caller.fail(new Unpublishable(defect.getMessage()));
        // The client has counted a message that the broker never saw, so confirms do not match.
        link.renew(channel.getConnection(), "a message could not be written");
      }
    }
  }

  private Optional<String> refusal(OutboxRow row) {
    return limits.against(row.routingKey(), row.data());
  }

  private static AMQP.BasicProperties properties(OutboxRow row) {
    Map<String, Object> headers = KeptHeaders.toAmqp(row.headers());
    headers.putAll(row.cloudEvent(CloudEventHeaders.AMQP_PREFIX));
    return new AMQP.BasicProperties.Builder()
        .messageId(RabbitLimits.propertyOrNull(row.messageId()))
        .type(RabbitLimits.propertyOrNull(row.type()))
        .timestamp(Date.from(row.occurredAt()))
        .deliveryMode(PERSISTENT)
        .contentType(CloudEventHeaders.CONTENT_TYPE)
        .headers(headers)
        .build();
  }

  /** The channel, and what the broker says of the messages sent on it. */
  private final class Confirmed implements RabbitLink.User {
    @Override
    public void opened(Connection connection) throws IOException {
      Channel opened = link.channelOf(connection);
      for (String exchange : exchanges) {
        if (!exchange.isEmpty()) {
          opened.exchangeDeclare(exchange, BuiltinExchangeType.TOPIC, true);
        }
      }
      opened.addShutdownListener(cause -> limits.closed(cause.getMessage()));
      opened.confirmSelect();
      opened.addConfirmListener(
          (number, all) -> link.run(() -> answered(opened, number, all, null)),
          (number, all) -> link.run(() -> answered(opened, number, all, new Refused())));
      channel = opened;
    }

    /** An answer that comes after the loss of its channel is about messages that have failed. */
    private void answered(Channel from, long number, boolean andAllBefore, Refused refused) {
      if (from != channel) {
        return;
      }
      NavigableMap<Long, UniEmitter<? super Void>> answered =
          unconfirmed.headMap(number, true).tailMap(andAllBefore ? 0 : number, true);
      answered
          .values()
          .forEach(
              caller -> {
                if (refused == null) {
                  caller.complete(null);
                } else {
                  caller.fail(refused);
                }
              });
      answered.clear();
    }

    @Override
    public void lost() {
      channel = null;
      unconfirmed.values().forEach(caller -> caller.fail(new IOException("the connection broke")));
      unconfirmed.clear();
    }
  }

  /** A queue is full, or its broker in trouble. */
  private static final class Refused extends RuntimeException {
    private Refused() {
      super("the broker refused the message");
    }
  }
}
