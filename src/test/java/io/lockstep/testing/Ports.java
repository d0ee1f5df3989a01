package io.lockstep.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for processes that tests start. */
public final class Ports {
  /** Below those that the kernel gives to connections, so that they stay free. */
  private static final int FIRST = 20_000;

  private static final int LAST = 30_000;

  private Ports() {}

  /** One that nobody listens on, as nobody does on the next. */
  public static int free() {
    while (true) {
      int candidate = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      try (ServerSocket probe = new ServerSocket(candidate);
          ServerSocket next = new ServerSocket(candidate + 1)) {
        return Math.min(probe.getLocalPort(), next.getLocalPort());
      } catch (IOException taken) {
        // the next one, then
      }
    }
  }
}
