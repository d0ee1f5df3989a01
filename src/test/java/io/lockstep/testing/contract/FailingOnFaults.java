package io.lockstep.testing.contract;

import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails the test in which an answer did not keep the contract, also where the one who got it has
 * swallowed the failure: a caller in the background, or one who asked until the answer fitted.
 */
public final class FailingOnFaults implements AfterEachCallback {
  @Override
  public void afterEach(ExtensionContext test) {
    List<String> faults = WatchLog.takeFaults();
    if (!faults.isEmpty() && test.getExecutionException().isEmpty()) {
      throw new AssertionError("not as the OpenAPI document has it:\n" + String.join("\n", faults));
    }
  }
}
