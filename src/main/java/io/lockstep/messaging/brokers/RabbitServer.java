package io.lockstep.messaging.brokers;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Where RabbitMQ is: the same settings that the channels read. */
@ApplicationScoped
class RabbitServer {
  private static final int MILLIS = 1000;

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
          int heartbeatSeconds) {
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
      useTls();
    }
  }

  /** With the JDK's trusted certificates, and the certificate's host name checked. */
  private void useTls() {
    try {
      factory.useSslProtocol(javax.net.ssl.SSLContext.getDefault());
      factory.enableHostnameVerification();
    } catch (GeneralSecurityException noTls) {
      throw new IllegalStateException(noTls);
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
