package io.lockstep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.testing.Checksums;
import io.lockstep.testing.OddRequest;
import io.lockstep.testing.OddRequests;
import io.lockstep.testing.Operation;
import io.lockstep.testing.Rest;
import io.lockstep.testing.ValidRequests;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Odd numbers, names, preconditions and shapes of requests at random, on every operation: each is
 * answered in time, never with a fault of the server, and what is refused has changed nothing.
 * {@code -Dlockstep.test.seed} repeats a run.
 */
@QuarkusTest
class OddRequestsTest {
  private static final int OF_EACH_OPERATION = Integer.getInteger("lockstep.test.odd-requests", 20);
  private static final Duration QUIET_WITHIN = Duration.ofSeconds(20);
  private static final int TRIES = 3;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Rest rest = Rest.ofTest();
  private final long seed = Long.getLong("lockstep.test.seed", System.nanoTime());
  private final List<String> faults = new ArrayList<>();

  @Test
  void everyOddRequestIsAnsweredAndWhatIsRefusedChangesNothing() {
    ValidRequests valid = new ValidRequests(rest);
    List<Operation> operations = Operation.all(rest);
    assertThat(operations).hasSizeGreaterThan(40);
    try (Checksums tables = Checksums.ofCurrentStack()) {
      for (Operation operation : operations) {
        List<OddRequest> refused = sendSome(operation, valid);
        if (operation.isChange() && !refused.isEmpty()) {
          assertNothingChangesBy(refused, tables);
        }
      }
    }
    assertThat(faults).as("seed %d", seed).isEmpty();
  }

  /** Sends some of all odd requests; answers those that were refused. */
  private List<OddRequest> sendSome(Operation operation, ValidRequests valid) {
    List<OddRequest> refused = new ArrayList<>();
    ValidRequests.Request base = valid.of(operation);
    Random random = new Random(seed ^ operation.name().hashCode());
    for (int i = 0; i < OF_EACH_OPERATION; i++) {
      OddRequest request = one(operation, base, random);
      OddRequest.Answer answer = sendChecked(request);
      if (answer.isRefusal()) {
        refused.add(request);
      } else if (operation.isChange()) {
        base = valid.of(operation); // what it was about may be gone, or be another by now
      }
    }
    return refused;
  }

  /** All kinds are as likely, whatever the number of their requests. */
  private static OddRequest one(Operation operation, ValidRequests.Request base, Random random) {
    List<List<OddRequest>> kinds =
        OddRequests.all().stream()
            .map(kind -> kind.of(operation, base))
            .filter(requests -> !requests.isEmpty())
            .toList();
    List<OddRequest> kind = kinds.get(random.nextInt(kinds.size()));
    return kind.get(random.nextInt(kind.size()));
  }

  private OddRequest.Answer sendChecked(OddRequest request) {
    OddRequest.Answer answer = request.send();
    boolean closed = answer.status() == 0 && !request.expected().contains(0);
    if (closed || answer.status() >= 500) {
      faults.add(request + " → " + answer);
    } else if (!request.expected().isEmpty() && !request.expected().contains(answer.status())) {
      faults.add(request + " → " + answer.status() + ", not " + request.expected());
    } else if (answer.isRefusal() && !request.method().equals("HEAD") && !isProblem(answer)) {
      faults.add(request + " → no problem: " + answer);
    }
    return answer;
  }

  private static boolean isProblem(OddRequest.Answer answer) {
    try {
      JsonNode body = JSON.readTree(answer.body());
      return answer.hasMediaType("application/problem+json")
          && body.path("status").asInt() == answer.status()
          && body.hasNonNull("type")
          && body.hasNonNull("title")
          && body.hasNonNull("detail");
    } catch (JsonProcessingException notJson) {
      return false;
    }
  }

  /** Something else may be going on now and then, so only what is changed each time is a fault. */
  private void assertNothingChangesBy(List<OddRequest> refused, Checksums tables) {
    Map<String, String> before = Map.of();
    Map<String, String> after = Map.of();
    List<OddRequest> still = new ArrayList<>(refused);
    for (int i = 0; i < TRIES; i++) {
      before = quiet(tables);
      // what one was about may be gone by now (404 instead of 412), or be there and let it happen
      still.removeIf(request -> !sendChecked(request.answered()).isRefusal());
      after = tables.now();
      if (after.equals(before)) {
        return;
      }
    }
    faults.add("changed from " + before + " to " + after + " by one of " + still);
  }

  private static Map<String, String> quiet(Checksums tables) {
    List<Map<String, String>> seen = new ArrayList<>(Collections.nCopies(3, Map.of()));
    await()
        .atMost(QUIET_WITHIN)
        .pollInterval(Duration.ofMillis(40))
        .until(
            () -> {
              seen.remove(0);
              seen.add(tables.now());
              return seen.stream().distinct().count() == 1;
            });
    return seen.get(0);
  }
}
