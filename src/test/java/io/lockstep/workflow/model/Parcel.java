package io.lockstep.workflow.model;

import io.lockstep.http.json.JsonText;
import io.lockstep.workflow.types.Step;
import io.lockstep.workflow.types.WorkflowType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A parcel that is picked, packed and shipped; what is picked and shipped can be undone. */
final class Parcel {

  static final Instant BEGUN = Instant.parse("2026-11-27T12:00:00Z");
  static final Instant NOW = BEGUN.plusSeconds(1);
  static final UUID ID = UUID.randomUUID();
  static final JsonText DATA = new JsonText("{\"order\":7}");
  static final JsonText OUTCOME = new JsonText("{\"box\":3}");
  static final Step PICK = new Step("pick", null, null, "put-back");
  static final Step PACK = new Step("pack", 60, null, null);
  static final Step SHIP = new Step("ship", 60, 2, "recall");

  private Parcel() {}

  static Workflow begun() {
    return begun(false);
  }

  static Workflow begun(boolean autoComplete) {
    return begunWith(List.of(PICK, PACK, SHIP), autoComplete);
  }

  static Workflow begunWith(List<Step> steps, boolean autoComplete) {
    WorkflowType type = new WorkflowType("parcel", steps, autoComplete, 1, BEGUN);
    return Workflow.begin(ID, type, DATA, "trace", BEGUN);
  }

  static Workflow started() {
    return after();
  }

  static Workflow after(String... steps) {
    return after(begun(), steps);
  }

  static Workflow after(Workflow begun, String... steps) {
    Workflow workflow = begun.start(NOW).orElseThrow().next();
    for (String step : steps) {
      workflow = workflow.stepDone(step, null, NOW).orElseThrow().next();
    }
    return workflow;
  }

  /** All steps are done, and the last is to be undone. */
  static Workflow undoingTwo() {
    return after("pick", "pack", "ship").cancel("no-need", NOW).orElseThrow().next();
  }

  static Workflow cancelled(Workflow workflow) {
    return workflow.cancel("no-need", NOW).orElseThrow().next();
  }

  static Workflow overdue(Workflow workflow) {
    return workflow.overdue(NOW).next();
  }

  static WorkflowHistoryEntry entry(String event, String step, JsonText data, String reason) {
    return new WorkflowHistoryEntry(event, step, data, reason, NOW);
  }
}
