package io.lockstep.testing.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what went over a bare socket. */
final class RawExchange {
  private static final String END_OF_HEAD = "\r\n\r\n";

  /** Bad request, URI too long, request header fields too large. */
  private static final Set<Integer> OF_THE_DECODER = Set.of(400, 414, 431);

  private RawExchange() {}

  /**
   * An exchange as it was written, or null if the request was none or there was no answer.
   *
   * @param requestHead request line and headers
   * @param answer all that came back, a character for each byte
   */
  static Exchange read(String requestHead, String requestBody, String answer) {
    String[] request = requestHead.strip().split("\r?\n", 2);
    String[] line = request[0].split(" ");
    String rest = answer;
    while (rest.startsWith("HTTP/1.1 100")) {
      rest = rest.substring(rest.indexOf(END_OF_HEAD) + END_OF_HEAD.length());
    }
    int end = rest.indexOf(END_OF_HEAD);
    if (line.length != 3 || end < 0) {
      return null;
    }
    String[] head = rest.substring(0, end).split("\r\n", 2);
    Map<String, List<String>> headers = headers(head.length < 2 ? "" : head[1]);
    Exchange raw =
        new Exchange(
            line[0],
            line[1],
            headers(request.length < 2 ? "" : request[1]),
            requestBody,
            Integer.parseInt(head[0].split(" ")[1]),
            headers,
            rest.substring(end + END_OF_HEAD.length()));
    if (isOfTheDecoder(raw)) {
      return null;
    }
    boolean isChunked = "chunked".equals(raw.header("Transfer-Encoding"));
    boolean isStream = raw.mediaType().equals("text/event-stream");
    if (isStream) {
      return withBody(raw, null);
    }
    byte[] body = (isChunked ? joined(raw.body()) : raw.body()).getBytes(ISO_8859_1);
    return withBody(raw, new String(body, UTF_8));
  }

  /** What is no request is refused where HTTP is read, before the service hears of it. */
  private static boolean isOfTheDecoder(Exchange raw) {
    return OF_THE_DECODER.contains(raw.status())
        && raw.mediaType().isEmpty()
        && raw.header("traceparent") == null;
  }

  private static Exchange withBody(Exchange raw, String body) {
    return new Exchange(
        raw.method(),
        raw.target(),
        raw.requestHeaders(),
        raw.requestBody(),
        raw.status(),
        raw.headers(),
        body);
  }

  private static Map<String, List<String>> headers(String lines) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (String line : lines.split("\r?\n")) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers
            .computeIfAbsent(line.substring(0, colon), any -> new ArrayList<>())
            .add(line.substring(colon + 1).strip());
      }
    }
    return headers;
  }

  private static String joined(String chunks) {
    StringBuilder body = new StringBuilder();
    int at = 0;
    while (at < chunks.length()) {
      int line = chunks.indexOf("\r\n", at);
      int size = Integer.parseInt(chunks.substring(at, line).split(";")[0].strip(), 16);
      body.append(chunks, line + 2, line + 2 + size);
      at = size == 0 ? chunks.length() : line + 2 + size + 2;
    }
    return body.toString();
  }
}
