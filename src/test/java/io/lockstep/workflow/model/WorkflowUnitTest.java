package io.lockstep.workflow.model;

import static io.lockstep.workflow.model.Parcel.BEGUN;
import static io.lockstep.workflow.model.Parcel.DATA;
import static io.lockstep.workflow.model.Parcel.ID;
import static io.lockstep.workflow.model.Parcel.NOW;
import static io.lockstep.workflow.model.Parcel.OUTCOME;
import static io.lockstep.workflow.model.Parcel.PICK;
import static io.lockstep.workflow.model.Parcel.SHIP;
import static io.lockstep.workflow.model.Parcel.after;
import static io.lockstep.workflow.model.Parcel.begun;
import static io.lockstep.workflow.model.Parcel.begunWith;
import static io.lockstep.workflow.model.Parcel.cancelled;
import static io.lockstep.workflow.model.Parcel.entry;
import static io.lockstep.workflow.model.Parcel.overdue;
import static io.lockstep.workflow.model.Parcel.started;
import static io.lockstep.workflow.model.Parcel.undoingTwo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.workflow.messages.Task;
import io.lockstep.workflow.types.Step;
import io.lockstep.workflow.types.StepOutOfTurn;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What messages and time do to a workflow. */
class WorkflowUnitTest {
  // ---------------------------------------------------------------------------------------------
  // Forwards

  @Test
  void asksNobodyBeforeItIsStarted() {
    assertThat(begun().task()).isEmpty();
    assertThat(begun().waiting()).isEmpty();
    assertThat(begun().isRunning()).isTrue();
  }

  @Test
  void asksForItsFirstStepWhenItIsStarted() {
    WorkflowChange change = begun().start(NOW).orElseThrow();

    assertThat(change.entries()).containsExactly(entry("started", null, DATA, null));
    assertThat(change.next().task()).contains(new Task(ID, "parcel", "pick", null, 1, DATA));
    assertThat(change.next().waiting()).contains(PICK);
    assertThat(change.next().updatedAt()).isEqualTo(NOW);
    assertThat(change.next().createdAt()).isEqualTo(BEGUN);
  }

  @Test
  void isStartedOnce() {
    assertThat(started().start(NOW)).isEmpty();
    assertThat(cancelled(begun()).start(NOW)).isEmpty();
  }

  @Test
  void goesOnWithTheNextStepWhenOneIsDone() {
    WorkflowChange change = started().stepDone("pick", OUTCOME, NOW).orElseThrow();

    assertThat(change.entries()).containsExactly(entry("step-completed", "pick", OUTCOME, null));
    assertThat(change.next().currentStep()).isEqualTo(1);
    assertThat(change.next().columns().accepted()).isEqualTo(1);
    assertThat(change.next().task()).contains(new Task(ID, "parcel", "pack", null, 1, DATA));
  }

