package io.lockstep;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the service. */
@QuarkusMain
public final class Lockstep {
  private Lockstep() {}

  /**
   * Runs until it is told to end. The framework would answer a target that is no URI with a 400
   * without a body before anything of ours sees it, so its check is off, and made again where every
   * refusal is a problem. (The native executable has the setting from its build.)
   */
  public static void main(String... args) {
    System.setProperty("vertx.disableURIValidation", "true");
    SecretFiles.fault(System.getenv()).ifPresentOrElse(Lockstep::refuse, () -> Quarkus.run(args));
  }

  /** Before the framework does, which would say it with a stack trace. */
  private static void refuse(String fault) {
    System.err.println("lockstep does not start: " + fault);
    System.exit(1);
  }
}
