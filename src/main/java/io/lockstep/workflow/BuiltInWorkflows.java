package io.lockstep.workflow;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The types that modules have brought along. */
@ApplicationScoped
class BuiltInWorkflows {
  private final Map<String, BuiltInWorkflow> byType;

  BuiltInWorkflows(@Any Instance<BuiltInWorkflow> all) {
    this.byType =
        all.stream().collect(Collectors.toMap(BuiltInWorkflow::type, Function.identity()));
  }

  Optional<BuiltInWorkflow> of(String type) {
    return Optional.ofNullable(byType.get(type));
  }

  /** Whether the service does this step itself. */
  boolean isOwn(String type, String step) {
    return of(type).filter(known -> known.ownSteps().contains(step)).isPresent();
  }

  /** The steps from the one that waits on, as far as the service does them itself. */
  List<String> ownStepsOf(Workflow workflow) {
    List<String> own = new ArrayList<>();
    if (workflow.isRunning() && workflow.undoing() == null) {
      for (Step step : workflow.steps().subList(workflow.currentStep(), workflow.steps().size())) {
        if (!isOwn(workflow.type(), step.name())) {
          return own;
        }
        own.add(step.name());
      }
    }
    return own;
  }
}
