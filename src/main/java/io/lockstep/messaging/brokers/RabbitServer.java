package io.lockstep.messaging.brokers;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Where RabbitMQ is: the same settings that the channels read. */
@ApplicationScoped
class RabbitServer {
  private static final int MILLIS = 1000;
  private static final String TLS_NAME =
      "mp.messaging.connector.smallrye-rabbitmq.tls-configuration-name";

  private final ConnectionFactory factory = new ConnectionFactory();

  RabbitServer(
      @ConfigProperty(name = "rabbitmq-host", defaultValue = "localhost") String host,
      @ConfigProperty(name = "rabbitmq-port", defaultValue = "5672") int port,
      @ConfigProperty(name = "rabbitmq-username", defaultValue = "guest") String username,
      @ConfigProperty(name = "rabbitmq-password", defaultValue = "guest") String password,
      @ConfigProperty(name = "rabbitmq-virtual-host", defaultValue = "/") String virtualHost,
      @ConfigProperty(name = "rabbitmq-ssl", defaultValue = "false") boolean tls,
      @ConfigProperty(
              name = "mp.messaging.connector.smallrye-rabbitmq.requested-heartbeat",
              defaultValue = "10")
          int heartbeatSeconds,
      @ConfigProperty(name = TLS_NAME) Optional<String> tlsName,
      TlsConfigurationRegistry certificates) {
    factory.setHost(host);
    factory.setPort(port);
    factory.setUsername(username);
    factory.setPassword(password);
    factory.setVirtualHost(virtualHost);
    factory.setRequestedHeartbeat(heartbeatSeconds);
    factory.setConnectionTimeout(5 * MILLIS);
    factory.setHandshakeTimeout(5 * MILLIS);
    factory.setChannelRpcTimeout(10 * MILLIS);
    // A new connection has new queues and nothing outstanding: RabbitLink opens it, not the client.
    factory.setAutomaticRecoveryEnabled(false);
    if (tls) {
      useTls(contextOf(tlsName, certificates));
    }
  }

  private void useTls(SSLContext context) {
    factory.useSslProtocol(context);
    factory.enableHostnameVerification();
  }

  /** Of the channels' configuration in the TLS registry; without one, what the JVM trusts. */
  private static SSLContext contextOf(
      Optional<String> tlsName, TlsConfigurationRegistry certificates) {
    try {
      return tlsName.isEmpty()
          ? SSLContext.getDefault()
          : tlsName.flatMap(certificates::get).orElseThrow().createSSLContext();
    } catch (Exception noTls) {
      throw new IllegalStateException(TLS_NAME + ": there is no such TLS configuration", noTls);
    }
  }

  /**
   * Opens a connection; blocks meanwhile.
   *
   * @param callbacks runs what the connection's consumers are told
   * @param name what operators see
   */
  Connection connect(ExecutorService callbacks, String name) throws IOException, TimeoutException {
    return factory.newConnection(callbacks, name);
  }
}
