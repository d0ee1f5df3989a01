package io.lockstep.console;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.lockstep.testing.PackagedService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.IntFunction;

/**
 * The packaged service, which a script that runs beside the test kills and starts again: {@code
 * POST /kill} and {@code POST /start}, each answered when it is done.
 */
final class RestartableService implements AutoCloseable {
  private static final int DONE = 204;

  private final IntFunction<PackagedService> starting;
  private final HttpServer control;

  private PackagedService service;

  /**
   * Starts it.
   *
   * @param starting how it is started on a port; on any that is free for 0
   */
  RestartableService(IntFunction<PackagedService> starting) throws IOException {
    this.starting = starting;
    this.service = starting.apply(0);
    control = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    control.createContext("/kill", exchange -> perform(exchange, () -> service.kill9()));
    control.createContext("/start", exchange -> perform(exchange, this::startAgain));
    control.start();
  }

  private void startAgain() {
    service = starting.apply(service.port());
  }

  private static void perform(HttpExchange exchange, Runnable act) throws IOException {
    try (exchange) {
      act.run();
      exchange.sendResponseHeaders(DONE, -1);
    }
  }

  /** The one that runs. */
  PackagedService service() {
    return service;
  }

  /** Where it is told to end and to start. */
  String control() {
    return "http://127.0.0.1:" + control.getAddress().getPort();
  }

  @Override
  public void close() {
    control.stop(0);
    service.close();
  }
}
