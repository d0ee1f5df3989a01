package io.lockstep.testing;

import io.lockstep.testing.contract.ContractWatch;
import io.restassured.RestAssured;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A request that is sent as it is written, whether or not HTTP allows it.
 *
 * @param about what is odd about it, for the message of a failure
 * @param headers lines without Host, Connection and Content-Length
 * @param body null for none
 * @param expected the statuses that may answer it; empty for any below 500
 */
public record OddRequest(
    String about,
    String method,
    String target,
    List<String> headers,
    byte[] body,
    Set<Integer> expected) {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** A valid request, to be made odd. */
  static OddRequest of(ValidRequests.Request valid) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < valid.headers().size(); i += 2) {
      lines.add(valid.headers().get(i) + ": " + valid.headers().get(i + 1));
    }
    if (valid.body() != null) {
      lines.add("Content-Type: application/json");
    }
    return new OddRequest(
        "valid",
        valid.method(),
        valid.path(),
        List.copyOf(lines),
        valid.body() == null ? null : bytes(Rest.write(valid.body())),
        Set.of());
  }

  OddRequest about(String what) {
    return new OddRequest(what, method, target, headers, body, expected);
  }

  /** The same, which one of these has to answer; without any, all below 500. */
  public OddRequest answered(Integer... statuses) {
    return new OddRequest(about, method, target, headers, body, Set.of(statuses));
  }

  OddRequest to(String otherTarget) {
    return new OddRequest(about, method, otherTarget, headers, body, expected);
  }

  OddRequest by(String otherMethod) {
    return new OddRequest(about, otherMethod, target, headers, body, expected);
  }

  OddRequest with(String... lines) {
    List<String> more = new ArrayList<>(headers);
    more.addAll(Arrays.asList(lines));
    return new OddRequest(about, method, target, List.copyOf(more), body, expected);
  }

  OddRequest without(String header) {
    List<String> fewer =
        headers.stream()
            .filter(line -> !line.toLowerCase(Locale.ROOT).startsWith(header + ":"))
            .toList();
    return new OddRequest(about, method, target, fewer, body, expected);
  }

  OddRequest saying(String otherBody) {
    return new OddRequest(about, method, target, headers, bytes(otherBody), expected);
  }

  String text() {
    return body == null ? null : new String(body, StandardCharsets.UTF_8);
  }

  /**
   * Sends it to the application under test. Of an event stream only the head is read.
   *
   * @throws AssertionError if there is no answer within ten seconds
   */
  public Answer send() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", RestAssured.port));
      try {
        socket.getOutputStream().write(written());
        socket.getOutputStream().flush();
      } catch (IOException refusedBeforeTheEnd) {
        // the answer is what counts
      }
      return read(socket);
    } catch (SocketTimeoutException late) {
      throw new AssertionError("no answer within " + TIMEOUT + " to " + this, late);
    } catch (IOException failed) {
      throw new UncheckedIOException(toString(), failed);
    }
  }

  private byte[] written() {
    StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    head.append("Host: localhost\r\nConnection: close\r\n");
    headers.forEach(line -> head.append(line).append("\r\n"));
    boolean measured = headers.stream().anyMatch(OddRequest::saysLength);
    if (body != null && !measured) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(bytes(head.append("\r\n").toString()));
    out.writeBytes(body == null ? new byte[0] : body);
    return out.toByteArray();
  }

  private static boolean saysLength(String line) {
    String lower = line.toLowerCase(Locale.ROOT);
    return lower.startsWith("content-length:") || lower.startsWith("transfer-encoding:");
  }

  private void check(String answer) {
    ContractWatch.checkRaw(
        URI.create("http://127.0.0.1:" + RestAssured.port),
        "%s %s HTTP/1.1\r\n%s".formatted(method, target, String.join("\r\n", headers)),
        text(),
        answer);
  }

  private Answer read(Socket socket) throws IOException {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    InputStream in = socket.getInputStream();
    byte[] buffer = new byte[8192];
    while (true) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new SocketTimeoutException();
      }
      socket.setSoTimeout((int) left);
      int count = in.read(buffer);
      if (count > 0) {
        read.write(buffer, 0, count);
      }
      Answer answer = Answer.of(read.toString(StandardCharsets.UTF_8));
      if (count < 0 || answer.isStream()) {
        check(read.toString(StandardCharsets.ISO_8859_1));
        return answer;
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "%s: %s %s %s %s"
        .formatted(about, method, shortened(target), shortened(headers.toString()), bodyInShort());
  }

  private String bodyInShort() {
    return body == null ? "" : shortened(text());
  }

  private static String shortened(String text) {
    return text.length() <= 500 ? text : text.substring(0, 500) + "…";
  }

  /**
   * What came back.
   *
   * @param status 0 if the connection was closed without an answer
   */
  public record Answer(int status, String head, String body) {
    private static final String END_OF_HEAD = "\r\n\r\n";

    private static Answer of(String text) {
      int end = text.indexOf(END_OF_HEAD);
      if (end < 0) {
        return new Answer(0, text, "");
      }
      String head = text.substring(0, end);
      int status = Integer.parseInt(head.split(" ", 3)[1].substring(0, 3));
      return status == 100
          ? of(text.substring(end + END_OF_HEAD.length()))
          : new Answer(status, head, text.substring(end + END_OF_HEAD.length()));
    }

    private boolean isStream() {
      return hasMediaType("text/event-stream");
    }

    /** Whether its body is said to be of this type. */
    public boolean hasMediaType(String type) {
      return head.toLowerCase(Locale.ROOT).contains("content-type: " + type);
    }

    /** Whether it refuses the request. */
    public boolean isRefusal() {
      return status >= 400 && status < 500;
    }
  }
}
