package io.lockstep.logins;

import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Without a way to log in the service is for its own machine alone. */
@ApplicationScoped
class LoopbackOnly {
  private static final Logger LOG = Logger.getLogger(LoopbackOnly.class);
  private static final int BEFORE_ALL_OTHERS = 1;

  private final Logins logins;
  private final String host;

  LoopbackOnly(Logins logins, @ConfigProperty(name = "quarkus.http.host") String host) {
    this.logins = logins;
    this.host = host;
  }

  /** The port is opened only after this. */
  void check(@Observes @Priority(BEFORE_ALL_OTHERS) StartupEvent event) {
    if (logins.isAnyConfigured()) {
      return;
    }
    if (!isLoopback()) {
      LOG.errorf(
          "lockstep does not start: it would be open to anyone on %s. Set"
              + " QUARKUS_OIDC_AUTH_SERVER_URL or LOCKSTEP_ADMIN_KEY, or QUARKUS_HTTP_HOST to"
              + " 127.0.0.1",
          host);
      // told so, since it takes the exception for the end of a start, and would wait in silence
      Quarkus.asyncExit(1);
      throw new PreventFurtherStepsException();
    }
    LOG.warnf("No way to log in is configured: anyone on %s may do everything", host);
  }

  private boolean isLoopback() {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException nobodysName) {
      return false;
    }
  }
}
