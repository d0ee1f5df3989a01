package io.lockstep.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToIntFunction;

/** Listens where a provider of payments sends its webhooks, in place of Lockstep. */
public final class WebhookReceiver implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Call> calls = new CopyOnWriteArrayList<>();

  private volatile ToIntFunction<Call> status = call -> 204;

  /** One that answers 204. */
  public WebhookReceiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException noPort) {
      throw new UncheckedIOException(noPort);
    }
    server.createContext("/", this::receive);
    server.setExecutor(threads);
    server.start();
  }

  /** Answers with these statuses from now on. */
  public void answering(ToIntFunction<Call> statuses) {
    status = statuses;
  }

  /** Where it is. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** What has come, in its order. */
  public List<Call> calls() {
    return List.copyOf(calls);
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      Call call =
          new Call(
              exchange.getRequestURI().getPath(),
              exchange.getRequestHeaders().getFirst("Lockstep-Signature"),
              exchange.getRequestHeaders().getFirst("Stripe-Signature"),
              exchange.getRequestBody().readAllBytes());
      calls.add(call);
      exchange.sendResponseHeaders(status.applyAsInt(call), -1);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  /**
   * One call.
   *
   * @param signature of the protocol of {@code http}, or null
   * @param stripeSignature of Stripe's, or null
   */
  public record Call(String path, String signature, String stripeSignature, byte[] body) {}
}
