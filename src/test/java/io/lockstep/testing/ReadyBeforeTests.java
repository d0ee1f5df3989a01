package io.lockstep.testing;

import io.quarkus.test.junit.callback.QuarkusTestBeforeEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestMethodContext;
import io.restassured.RestAssured;
import java.time.Duration;
import org.awaitility.Awaitility;

/**
 * Waits until the application under test is ready, before the first test that meets it: its port is
 * open before the schema of a new database is there.
 */
public final class ReadyBeforeTests implements QuarkusTestBeforeEachCallback {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int READY = 200;

  private static int readyPort;

  @Override
  public void beforeEach(QuarkusTestMethodContext test) {
    if (readyPort != RestAssured.port) {
      Awaitility.await("the application is ready")
          .atMost(PATIENCE)
          .until(() -> Rest.ofTest().get("/q/health/ready").status() == READY);
      readyPort = RestAssured.port;
    }
  }
}
