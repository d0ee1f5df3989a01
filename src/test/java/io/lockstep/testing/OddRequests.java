package io.lockstep.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Makes odd requests of a valid one. What must be refused says so in {@link OddRequest#expected}.
 */
@FunctionalInterface
public interface OddRequests {
  /** All odd requests of this kind. */
  List<OddRequest> of(Operation operation, ValidRequests.Request valid);

  /** All kinds. */
  static List<OddRequests> all() {
    return List.of(
        OddRequests::numbersInBodies,
        OddRequests::parametersInQueries,
        OddRequests::namesInPaths,
        OddRequests::preconditions,
        OddRequests::headers,
        OddRequests::shapes);
  }

  private static List<OddRequest> numbersInBodies(
      Operation operation, ValidRequests.Request valid) {
    List<OddRequest> made = new ArrayList<>();
    if (valid.body() == null) {
      return made;
    }
    OddRequest request = OddRequest.of(valid).about("number in the body");
    for (String member : Bodies.withOnePlaceholder(request.text(), operation.numbersInBody())) {
      for (String number : Values.NUMBERS) {
        made.add(request.saying(member.replace(Bodies.QUOTED_PLACEHOLDER, number)));
      }
      for (String noNumber : Values.NOT_JSON) {
        made.add(request.saying(member.replace(Bodies.QUOTED_PLACEHOLDER, noNumber)).answered(400));
      }
    }
    return made;
  }

  private static List<OddRequest> parametersInQueries(
      Operation operation, ValidRequests.Request valid) {
    List<OddRequest> made = new ArrayList<>();
    String path = valid.path().replaceFirst("\\?.*", "");
    OddRequest request = OddRequest.of(valid).about("query parameter");
    for (String name : operation.queryParameters()) {
      for (String value : Values.IN_QUERIES) {
        OddRequest odd = request.to(path + "?" + name + "=" + value);
        boolean refused = name.equals("limit") || value.isEmpty();
        made.add(refused ? odd.answered(400) : odd);
      }
      if (name.equals("after")) {
        Values.CURSORS.forEach(cursor -> made.add(request.to(path + "?after=" + encoded(cursor))));
      }
      if (name.equals("from") || name.equals("to")) {
        Values.NO_TIMES.forEach(
            time -> made.add(request.to(path + "?" + name + "=" + time).answered(400)));
      }
    }
    return made;
  }

  private static String encoded(String cursor) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(cursor.getBytes(StandardCharsets.UTF_8));
  }

  private static List<OddRequest> namesInPaths(Operation operation, ValidRequests.Request valid) {
    List<OddRequest> made = new ArrayList<>();
    OddRequest request = OddRequest.of(valid).about("name in the path");
    String[] template = operation.path().split("/");
    String[] path = valid.path().split("\\?", 2)[0].split("/");
    String query = valid.path().contains("?") ? "?" + valid.path().split("\\?", 2)[1] : "";
    for (int i = 0; i < template.length; i++) {
      if (template[i].startsWith("{")) {
        for (String name : Values.IN_PATHS) {
          String[] other = path.clone();
          other[i] = name;
          made.add(request.to(String.join("/", other) + query));
        }
        for (String name : Values.NO_NAMES) {
          String[] other = path.clone();
          other[i] = name;
          made.add(request.to(String.join("/", other) + query).answered(400, 404, 405, 409));
        }
      }
    }
    return made;
  }

  private static List<OddRequest> preconditions(Operation operation, ValidRequests.Request valid) {
    List<OddRequest> made = new ArrayList<>();
    OddRequest request = OddRequest.of(valid).about("precondition");
    for (String header : List.of("If-Match", "If-None-Match")) {
      for (String malformed : Values.NO_ENTITY_TAGS) {
        made.add(request.with(header + ": " + malformed).answered(400));
      }
    }
    if (operation.isChange()) {
      for (String other : Values.OTHER_ENTITY_TAGS) {
        made.add(request.with("If-Match: " + other).answered(412));
      }
      made.add(request.with("If-Match: *"));
      made.add(request.with("If-None-Match: *"));
      made.add(request.with("If-None-Match: \"other\""));
    }
    return made;
  }

  private static List<OddRequest> headers(Operation operation, ValidRequests.Request valid) {
    List<OddRequest> made = new ArrayList<>();
    OddRequest request = OddRequest.of(valid).about("header");
    for (String wait : Values.WAITS) {
      made.add(request.with("Prefer: wait=" + wait));
    }
    for (String key : List.of("", "   ", "k".repeat(256))) {
      OddRequest odd = request.with("Idempotency-Key: " + key);
      made.add(operation.method().equals("POST") ? odd.answered(400) : odd);
    }
    made.add(request.with("Idempotency-Key: ٥"));
    made.add(request.with("traceparent: 00-zz-00-00"));
    made.add(request.with("traceparent: "));
    made.add(request.with("Last-Event-ID: ٥"));
    made.add(request.with("Last-Event-ID: 99999999999999999999"));
    made.add(request.with("Last-Event-ID: -1"));
    made.add(request.with("Accept-Language: *;q=nonsense"));
    made.add(request.with("Range: bytes=9-1"));
    return made;
  }

  private static List<OddRequest> shapes(Operation operation, ValidRequests.Request valid) {
    List<OddRequest> made = new ArrayList<>();
    OddRequest request = OddRequest.of(valid).about("shape");
    String mark = valid.path().contains("?") ? "&" : "?";
    made.add(request.with("Accept: application/x-nothing"));
    made.add(request.with("Accept: nonsense"));
    made.add(request.by("HEAD"));
    made.add(request.by("OPTIONS"));
    made.add(request.by("TRACE"));
    made.add(request.by("FROBNICATE"));
    made.add(request.to(valid.path() + mark + "frobs=1").answered(400));
    made.add(request.to(valid.path() + mark + "%zz=1").answered(400));
    made.add(request.to(valid.path().replaceFirst("(\\?|$)", ";v=2$1")).answered(400));
    made.add(request.to(valid.path().replaceFirst("(\\?|$)", "/%zz$1")).answered(400));
    made.add(request.to(valid.path().replaceFirst("/", "//")));
    made.add(request.to(valid.path().replaceFirst("(\\?|$)", "/$1")));
    made.add(request.to(valid.path().replaceFirst("/", "/.././")));
    made.add(request.to(valid.path().replaceFirst("/", "/%2F")));
    if (valid.body() != null) {
      made.addAll(bodies(request));
    }
    return made;
  }

  private static List<OddRequest> bodies(OddRequest request) {
    String text = request.text();
    OddRequest untyped = request.without("content-type");
    List<OddRequest> made = new ArrayList<>();
    for (String noBody : List.of("", " ", "\n\t", "\uFEFF", "{", "[", "null", "[]", "1", "\"a\"")) {
      made.add(request.saying(noBody).answered(400));
    }
    made.add(request.saying(text + "}").answered(400));
    made.add(request.saying(text + text).answered(400));
    made.add(request.saying(text.substring(0, text.length() - 1)).answered(400));
    made.add(request.saying("[".repeat(5000)).answered(400));
    made.add(request.saying("{\"frobs\":1," + text.substring(1)).answered(400));
    made.add(request.saying("0\r\n\r\n").with("Transfer-Encoding: chunked").answered(400));
    made.add(
        request.saying("1\r\n \r\n0\r\n\r\n").with("Transfer-Encoding: chunked").answered(400));
    // where its body ends is not known, so the connection may be closed without an answer
    made.add(request.saying("zz\r\n").with("Transfer-Encoding: chunked").answered(0, 400));
    made.add(request.with("Content-Encoding: gzip"));
    made.add(request.with("Expect: 100-continue"));
    made.add(untyped);
    made.add(untyped.with("Content-Type: text/plain").answered(415));
    made.add(untyped.with("Content-Type: application/xml").answered(415));
    made.add(untyped.with("Content-Type: nonsense").answered(415));
    made.add(untyped.with("Content-Type: application/json; charset=nonsense"));
    return made;
  }

  /** Texts of JSON with a placeholder for one number. */
  final class Bodies {
    static final String QUOTED_PLACEHOLDER = "\"@number@\"";
    private static final String PLACEHOLDER = "@number@";
    private static final ObjectMapper JSON = new ObjectMapper();

    private Bodies() {}

    /** One for each number in the body, and one for each of {@code more} that could be there. */
    static List<String> withOnePlaceholder(String body, List<String> more) {
      List<String> made = new ArrayList<>();
      try {
        JsonNode root = JSON.readTree(body);
        replaceEach(root, root, made);
        for (String member : more) {
          if (root instanceof ObjectNode object && !object.has(member)) {
            made.add(object.deepCopy().put(member, PLACEHOLDER).toString());
          }
        }
      } catch (JsonProcessingException notJson) {
        throw new IllegalArgumentException(body, notJson);
      }
      return made;
    }

    private static void replaceEach(JsonNode root, JsonNode node, List<String> made) {
      if (node instanceof ObjectNode object) {
        for (Map.Entry<String, JsonNode> member : List.copyOf(object.properties())) {
          if (member.getValue().isNumber()) {
            object.put(member.getKey(), PLACEHOLDER);
            made.add(root.toString());
            object.set(member.getKey(), member.getValue());
          }
          replaceEach(root, member.getValue(), made);
        }
      } else if (node instanceof ArrayNode array) {
        array.forEach(item -> replaceEach(root, item, made));
      }
    }
  }

  /** What is put into a valid request. */
  final class Values {
    static final List<String> NUMBERS =
        List.of(
            "1e2147483647",
            "-1e2147483647",
            "1e-2147483647",
            "1e2147483648",
            "1e99999999999999999999",
            "0e2147483647",
            "1e400",
            "1e2",
            "1E+18",
            "1.0",
            "0.5",
            "-100.4",
            "-100.0001",
            "0.00001",
            "-0",
            "-0.0",
            "0",
            "-1",
            "2147483648",
            "-2147483649",
            "999999999999999",
            "-999999999999999",
            "1000000000000000",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775809",
            "1".repeat(500),
            "1".repeat(1001),
            "0." + "0".repeat(500) + "1",
            "\"1\"",
            "\"\"",
            "\"٥\"",
            "true",
            "null",
            "[]",
            "[1]",
            "{}");

    static final List<String> NOT_JSON =
        List.of(
            "NaN",
            "Infinity",
            "-Infinity",
            "+1",
            "01",
            "-01",
            ".5",
            "1.",
            "1e",
            "0x10",
            "1_0",
            "٥",
            "١",
            "１",
            "−1",
            "1 1",
            "1f",
            "'1'",
            "");

    static final List<String> IN_QUERIES =
        List.of(
            "",
            "0",
            "-1",
            "-0",
            "+5",
            "%2B5",
            "%205",
            "5%20",
            "5%00",
            "05",
            "5.0",
            "5e0",
            "0x5",
            "101",
            "2147483648",
            "99999999999999999999",
            "NaN",
            "null",
            "true",
            "5,5",
            "٥",
            "%D9%A5",
            "%EF%BC%95",
            "%F0%9D%9F%9D",
            "%ED%A0%80",
            "%C0%80",
            "%zz",
            "%",
            "'",
            "%5B%5D");

    static final List<String> CURSORS =
        List.of(
            "-1",
            "0",
            "+5",
            "05",
            " 5",
            "٥",
            "9223372036854775808",
            "1e9",
            "\u0000",
            "a b",
            "%",
            "1-1-1-1-1",
            "00000000-0000-0000-0000-00000000000A",
            "x".repeat(3000));

    static final List<String> NO_TIMES =
        List.of(
            "2026-02-30",
            "2026-13-01",
            "2026-1-1",
            "20260101",
            "-0001-01-01",
            "0000-01-01",
            "1969-12-31",
            "%2B999999999-12-31",
            "999999999-12-31",
            "10000-01-01",
            "9999-12-31",
            "-999999999-01-01T00:00:00Z",
            "%2B1000000000-01-01T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01T25:00:00Z",
            "2026-01-01T00:60:00Z",
            "2026-01-01T00:00:61Z",
            "2026-01-01T00:00:00",
            "2026-01-01T00:00Z",
            "2026-01-01T00:00:00%2B19:00",
            "2026-01-01T00:00:00%2B01:00:30",
            "2026-01-01T00:00:00.1234567890Z",
            "2026-01-01%2000:00:00Z",
            "%202026-01-01",
            "2026-01-01%20",
            "٢٠٢٦-٠١-٠١",
            "2026-W01-1",
            "2026-001",
            "now",
            "1767225600");

    static final List<String> IN_PATHS =
        List.of(
            "-1",
            "0",
            "00",
            "1e9",
            "NaN",
            "null",
            "replay",
            ":",
            "-",
            "_",
            "~",
            "00000000-0000-0000-0000-000000000000",
            "99999999999999999999");

    static final List<String> NO_NAMES =
        List.of(
            "٥",
            "%D9%A5",
            "%EF%BC%95",
            "a%20",
            "%20a",
            "a%0A",
            "a%00",
            "a%2Fb",
            "a%2F",
            "%2E%2E%2F",
            "a+b",
            "a%25",
            "%ED%A0%80",
            "x".repeat(65),
            "x".repeat(3000),
            "%C2%A0",
            "a'b",
            "{id}");

    static final List<String> NO_ENTITY_TAGS =
        List.of(
            "",
            " ",
            "1",
            "abc",
            "\"",
            "\"1",
            "1\"",
            "W/1",
            "w/\"1\"",
            "W/ \"1\"",
            "\"1\" \"2\"",
            "'1'",
            "*, \"1\"",
            "\"1\", *",
            "**",
            "\"1\",",
            ",",
            "\"1\";v=2",
            "\"a b\"",
            "null");

    static final List<String> OTHER_ENTITY_TAGS =
        List.of(
            "\"other\"",
            "W/\"1\"",
            "W/\"*\"",
            "\"*\"",
            "\"\"",
            "\"٥\"",
            "\"01\"",
            "\"+1\"",
            "\"-1\"",
            "\"1.0\"",
            "\"99999999999999999999\"",
            "\"a\", \"b\"",
            "\"a\",W/\"1\"");

    static final List<String> WAITS =
        List.of("", "-1", "٥", "0", "1e1", "0.5", "99999999999", "\"1", "nonsense", "1,wait=2");

    private Values() {}
  }
}
