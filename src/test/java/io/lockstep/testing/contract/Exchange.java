package io.lockstep.testing.contract;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request and what came back.
 *
 * @param target path and query as sent
 * @param requestHeaders by name, in any case
 * @param requestBody null for none
 * @param body null if it was not read, as that of a stream
 */
public record Exchange(
    String method,
    String target,
    Map<String, List<String>> requestHeaders,
    String requestBody,
    int status,
    Map<String, List<String>> headers,
    String body) {
  private static final int LONGEST_SHOWN = 600;

  /** Reads header names without regard to their case. */
  public Exchange {
    requestHeaders = anyCase(requestHeaders);
    headers = anyCase(headers);
  }

  private static Map<String, List<String>> anyCase(Map<String, List<String>> headers) {
    Map<String, List<String>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.putAll(headers);
    return all;
  }

  /**
   * The path as the service finds its way by it: without empty segments, and without those that are
   * one or two dots (RFC 3986, 5.2.4).
   */
  String path() {
    String path = target.contains("?") ? target.substring(0, target.indexOf('?')) : target;
    String ownPath = path.startsWith("/") ? path : path.replaceFirst("^[a-z]+://[^/]*", "");
    if (!ownPath.startsWith("/")) {
      return ownPath; // OPTIONS *
    }
    Deque<String> segments = new ArrayDeque<>();
    for (String segment : ownPath.split("/")) {
      String dots = segment.replaceAll("(?i)%2e", ".");
      if (dots.equals("..")) {
        segments.pollLast();
      } else if (!dots.isEmpty() && !dots.equals(".")) {
        segments.add(segment);
      }
    }
    return "/" + String.join("/", segments);
  }

  /** Query parameters by their names. */
  Map<String, List<String>> query() {
    Map<String, List<String>> all = new LinkedHashMap<>();
    if (target.contains("?")) {
      for (String part : target.substring(target.indexOf('?') + 1).split("&")) {
        int equals = part.indexOf('=');
        String name = decoded(equals < 0 ? part : part.substring(0, equals));
        String value = equals < 0 ? "" : decoded(part.substring(equals + 1));
        if (!name.isEmpty()) {
          all.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
        }
      }
    }
    return all;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** The first value of a header of the answer, or null. */
  String header(String name) {
    return first(headers, name);
  }

  /** The first value of a header of the request, or null. */
  String requestHeader(String name) {
    return first(requestHeaders, name);
  }

  private static String first(Map<String, List<String>> headers, String name) {
    List<String> values = headers.get(name);
    return values == null || values.isEmpty() ? null : values.get(0);
  }

  /** The media type of the answer without its parameters, empty for none. */
  String mediaType() {
    return mediaType(header("Content-Type"));
  }

  String requestMediaType() {
    return mediaType(requestHeader("Content-Type"));
  }

  private static String mediaType(String value) {
    return value == null ? "" : value.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return "%s %s %s → %d %s"
        .formatted(method, shortened(target), shortened(requestBody), status, shortened(body));
  }

  private static String shortened(String text) {
    return text == null
        ? ""
        : text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
  }
}
