package io.lockstep.testing;

import io.lockstep.testing.contract.ContractWatch;
import io.restassured.RestAssured;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Sends bytes as they are, for requests that no HTTP client would make. */
public final class RawHttp {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private RawHttp() {}

  /**
   * Sends {@code head} (a request line and headers) and {@code body} to the application under test.
   *
   * @return the answer, read until the connection is closed, which the head should ask for
   */
  public static String send(String head, byte[] body) {
    try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
      socket.setSoTimeout((int) TIMEOUT.toMillis());
      OutputStream out = socket.getOutputStream();
      out.write((head.strip().replace("\n", "\r\n") + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
      try {
        out.write(body);
        out.flush();
      } catch (IOException refusedBeforeTheEnd) {
        // the answer is what counts
      }
      String answer = read(socket.getInputStream());
      ContractWatch.checkRaw(
          URI.create("http://127.0.0.1:" + RestAssured.port),
          head,
          new String(body, StandardCharsets.UTF_8),
          new String(answer.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
      return answer;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /**
   * Sends a request with a JSON body and goes away {@code after} that, whether it was answered or
   * not. To the application under test.
   *
   * @param body null for none
   * @param headers names and values by turns
   */
  public static void sendAndGoAway(
      String method, String path, String body, Duration after, String... headers) {
    sendAndGoAway(RestAssured.port, method, path, body, after, headers);
  }

  /** The same to a service on this port; fails with an {@link UncheckedIOException} if none is. */
  public static void sendAndGoAway(
      int port, String method, String path, String body, Duration after, String... headers) {
    byte[] content = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
    StringBuilder head =
        new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n");
    if (body != null) {
      head.append("Content-Type: application/json\r\n");
      head.append("Content-Length: ").append(content.length).append("\r\n");
    }
    for (int i = 0; i < headers.length; i += 2) {
      head.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
    }
    try (Socket socket = new Socket("127.0.0.1", port)) {
      OutputStream out = socket.getOutputStream();
      out.write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
      out.write(content);
      out.flush();
      LockSupport.parkNanos(after.toNanos());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static String read(InputStream in) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    in.transferTo(answer);
    return answer.toString(StandardCharsets.UTF_8);
  }

  /** The body in chunks, as {@code Transfer-Encoding: chunked} has it. */
  public static byte[] chunked(byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int size = 64 * 1024;
    for (int from = 0; from < body.length; from += size) {
      int length = Math.min(size, body.length - from);
      out.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      out.write(body, from, length);
      out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    out.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    return out.toByteArray();
  }
}
