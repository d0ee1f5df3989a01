package io.lockstep.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import io.lockstep.testing.Tables;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Workflows whose steps take too long, and one among them that cannot be read. */
@QuarkusTest
class OverdueStepsTest {
  private final WorkflowFixture given = new WorkflowFixture(Rest.ofTest());
  private final Tables tables = Tables.of(Stack.current());

  @AfterEach
  void takeThePlantedAway() {
    tables.run(
        "DELETE FROM workflows WHERE type = 'planted'",
        "DELETE FROM set_aside WHERE use_case = 'overdue-steps'");
  }

  @Test
  void aWorkerIsRemindedThoughAWorkflowBeforeItCannotBeRead() {
    String bad = aWorkflowThatCannotBeRead();
    String healthy = given.aWorkflowOf(given.aTypeOf("pick", "pack"));
    given.awaitStep(healthy, 0);
    tables.run(
        "UPDATE workflows SET due_at = UTC_TIMESTAMP(6) - INTERVAL 60 SECOND WHERE id = '"
            + healthy
            + "'");

    Awaitility.await("the worker is asked again")
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                tables.number(
                        "SELECT COUNT(*) FROM workflows WHERE due_at > UTC_TIMESTAMP(6) AND id = '"
                            + healthy
                            + "'")
                    == 1);

    assertThat(
            tables.number(
                "SELECT COUNT(*) FROM set_aside WHERE use_case = 'overdue-steps' AND item = '"
                    + bad
                    + "'"))
        .isOne();
  }

  private String aWorkflowThatCannotBeRead() {
    String id = "no-uuid-" + UUID.randomUUID().toString().substring(0, 8);
    tables.run(
        """
        INSERT INTO workflows (id, type, status, steps, auto_complete, current_step, accepted,
                               attempt, noted, due_at, created_at, updated_at)
        VALUES ('%s', 'planted', 'RUNNING', '[]', TRUE, 0, 0, 1, 0,
                UTC_TIMESTAMP(6) - INTERVAL 3600 SECOND, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))
        """
            .formatted(id));
    return id;
  }
}
