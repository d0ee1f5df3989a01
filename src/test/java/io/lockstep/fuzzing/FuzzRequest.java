package io.lockstep.fuzzing;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.testing.OddRequest;
import io.lockstep.testing.Rest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A request in its parts, so that one of them can be changed.
 *
 * @param about what was done to it, {@code as documented} for nothing
 * @param path the values of the path's parameters
 * @param target the path as it is sent, where that is not made of {@code path}; or null
 * @param body JSON, or null
 * @param raw the body as it is sent, where that is not {@code body}; or null
 * @param isMalformed whether it must be refused, whatever the schemas say
 */
record FuzzRequest(
    Api.Operation operation,
    String about,
    String method,
    Map<String, String> path,
    String target,
    Map<String, String> query,
    Map<String, String> headers,
    JsonNode body,
    byte[] raw,
    boolean isMalformed) {
  /** Stands for a header that is left out though it would be sent otherwise. */
  static final String LEFT_OUT = "\0";

  private static final String JSON_TYPE = "application/json";
  private static final String CONTENT_TYPE = "Content-Type";

  FuzzRequest about(String what) {
    return new FuzzRequest(
        operation, what, method, path, target, query, headers, body, raw, isMalformed);
  }

  /** Marked as none that may be accepted, whatever the schemas say. */
  FuzzRequest malformed() {
    return new FuzzRequest(operation, about, method, path, target, query, headers, body, raw, true);
  }

  /** By another method, without the headers and the body, which belong to this one. */
  FuzzRequest by(String other) {
    return new FuzzRequest(
        operation, about, other, path, target, query, Map.of(), null, null, false);
  }

  FuzzRequest onPath(String name, String value) {
    Map<String, String> other = new LinkedHashMap<>(path);
    other.put(name, value);
    return new FuzzRequest(
        operation, about, method, other, target, query, headers, body, raw, isMalformed);
  }

  FuzzRequest to(String other) {
    return new FuzzRequest(
        operation, about, method, path, other, query, headers, body, raw, isMalformed);
  }

  /** With a value of a query parameter, null for none. */
  FuzzRequest asking(String name, String value) {
    return new FuzzRequest(
        operation,
        about,
        method,
        path,
        target,
        with(query, name, value),
        headers,
        body,
        raw,
        isMalformed);
  }

  /** With a value of a header, null for none. */
  FuzzRequest with(String name, String value) {
    return new FuzzRequest(
        operation,
        about,
        method,
        path,
        target,
        query,
        with(headers, name, value),
        body,
        raw,
        isMalformed);
  }

  private static Map<String, String> with(Map<String, String> all, String name, String value) {
    Map<String, String> other = new LinkedHashMap<>(all);
    if (value == null) {
      other.remove(name);
    } else {
      other.put(name, value);
    }
    return other;
  }

  FuzzRequest saying(JsonNode other) {
    return new FuzzRequest(
        operation, about, method, path, target, query, headers, other, null, false);
  }

  FuzzRequest sayingRaw(byte[] other) {
    return new FuzzRequest(
        operation, about, method, path, target, query, headers, body, other, isMalformed);
  }

  /** The path without the query, as it is sent. */
  String sentPath() {
    String sent = target == null ? operation.template() : target;
    for (Map.Entry<String, String> parameter : path.entrySet()) {
      sent = sent.replace("{" + parameter.getKey() + "}", encoded(parameter.getValue()));
    }
    return sent;
  }

  String sentTarget() {
    StringBuilder sent = new StringBuilder(sentPath());
    char before = '?';
    for (Map.Entry<String, String> parameter : query.entrySet()) {
      sent.append(before).append(encoded(parameter.getKey()));
      sent.append('=').append(encoded(parameter.getValue()));
      before = '&';
    }
    return sent.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** The body as it is sent, or null. */
  byte[] sentBody() {
    if (raw != null || body == null) {
      return raw;
    }
    return Rest.write(body).getBytes(StandardCharsets.UTF_8);
  }

  /** Headers as they are sent. */
  Map<String, String> sentHeaders() {
    Map<String, String> sent = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    if (sentBody() != null) {
      sent.put(CONTENT_TYPE, JSON_TYPE);
    }
    sent.putAll(headers);
    sent.values().removeIf(LEFT_OUT::equals);
    return sent;
  }

  /** As it goes over the wire. */
  OddRequest odd() {
    List<String> lines = new ArrayList<>();
    sentHeaders().forEach((name, value) -> lines.add(name + ": " + value));
    return new OddRequest(about, method, sentTarget(), lines, sentBody(), Set.of());
  }

  /** A command that sends the same. */
  String curl(int port) {
    StringBuilder command = new StringBuilder("curl -sSi --path-as-is -X " + method);
    sentHeaders().forEach((name, value) -> command.append(" -H " + quoted(name + ": " + value)));
    command.append(" " + quoted("http://127.0.0.1:" + port + sentTarget()));
    byte[] sent = sentBody();
    if (sent == null) {
      return command.toString();
    }
    String text = new String(sent, StandardCharsets.UTF_8);
    boolean isPlain = text.chars().allMatch(point -> point >= ' ' && point < 0x7f);
    return isPlain
        ? command + " --data-binary " + quoted(text)
        : "xxd -r -p <<< %s | %s --data-binary @-"
            .formatted(HexFormat.of().formatHex(sent), command);
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
