package io.lockstep.fuzzing;

import java.util.List;
import java.util.Map;
import java.util.Random;

/** What is done to a request that is as documented; most make it one that is not. */
final class Mutations {
  private static final List<String> METHODS =
      List.of("GET", "PUT", "POST", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "PURGE");
  private static final List<String> MEDIA_TYPES =
      List.of(
          FuzzRequest.LEFT_OUT,
          "text/plain",
          "application/xml",
          "application/json; charset=utf-8",
          "application/json; charset=utf-16",
          "application/json;;",
          "application/x-www-form-urlencoded",
          "nonsense",
          "*/*",
          "");
  private static final List<String> ACCEPTS =
      List.of("text/csv", "application/xml;q=0.5", "nonsense", "*/*;q=0", "", "a/b/c", "image/*");
  private static final List<String> TAGS =
      List.of("", "1", "\"", "W/", "\"1", "*, \"1\"", ",", "\"1\",", "\"é\"", "W/\"1\"", "\"\"");
  private static final List<String> ODD_PATHS =
      List.of("%", "%zz", "%c3", "%00", "%ed%a0%80", "%2e%2e", "%2F", "%5C", ";v=2", "a;v=2", "//");
  private static final List<String> WAITS =
      List.of("wait=-1", "wait=99999999999", "wait=x", "wait", "wait=", "", "=", ",,", "wait=1;x");
  private static final List<String> TRACES =
      List.of("", "00-0-0-0", "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "x");
  private static final List<String> EVENT_IDS =
      List.of("", "-1", "x", "99999999999999999999", "1.0");
  private static final List<String> TEXTS =
      List.of(
          "", "0", "-1", "101", "1e3", "1.0", "null", "2026-13-45", "2026-02-30T00:00:00Z", "é");

  private static final List<String> KEYS = List.of("", "k".repeat(256), "é", "fuzz-again");
  private static final List<String> REASONS = List.of("", " ", "r".repeat(501), "é", "a\tb");
  private static final Map<String, List<String>> HEADERS =
      Map.of(
          "If-Match", TAGS,
          "If-None-Match", TAGS,
          "Prefer", WAITS,
          "traceparent", TRACES,
          "Last-Event-ID", EVENT_IDS,
          "Idempotency-Key", KEYS,
          "Lockstep-Reason", REASONS);

  private final BodyMutations bodies;
  private final Random random;

  Mutations(BodyMutations bodies, Random random) {
    this.bodies = bodies;
    this.random = random;
  }

  FuzzRequest of(FuzzRequest request) {
    if (request.body() != null && random.nextInt(10) < 6) {
      return bodies.of(request);
    }
    return switch (random.nextInt(10)) {
      case 0 -> request.by(Texts.one(METHODS, random)).about("another method");
      case 1 -> request.with("Content-Type", Texts.one(MEDIA_TYPES, random)).about("a media type");
      case 2 -> request.with("Accept", Texts.one(ACCEPTS, random)).about("Accept");
      case 3 -> header(request);
      case 4 -> path(request);
      case 5 -> request.asking("unknown", "1").about("an unknown query parameter");
      case 6 -> header(request);
      default -> query(request);
    };
  }

  /** Others than those that are documented are not understood, so anything may be in them. */
  private FuzzRequest header(FuzzRequest request) {
    List<Api.Parameter> headers =
        request.operation().in("header").stream()
            .filter(header -> HEADERS.containsKey(header.name()))
            .toList();
    if (headers.isEmpty()) {
      return query(request);
    }
    String name = Texts.one(headers, random).name();
    return request.with(name, Texts.one(HEADERS.get(name), random)).about("an odd " + name);
  }

  private FuzzRequest path(FuzzRequest request) {
    if (request.path().isEmpty() || random.nextInt(3) == 0) {
      String odd = request.sentPath() + Texts.one(List.of("/", ";v=2", "/x", "%", "%00"), random);
      return request.to(odd).about("an odd path");
    }
    String name = Texts.one(List.copyOf(request.path().keySet()), random);
    if (random.nextBoolean()) {
      String odd = Texts.any(random);
      return request.onPath(name, odd.isEmpty() ? "." + name : odd).about("an odd " + name);
    }
    return request
        .to(request.operation().template().replace("{" + name + "}", Texts.one(ODD_PATHS, random)))
        .about("a path that is hard to decode");
  }

  private FuzzRequest query(FuzzRequest request) {
    List<Api.Parameter> parameters = request.operation().in("query");
    if (parameters.isEmpty()) {
      return request
          .asking(Texts.one(List.of("limit", "after", "x", "é"), random), "1")
          .about("a query");
    }
    Api.Parameter parameter = Texts.one(parameters, random);
    String odd =
        switch (random.nextInt(4)) {
          case 0 -> Texts.one(TEXTS, random);
          case 1 -> Long.toString(bound(parameter));
          case 2 -> Texts.any(random);
          default -> Texts.one(List.of("\u0000", "x\u0000y"), random);
        };
    return request.asking(parameter.name(), odd).about("an odd " + parameter.name());
  }

  private long bound(Api.Parameter parameter) {
    return random.nextBoolean()
        ? parameter.schema().path("minimum").asLong(0) - 1
        : parameter.schema().path("maximum").asLong(Integer.MAX_VALUE) + 1;
  }
}
