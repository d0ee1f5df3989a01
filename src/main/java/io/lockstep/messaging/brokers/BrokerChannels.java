package io.lockstep.messaging.brokers;

import io.smallrye.reactive.messaging.health.HealthReport;
import io.smallrye.reactive.messaging.providers.extension.HealthCenter;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.Config;

/** What the channels say of their connections. */
@ApplicationScoped
public class BrokerChannels {
  private final HealthCenter health;
  private final Config config;
  private final Map<String, Boolean> isRabbit = new ConcurrentHashMap<>();

  BrokerChannels(HealthCenter health, Config config) {
    this.health = health;
    this.config = config;
  }

  /** Whether every RabbitMQ channel, in and out, is connected and its queue declared. */
  public boolean rabbitIsReady() {
    List<HealthReport.ChannelInfo> channels =
        health.getReadiness().getChannels().stream()
            .filter(channel -> isRabbit(channel.getChannel()))
            .toList();
    return !channels.isEmpty() && channels.stream().allMatch(HealthReport.ChannelInfo::isOk);
  }

  /** The RabbitMQ channels that are not. */
  List<String> rabbitChannelsAway() {
    return health.getReadiness().getChannels().stream()
        .filter(channel -> isRabbit(channel.getChannel()) && !channel.isOk())
        .map(HealthReport.ChannelInfo::getChannel)
        .sorted()
        .toList();
  }

  /** The relay asks before each batch, and looking into the settings takes its time. */
  private boolean isRabbit(String channel) {
    return isRabbit.computeIfAbsent(channel, this::hasRabbitConnector);
  }

  private boolean hasRabbitConnector(String channel) {
    return connectorOf("incoming", channel).equals("smallrye-rabbitmq")
        || connectorOf("outgoing", channel).equals("smallrye-rabbitmq");
  }

  private String connectorOf(String direction, String channel) {
    return config
        .getOptionalValue("mp.messaging." + direction + "." + channel + ".connector", String.class)
        .orElse("");
  }
}
