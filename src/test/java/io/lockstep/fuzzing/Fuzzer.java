package io.lockstep.fuzzing;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.testing.OddRequest;
import io.lockstep.testing.Rest;
import io.lockstep.testing.ValidRequests;
import io.restassured.RestAssured;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Sends requests one after another: as many of each operation, half of them as documented, half
 * with one or two mutations. The same seed makes the same decisions.
 */
final class Fuzzer {
  private static final Pattern LOCATION = Pattern.compile("(?im)^location: (.*?)\\r?$");
  private static final Pattern STANDS_FOR_VALUES = Pattern.compile("[0-9]+|'[^']*'|\"[^\"]*\"");
  private static final int STARTS = 2;

  private final Api api;
  private final Judge judge;
  private final KnownIds known;
  private final Requests requests;
  private final Mutations mutations;
  private final Random random;
  private final Map<String, Finding> findings = new TreeMap<>();
  private final Map<String, Integer> statuses = new TreeMap<>();

  Fuzzer(JsonNode document, long seed) {
    this.random = new Random(seed);
    this.api = Api.of(document);
    this.judge = new Judge(document);
    this.known = new KnownIds(api);
    this.requests = new Requests(new Values(api, known, random), known, random);
    this.mutations = new Mutations(new BodyMutations(random), random);
  }

  /** Makes something for each operation to be about. */
  void prepare(Rest rest) {
    ValidRequests valid = new ValidRequests(rest);
    for (int i = 0; i < STARTS; i++) {
      for (io.lockstep.testing.Operation operation : io.lockstep.testing.Operation.all(rest)) {
        String path = valid.of(operation).path().replaceFirst("\\?.*", "");
        known.noteLocation(operation.path(), path);
      }
    }
  }

  /** Sends that many; answers what was found, each with a request that shows it. */
  List<Finding> run(int count) {
    List<Api.Operation> round = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (round.isEmpty()) {
        round.addAll(api.operations());
        Collections.shuffle(round, random);
      }
      send(made(round.remove(0)));
    }
    return List.copyOf(findings.values());
  }

  private FuzzRequest made(Api.Operation operation) {
    FuzzRequest request = requests.of(operation);
    for (int i = random.nextInt(4); i >= 2; i--) {
      request = mutations.of(request);
    }
    return request;
  }

  private void send(FuzzRequest request) {
    String fault = faultOf(request, true);
    if (fault != null) {
      String key = request.operation() + ": " + STANDS_FOR_VALUES.matcher(fault).replaceAll("…");
      findings.merge(
          key.substring(0, Math.min(key.length(), 200)),
          findings.containsKey(key) ? new Finding(fault, request, "", 1) : found(request, fault),
          (before, again) -> before.once());
    }
  }

  private Finding found(FuzzRequest request, String fault) {
    FuzzRequest shortest = Shortening.of(request, other -> isLike(fault, faultOf(other, false)));
    return new Finding(fault, shortest, shortest.curl(RestAssured.port), 1);
  }

  private static boolean isLike(String fault, String other) {
    return other != null
        && STANDS_FOR_VALUES
            .matcher(other)
            .replaceAll("")
            .equals(STANDS_FOR_VALUES.matcher(fault).replaceAll(""));
  }

  private String faultOf(FuzzRequest request, boolean counts) {
    try {
      OddRequest.Answer answer = request.odd().send();
      if (counts) {
        statuses.merge(request.operation().id() + " " + answer.status(), 1, Integer::sum);
        learn(request, answer);
      }
      return judge.fault(request, answer);
    } catch (AssertionError notAsDocumented) {
      return notAsDocumented.getMessage();
    }
  }

  private void learn(FuzzRequest request, OddRequest.Answer answer) {
    if (answer.status() < 200 || answer.status() >= 300 || request.target() != null) {
      return;
    }
    String template = request.operation().template();
    if (request.method().equals("DELETE")) {
      known.forget(template, request.path());
    } else {
      String location =
          LOCATION
              .matcher(answer.head())
              .results()
              .map(found -> found.group(1))
              .findFirst()
              .orElse(null);
      known.learn(template, request.path(), location, Judge.body(answer));
    }
  }

  /** How many answers of each operation and status there were. */
  Map<String, Integer> statuses() {
    return statuses;
  }

  /** How many operations were asked. */
  int operations() {
    return api.operations().size();
  }

  /**
   * Something that is wrong.
   *
   * @param times how often it was seen
   */
  record Finding(String fault, FuzzRequest request, String curl, int times) {
    Finding once() {
      return new Finding(fault, request, curl, times + 1);
    }

    @Override
    public String toString() {
      return "%s (%s, %d times): %s%n  %s"
          .formatted(request.operation(), request.about(), times, fault, curl);
    }
  }
}
