package io.lockstep.workflow.model;

import static io.lockstep.workflow.model.Parcel.DATA;
import static io.lockstep.workflow.model.Parcel.NOW;
import static io.lockstep.workflow.model.Parcel.OUTCOME;
import static io.lockstep.workflow.model.Parcel.after;
import static io.lockstep.workflow.model.Parcel.begun;
import static io.lockstep.workflow.model.Parcel.cancelled;
import static io.lockstep.workflow.model.Parcel.entry;
import static io.lockstep.workflow.model.Parcel.overdue;
import static io.lockstep.workflow.model.Parcel.started;
import static io.lockstep.workflow.model.Parcel.undoingTwo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.http.Problem;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What callers are promised, and what is written of a workflow. */
class WorkflowPromisesUnitTest {
  // ---------------------------------------------------------------------------------------------
  // Promises

  @Test
  void countsTheStepsThatCallersHaveBeenPromised() {
    Workflow promised = started().acceptingStep().acceptingStep();

    assertThat(promised.columns().accepted()).isEqualTo(2);
    assertThat(promised.currentStep()).isZero();
    assertThat(promised.stepDone("pick", null, NOW).orElseThrow().next().columns().accepted())
        .isEqualTo(2);
  }

  @Test
  void promisesOneCompensationAtATime() {
    assertThat(undoingTwo().columns().accepted()).isEqualTo(3);
    assertThat(undoingTwo().acceptingStep().columns().accepted()).isEqualTo(2);
  }

  @Test
  void remembersHowItWasPromisedToEnd() {
    assertThat(started().columns().ending()).isNull();
    assertThat(started().acceptingEnd("cancel").columns().ending()).isEqualTo("cancel");
  }

  @Test
  void promisesNoStepBehindTheLastNorOneOutsideItsTurn() {
    assertThat(after("pick").nextToAccept()).isEqualTo("pack");
    assertThat(undoingTwo().nextToAccept()).isEqualTo("recall");
    assertThat(refusal(() -> after("pick", "pack", "ship").nextToAccept()))
        .isEqualTo("step-out-of-turn");
    assertThat(refusal(() -> undoingTwo().acceptingStep().nextToAccept()))
        .isEqualTo("step-out-of-turn");
  }

  @Test
  void promisesNothingOnceItsEndIsPromised() {
    Workflow ending = started().acceptingEnd("complete");

    assertThat(refusal(ending::nextToAccept)).isEqualTo("workflow-not-running");
    assertThat(refusal(() -> ending.acceptingEnd("cancel"))).isEqualTo("workflow-not-running");
  }

  @Test
  void isNotEndedByACallerWhileItIsUndone() {
    assertThat(refusal(() -> undoingTwo().acceptingEnd("complete")))
        .isEqualTo("workflow-not-running");
  }

  @Test
  void promisesNothingOnceItHasEnded() {
    Workflow ended = cancelled(started());

    assertThat(refusal(ended::nextToAccept)).isEqualTo("workflow-not-running");
    assertThat(refusal(ended::acceptingStep)).isEqualTo("workflow-not-running");
    assertThat(refusal(() -> ended.acceptingEnd("cancel"))).isEqualTo("workflow-not-running");
  }

  // ---------------------------------------------------------------------------------------------
  // The row

  @Test
  void isTheSameOnceItWasWrittenAndRead() {
    for (Workflow written :
        List.of(
            begun(),
            started(),
            after("pick").acceptingStep(),
            after("pick").acceptingEnd("complete"),
            overdue(after("pick")),
            undoingTwo(),
            undoingTwo().acceptingStep(),
            overdue(undoingTwo()),
            cancelled(after("pick")),
            cancelled(started()),
            after("pick").complete(OUTCOME, NOW).orElseThrow().next())) {
      assertThat(written.columns().phase()).isEqualTo(written.phase());
    }
  }

  @Test
  void hasAnIndexOfWhatIsUndoneWhileItIsUndoneAlone() {
    assertThat(after("pick").columns().undoing()).isNull();
    assertThat(undoingTwo().columns())
        .isEqualTo(new PhaseColumns(WorkflowStatus.RUNNING, 3, 2, 3, null, 1, null, "no-need"));
    assertThat(cancelled(started()).columns())
        .isEqualTo(
            new PhaseColumns(WorkflowStatus.CANCELLED, 0, null, 0, null, 0, null, "no-need"));
  }

  @Test
  void readsWhatAnEarlierVersionLeftInTheRowOfAnEndedWorkflow() {
    PhaseColumns left =
        new PhaseColumns(WorkflowStatus.CANCELLED, 3, 0, 3, "cancel", 2, null, "no-need");

    assertThat(left.phase()).isEqualTo(new Ended(WorkflowStatus.CANCELLED, 3, null, "no-need"));
  }

  @Test
  void cannotBeOverdueWhereItWaitsForNobody() {
    assertThatThrownBy(() -> cancelled(started()).overdue(NOW))
        .isInstanceOf(IllegalStateException.class);
  }

  // ---------------------------------------------------------------------------------------------
  // Changes

  @Test
  void putsOneChangeBehindTheOther() {
    WorkflowChange first = begun().start(NOW).orElseThrow();
    WorkflowChange second = first.next().stepDone("pick", OUTCOME, NOW).orElseThrow();

    WorkflowChange both = first.then(second);

    assertThat(both.next()).isEqualTo(second.next());
    assertThat(both.entries())
        .containsExactly(
            entry("started", null, DATA, null), entry("step-completed", "pick", OUTCOME, null));
  }

  @Test
  void countsWhatItsHistoryGets() {
    WorkflowChange first = begun().start(NOW).orElseThrow().counted();
    WorkflowChange second = first.next().cancel(null, NOW).orElseThrow().counted();

    assertThat(first.next().noted()).isEqualTo(1);
    assertThat(second.next().noted()).isEqualTo(3);
  }

  private static String refusal(ThrowingCallable act) {
    return catchThrowableOfType(Problem.class, act).slug();
  }
}
