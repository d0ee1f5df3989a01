package io.lockstep.workflow.types;

import java.util.List;
import java.util.stream.IntStream;

/** Where in a workflow a step is: forwards by its name, backwards by its compensation. */
public final class StepOrder {
  private StepOrder() {}

  /** -1 where there is no such step. */
  public static int indexOf(String step, List<Step> steps) {
    return IntStream.range(0, steps.size())
        .filter(i -> steps.get(i).name().equals(step))
        .findFirst()
        .orElse(-1);
  }

  /** The last of those before {@code index} that has a compensation; -1 where none has. */
  public static int lastUndoableBelow(int index, List<Step> steps) {
    return IntStream.range(0, index)
        .filter(i -> steps.get(i).compensation() != null)
        .reduce(-1, (before, i) -> i);
  }

  /**
   * Whether a step or compensation was done or asked for before the cancellation, or is undone
   * already: its message is late or repeated.
   *
   * @param currentStep the step that waited when the workflow was cancelled
   * @param undoing the step that is being undone
   */
  public static boolean isOver(String step, List<Step> steps, int currentStep, int undoing) {
    return IntStream.range(0, steps.size())
        .anyMatch(
            i ->
                i <= currentStep && steps.get(i).name().equals(step)
                    || i > undoing && i < currentStep && step.equals(steps.get(i).compensation()));
  }
}
