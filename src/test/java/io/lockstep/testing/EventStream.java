package io.lockstep.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.messaging.schemas.MessageContract;
import io.lockstep.testing.contract.ContractWatch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Reads server-sent events as a browser does. */
public final class EventStream implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final URI uri;
  private final InputStream body;
  private final List<Block> blocks = Collections.synchronizedList(new ArrayList<>());
  private volatile int events;
  private volatile boolean ended;

  private EventStream(URI uri, InputStream body) {
    this.uri = uri;
    this.body = body;
  }

  /** Opens a stream and reads on in the background; waits until the first comment or event. */
  public static EventStream open(URI uri, String... headers) {
    HttpResponse<InputStream> response = request(uri, headers);
    if (response.statusCode() != 200) {
      throw new AssertionError("no stream: " + response.statusCode());
    }
    EventStream stream = new EventStream(uri, response.body());
    stream.read();
    Awaitility.await("the stream begins")
        .atMost(TIMEOUT)
        .until(() -> !stream.blocks.isEmpty() || stream.ended);
    return stream;
  }

  /**
   * Opens a stream and reads nothing until {@link #read()}: on a bare socket, that nothing may read
   * ahead, with HTTP/1.0, which has no chunks. The status line and headers are lines of a block.
   */
  public static EventStream openWithoutReading(URI uri) {
    try {
      Socket socket = new Socket();
      socket.setReceiveBufferSize(4096);
      socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
      String request =
          "GET %s?%s HTTP/1.0\r\nAccept: text/event-stream\r\n\r\n"
              .formatted(uri.getRawPath(), uri.getRawQuery());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new EventStream(uri, socket.getInputStream());
    } catch (IOException notAnswered) {
      throw new UncheckedIOException(notAnswered);
    }
  }

  /** With which status a stream is answered. */
  public static int statusOf(URI uri, String... headers) {
    HttpResponse<InputStream> response = request(uri, headers);
    new EventStream(uri, response.body()).close();
    return response.statusCode();
  }

  private static HttpResponse<InputStream> request(URI uri, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept", "text/event-stream");
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    try {
      HttpResponse<InputStream> response =
          CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      ContractWatch.checkHead(response);
      return response;
    } catch (IOException notAnswered) {
      throw new UncheckedIOException(notAnswered);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /** Reads on in the background. */
  public void read() {
    Thread reader = new Thread(this::readAll, "event stream");
    reader.setDaemon(true);
    reader.start();
  }

  private void readAll() {
    try {
      StringBuilder line = new StringBuilder();
      List<String> block = new ArrayList<>();
      java.io.Reader reader = new java.io.InputStreamReader(body, StandardCharsets.UTF_8);
      int read;
      while ((read = reader.read()) >= 0) {
        if (read == '\r') {
          continue;
        }
        if (read != '\n') {
          line.append((char) read);
        } else if (!line.isEmpty()) {
          block.add(line.toString());
          line.setLength(0);
        } else if (!block.isEmpty()) {
          Block whole = new Block(List.copyOf(block));
          blocks.add(whole);
          events += whole.isEvent() ? 1 : 0;
          block.clear();
        }
      }
    } catch (IOException closed) {
      // by close() or by the service
    } finally {
      ended = true;
    }
  }

  /** All that has come, comments too. */
  public List<Block> blocks() {
    synchronized (blocks) {
      return List.copyOf(blocks);
    }
  }

  /** The events that have come. */
  public List<Block> events() {
    return blocks().stream().filter(Block::isEvent).toList();
  }

  /** How many events have come. */
  public int count() {
    return events;
  }

  /** Waits for an event that fits. */
  public Block await(Predicate<Block> fits) {
    return Awaitility.await("an event")
        .atMost(TIMEOUT)
        .until(() -> blocks().stream().filter(fits).findFirst(), found -> found.isPresent())
        .orElseThrow();
  }

  /** Whether the service has ended it. */
  public boolean hasEnded() {
    return ended;
  }

  @Override
  public void close() {
    try {
      body.close();
    } catch (IOException gone) {
      ended = true;
    }
    ContractWatch.checkEvents(uri, events().stream().map(event -> event.field("data")).toList());
    // those of an order have a status as their type, and no message's
    if (uri.getPath().equals("/events")) {
      assertThat(events().stream().flatMap(Block::faults)).isEmpty();
    }
  }

  /** The lines of one event or comment. */
  public record Block(List<String> lines) {
    /** The value of a field, or null. */
    public String field(String name) {
      return lines.stream()
          .filter(line -> line.startsWith(name + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst()
          .orElse(null);
    }

    private Stream<String> faults() {
      return MessageContract.ofTheService().faultsOfData(field("event"), field("data")).stream();
    }

    /** Whether it is an event, and not a comment. */
    public boolean isEvent() {
      return field("data") != null;
    }
  }
}
