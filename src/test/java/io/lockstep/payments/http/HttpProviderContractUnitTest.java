package io.lockstep.payments.http;

import io.lockstep.payments.spi.PaymentProvider;
import io.lockstep.payments.spi.testing.PaymentProviderContract;
import io.lockstep.testing.Sandbox;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class HttpProviderContractUnitTest extends PaymentProviderContract {
  private static final Vertx VERTX = Vertx.vertx();
  private static final Sandbox SANDBOX = new Sandbox();

  private static HttpProvider provider;

  @BeforeAll
  static void start() {
    SANDBOX.start();
    provider =
        HttpProviders.at(VERTX, SANDBOX.url(), Sandbox.KEY, Duration.ofSeconds(20), Sandbox.SECRET);
  }

  @AfterAll
  static void end() {
    SANDBOX.close();
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  @Override
  protected PaymentProvider provider() {
    return provider;
  }

  @Override
  protected String approvedMethod() {
    return "approved";
  }

  @Override
  protected String declinedMethod() {
    return "declined";
  }
}