  @Test
  void changesNothingWhenAStepIsDoneAgain() {
    assertThat(after("pick", "pack").stepDone("pick", OUTCOME, NOW)).isEmpty();
    assertThat(after("pick", "pack").stepDone("pack", OUTCOME, NOW)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ship", "put-back", "recall", "none-such", ""})
  void refusesAStepWhoseTurnHasNotComeOrThatThereIsNot(String step) {
    assertThatThrownBy(() -> after("pick").stepDone(step, null, NOW))
        .isInstanceOf(StepOutOfTurn.class)
        .hasMessageContaining(ID.toString());
  }

  @Test
  void refusesAStepBeforeItIsStarted() {
    assertThatThrownBy(() -> begun().stepDone("pick", null, NOW)).isInstanceOf(StepOutOfTurn.class);
  }

  @Test
  void waitsToBeCompletedAfterItsLastStep() {
    Workflow done = after("pick", "pack", "ship");

    assertThat(done.isRunning()).isTrue();
    assertThat(done.task()).isEmpty();

    WorkflowChange change = done.complete(OUTCOME, NOW).orElseThrow();
    assertThat(change.entries()).containsExactly(entry("completed", null, OUTCOME, null));
    assertThat(change.next().columns().status()).isEqualTo(WorkflowStatus.COMPLETED);
    assertThat(change.next().columns().result()).isEqualTo(OUTCOME);
  }

  @Test
  void isCompletedByItsLastStepWhereItsTypeSaysSo() {
    Workflow last = after(begun(true), "pick", "pack");

    WorkflowChange change = last.stepDone("ship", OUTCOME, NOW).orElseThrow();

    assertThat(change.entries())
        .containsExactly(
            entry("step-completed", "ship", OUTCOME, null),
            entry("completed", null, OUTCOME, null));
    assertThat(change.next().columns().status()).isEqualTo(WorkflowStatus.COMPLETED);
    assertThat(change.next().columns().result()).isEqualTo(OUTCOME);
    assertThat(change.next().task()).isEmpty();
  }

  @Test
  void isCompletedByAStepOfTheServiceItselfToo() {
    WorkflowChange change =
        after(begun(true), "pick", "pack").stepDone("ship", null, NOW).orElseThrow();

    assertThat(change.next().columns().status()).isEqualTo(WorkflowStatus.COMPLETED);
    assertThat(change.next().columns().result()).isNull();
  }

  @Test
  void isCompletedWithStepsLeftIfSomebodySaysSo() {
    Workflow completed = after("pick").complete(null, NOW).orElseThrow().next();

    assertThat(completed.columns().status()).isEqualTo(WorkflowStatus.COMPLETED);
    assertThat(completed.task()).isEmpty();
  }

  @Test
  void namesTheNextStepsUpToTheFirstThatDoesNotMatch() {
    assertThat(after("pick").nextStepsWhile(step -> !step.equals("ship"))).containsExactly("pack");
    assertThat(after("pick").nextStepsWhile(step -> true)).containsExactly("pack", "ship");
    assertThat(after("pick").nextStepsWhile(step -> step.equals("ship"))).isEmpty();
    assertThat(undoingTwo().nextStepsWhile(step -> true)).isEmpty();
    assertThat(cancelled(begun()).nextStepsWhile(step -> true)).isEmpty();
  }

  // ---------------------------------------------------------------------------------------------
  // Backwards

  @Test
  void isCancelledAtOnceWhereNothingIsDone() {
    WorkflowChange change = started().cancel("no-need", NOW).orElseThrow();

    assertThat(change.entries())
        .containsExactly(
            entry("cancelling", null, null, "no-need"), entry("cancelled", null, null, "no-need"));
    assertThat(change.next().columns().status()).isEqualTo(WorkflowStatus.CANCELLED);
    assertThat(change.next().columns().reason()).isEqualTo("no-need");
    assertThat(change.next().updatedAt()).isEqualTo(NOW);
  }

  @Test
  void undoesTheLastStepFirst() {
    WorkflowChange change = after("pick", "pack", "ship").cancel("no-need", NOW).orElseThrow();

    assertThat(change.entries()).containsExactly(entry("cancelling", null, null, "no-need"));
    assertThat(change.next().isRunning()).isTrue();
    assertThat(change.next().task()).contains(new Task(ID, "parcel", "recall", "ship", 1, DATA));
    assertThat(change.next().waiting()).contains(SHIP);
  }

  @Test
  void passesOverAStepThatCannotBeUndone() {
    WorkflowChange change = undoingTwo().stepDone("recall", OUTCOME, NOW).orElseThrow();

    assertThat(change.entries()).containsExactly(entry("compensated", "recall", OUTCOME, null));
    assertThat(change.next().task()).contains(new Task(ID, "parcel", "put-back", "pick", 1, DATA));
  }

  @Test
  void doesNotUndoTheStepThatWaits() {
    Workflow cancelling = after("pick", "pack").cancel(null, NOW).orElseThrow().next();

    assertThat(cancelling.task().orElseThrow().compensates()).isEqualTo("pick");
  }

  @Test
  void isCancelledWhenAllIsUndone() {
    Workflow last = undoingTwo().stepDone("recall", null, NOW).orElseThrow().next();

    WorkflowChange change = last.stepDone("put-back", null, NOW).orElseThrow();

    assertThat(change.entries())
        .containsExactly(
            entry("compensated", "put-back", null, null),
            entry("cancelled", null, null, "no-need"));
    assertThat(change.next().columns().status()).isEqualTo(WorkflowStatus.CANCELLED);
    assertThat(change.next().task()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pick", "pack", "ship", "recall"})
  void changesNothingWhenSomethingIsSaidAgainWhileItIsUndone(String step) {
    Workflow undoingOne = undoingTwo().stepDone("recall", null, NOW).orElseThrow().next();

    assertThat(undoingOne.stepDone(step, OUTCOME, NOW)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"put-back", "recall"})
  void refusesACompensationWhoseTurnHasNotComeOrNeverComes(String compensation) {
    Step pay = new Step("pay", null, null, "return");
    Workflow undoingPay =
        cancelled(after(begunWith(List.of(PICK, pay, SHIP), false), "pick", "pay"));

    assertThat(undoingPay.task().orElseThrow().step()).isEqualTo("return");
    assertThatThrownBy(() -> undoingPay.stepDone(compensation, null, NOW))
        .isInstanceOf(StepOutOfTurn.class);
  }

  @Test
  void dropsWhatWasAskedForBeforeTheCancellationAndRefusesWhatNeverWas() {
    Workflow undoingPick = cancelled(after("pick"));

    assertThat(undoingPick.stepDone("pack", null, NOW)).isEmpty();
    assertThatThrownBy(() -> undoingPick.stepDone("ship", null, NOW))
        .isInstanceOf(StepOutOfTurn.class);
  }

  @Test
  void refusesACompensationThatThereIsNot() {
    assertThatThrownBy(() -> undoingTwo().stepDone("none-such", null, NOW))
        .isInstanceOf(StepOutOfTurn.class);
  }

  @Test
  void isNeitherCompletedNorCancelledAgainWhileItIsUndone() {
    assertThat(undoingTwo().complete(OUTCOME, NOW)).isEmpty();
    assertThat(undoingTwo().cancel("again", NOW)).isEmpty();
  }

  @Test
  void changesNothingOnceItHasEnded() {
    Workflow completed = after("pick").complete(OUTCOME, NOW).orElseThrow().next();

    for (Workflow ended : List.of(completed, cancelled(started()))) {
      assertThat(ended.start(NOW)).isEmpty();
      assertThat(ended.stepDone("pack", OUTCOME, NOW)).isEmpty();
      assertThat(ended.complete(OUTCOME, NOW)).isEmpty();
      assertThat(ended.cancel("late", NOW)).isEmpty();
      assertThat(ended.waiting()).isEmpty();
    }
  }

  // ---------------------------------------------------------------------------------------------
  // Overdue

  @Test
  void asksAWorkerAgainWhoDoesNotAnswer() {
    WorkflowChange change = after("pick").overdue(NOW);

    assertThat(change.entries()).containsExactly(entry("step-retried", "pack", null, null));
    assertThat(change.next().task().orElseThrow().attempt()).isEqualTo(2);
    assertThat(change.next().currentStep()).isEqualTo(1);
  }

  @Test
  void asksForEverWhereNoRetriesAreNamed() {
    Workflow workflow = after("pick");
    for (int i = 0; i < 2000; i++) {
      workflow = workflow.overdue(NOW).next();
    }
    assertThat(workflow.task().orElseThrow().attempt()).isEqualTo(2001);
  }

  @Test
  void isCancelledWhenItHasAskedOftenEnough() {
    Workflow askedThreeTimes = overdue(overdue(after("pick", "pack")));
    assertThat(askedThreeTimes.task().orElseThrow().attempt()).isEqualTo(3);

    WorkflowChange change = askedThreeTimes.overdue(NOW);

    assertThat(change.entries()).containsExactly(entry("cancelling", null, null, "step-timeout"));
    assertThat(change.next().columns().reason()).isEqualTo("step-timeout");
    assertThat(change.next().task()).contains(new Task(ID, "parcel", "put-back", "pick", 1, DATA));
  }

  @Test
  void isCancelledAtOnceWhereAStepIsNotToBeAskedForAgain() {
    Step once = new Step("pay", 1, 0, null);
    Workflow workflow = begunWith(List.of(once), false).start(NOW).orElseThrow().next();

    assertThat(overdue(workflow).columns().status()).isEqualTo(WorkflowStatus.CANCELLED);
  }

  @Test
  void asksForACompensationUntilItIsDone() {
    Workflow workflow = undoingTwo();
    for (int i = 0; i < 10; i++) {
      WorkflowChange change = workflow.overdue(NOW);
      assertThat(change.entries()).containsExactly(entry("step-retried", "recall", null, null));
      workflow = change.next();
    }
    assertThat(workflow.task()).contains(new Task(ID, "parcel", "recall", "ship", 11, DATA));
  }

  @Test
  void countsAttemptsAnewForEachStep() {
    Workflow asked = overdue(overdue(after("pick")));

    assertThat(asked.stepDone("pack", null, NOW).orElseThrow().next().columns().attempt())
        .isEqualTo(1);
    assertThat(asked.cancel(null, NOW).orElseThrow().next().columns().attempt()).isEqualTo(1);
  }
}
