package io.lockstep.testing;

import io.lockstep.testing.contract.ContractFilter;
import io.quarkus.test.junit.callback.QuarkusTestBeforeEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestMethodContext;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Waits until the application under test is ready, before the first test that meets it: its port is
 * open before the schema of a new database is there. Has its answers held against the document, and
 * gives what tests await the time that a slow machine takes.
 */
public final class ReadyBeforeTests implements QuarkusTestBeforeEachCallback {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int READY = 200;

  private static String ready;

  @Override
  public void beforeEach(QuarkusTestMethodContext test) {
    ContractFilter.install();
    Awaitility.setDefaultTimeout(TIMEOUT);
    // RestAssured learns of the port only after this
    String url = ConfigProvider.getConfig().getValue("test.url", String.class);
    if (!url.equals(ready)) {
      Awaitility.await("the application is ready")
          .until(() -> Rest.ofTest().get("/q/health/ready").status() == READY);
      ready = url;
    }
  }
}
