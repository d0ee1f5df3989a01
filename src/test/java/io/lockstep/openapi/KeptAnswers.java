package io.lockstep.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lockstep.testing.Rest;
import io.lockstep.testing.contract.Exchange;
import io.lockstep.testing.contract.HttpContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.SoftAssertions;

/**
 * Compares the answers that the document shows with those that really come. What has come is
 * written to a file, from which {@code answers.json} was made and can be made again.
 */
final class KeptAnswers {
  private static final Path FOUND = Path.of("target", "openapi-answers.json");
  private static final int LONGEST_LIST = 3;

  private static final String FIRST = "/data/0";

  /** Of a document such as that of AsyncAPI the beginning is enough. */
  private static final int LONGEST_MEMBER = 2_000;

  /** A key would look like one that opens something. */
  private static final String SECRET = "key";

  private static final String PREFIX = "lsk_";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ObjectNode found = JSON.createObjectNode();
  private final Map<String, Exchange> exchanges = new HashMap<>();

  /** Remembers the first answer of an operation. */
  void note(Call call, String target, Rest.Answer answer) {
    if (call.answersWithJson() && !found.has(call.id())) {
      ObjectNode came = (ObjectNode) answer.json();
      shorten(came);
      came.properties().removeIf(each -> each.getValue().toString().length() > LONGEST_MEMBER);
      if (came.has(SECRET)) {
        came.put(
            SECRET, PREFIX + "A".repeat(came.path(SECRET).asText().length() - PREFIX.length()));
      }
      found.set(call.id(), came);
      exchanges.put(
          call.id(),
          new Exchange(
              call.method(),
              target,
              Map.of(),
              null,
              answer.status(),
              answer.headers().map(),
              call.keptAnswer().toString()));
    }
  }

  /** Each that is shown is as its schema says, and has the members that have come. */
  void expectKept(List<Call> calls, HttpContract contract) throws IOException {
    JSON.writerWithDefaultPrettyPrinter().writeValue(FOUND.toFile(), found);
    SoftAssertions softly = new SoftAssertions();
    for (Call call : calls) {
      if (call.answersWithJson()) {
        softly
            .assertThat(call.keptAnswer().isMissingNode())
            .as("answers.json has none of %s, which is in %s", call.id(), FOUND)
            .isFalse();
        softly.assertThat(contract.faultsOfAnswer(exchanges.get(call.id()))).isEmpty();
        expectSameMembers(softly, call.id(), found.path(call.id()), call.keptAnswer());
      }
    }
    softly.assertAll();
  }

  /** Of the object and, where it is a page and anything is listed, of what is listed first. */
  private static void expectSameMembers(
      SoftAssertions softly, String operation, JsonNode came, JsonNode kept) {
    softly.assertThat(names(came)).as(operation).isEqualTo(names(kept));
    JsonNode cameFirst = came.at(FIRST);
    JsonNode keptFirst = kept.at(FIRST);
    if (!cameFirst.isMissingNode() && !keptFirst.isMissingNode()) {
      softly.assertThat(names(cameFirst)).as(operation + FIRST).isEqualTo(names(keptFirst));
    }
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static void shorten(JsonNode answer) {
    if (answer instanceof ArrayNode list) {
      while (list.size() > LONGEST_LIST) {
        list.remove(LONGEST_LIST);
      }
    }
    answer.forEach(KeptAnswers::shorten);
  }
}
