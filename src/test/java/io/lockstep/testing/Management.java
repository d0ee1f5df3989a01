package io.lockstep.testing;

import java.net.URI;
import org.eclipse.microprofile.config.ConfigProvider;

/** The port for those who run the service: health and metrics. */
public final class Management {
  /** The property with the address of the application under test, which the framework sets. */
  private static final String URL = "test.management.url";

  private Management() {}

  /** Whether a path is on that port. */
  public static boolean has(String path) {
    return path.startsWith("/q/health") || path.startsWith("/q/metrics");
  }

  /**
   * The same path on the management port of the application that a {@code @QuarkusTest} runs in.
   */
  public static URI ofTest(String path) {
    URI any = URI.create(ConfigProvider.getConfig().getValue(URL, String.class));
    return URI.create("http://127.0.0.1:" + any.getPort()).resolve(path);
  }
}
