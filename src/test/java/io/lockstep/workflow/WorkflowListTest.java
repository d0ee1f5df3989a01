package io.lockstep.workflow;

import static io.lockstep.testing.Plans.assertBoundedBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agroal.api.AgroalDataSource;
import io.lockstep.testing.Pages;
import io.lockstep.testing.Rest;
import io.lockstep.workflow.model.WorkflowStatus;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class WorkflowListTest {
  private final Rest rest = Rest.ofTest();
  private final Pages pages = Pages.of(rest);

  @Inject AgroalDataSource database;

  @Test
  void findsThoseOfATypeAndOfAStatusNewestFirst() {
    String type = aType();
    List<String> running = start(type, 3);
    String cancelled = start(type, 1).get(0);
    cancel(cancelled);
    assertThat(ids("/workflows?type=" + type, 2))
        .hasSize(4)
        .isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(ids("/workflows?status=RUNNING&type=" + type, 1))
        .containsExactlyInAnyOrderElementsOf(running);
    assertThat(ids("/workflows?status=COMPLETED&type=" + type, 1)).isEmpty();
    assertThat(ids("/workflows?status=CANCELLED", 100))
        .contains(cancelled)
        .doesNotContainAnyElementsOf(running);
    assertThat(ids("/workflows", 100)).containsAll(running).contains(cancelled);
    assertThat(ids("/workflows?type=" + UUID.randomUUID(), 1)).isEmpty();
  }

  @Test
  void showsEachWorkflowAsItIsShownAloneWithoutItsHistory() {
    String type = aType();
    String id = start(type, 1).get(0);
    ObjectNode alone = (ObjectNode) rest.get("/workflows/" + id).expect(200).json();
    alone.remove("history");
    JsonNode listed = pages.walk("/workflows?type=" + type, 1).get(0);
    assertThat(listed.path("id").asText()).isEqualTo(id);
    assertThat(listed.fieldNames()).toIterable().containsExactlyElementsOf(alone::fieldNames);
  }

  @Test
  void losesNoneWhileOthersAreStarted() {
    String type = aType();
    List<String> mine = start(type, 7);
    assertThat(pages.walk("/workflows?type=" + type, 2, "id", () -> start(type, 1)))
        .doesNotHaveDuplicates()
        .containsAll(mine);
  }

  @Test
  void listsTypesInTheOrderOfTheirNamesWhileOthersAreDefined() {
    List<String> mine = IntStream.range(0, 3).mapToObj(i -> aType()).toList();
    List<JsonNode> walked = pages.walk("/workflow-types", 20, this::aType);
    List<String> names = walked.stream().map(item -> item.path("type").asText()).toList();
    assertThat(names).isSorted().doesNotHaveDuplicates().containsAll(mine).contains("order-return");
    assertThat(walked).contains(rest.get("/workflow-types/" + mine.get(0)).expect(200).json());
  }

  @Test
  void refusesWrongFilters() {
    for (String filter : List.of("type=a*b", "type=", "status=running", "status=")) {
      Rest.Answer answer = rest.get("/workflows?" + filter).expect(400);
      assertThat(answer.json().path("errors").get(0).path("field").asText())
          .isEqualTo(filter.substring(0, filter.indexOf('=')));
    }
  }

  @Test
  void isReadAlongAnIndex() {
    String id = "01a20c16-dceb-7437-93aa-b9b2d3848eb3";
    WorkflowStatus running = WorkflowStatus.RUNNING;
    assertBoundedBy("PRIMARY", database, WorkflowRepository.newest(null, null, id, 21));
    assertBoundedBy("by_status", database, WorkflowRepository.newest(null, running, id, 21));
    assertBoundedBy("by_type", database, WorkflowRepository.newest("t", running, id, 21));
    assertBoundedBy("by_type", database, WorkflowRepository.newest("t", null, "~", 21));
  }

  private String aType() {
    String type = "type-" + UUID.randomUUID();
    rest.put("/workflow-types/" + type, Map.of("steps", List.of("pick", "pack"))).expect(201);
    return type;
  }

  private List<String> start(String type, int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                rest.post("/workflows", Map.of("type", type, "data", Map.of("n", i)))
                    .expect(201)
                    .json()
                    .path("id")
                    .asText())
        .toList();
  }

  private void cancel(String id) {
    rest.post("/workflows/" + id + "/cancel", null).expect(202);
    await("the cancellation of " + id)
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> rest.get("/workflows/" + id).json().path("status").asText(), "CANCELLED"::equals);
  }

  private List<String> ids(String list, int limit) {
    return pages.walk(list, limit, "id", () -> {});
  }
}
