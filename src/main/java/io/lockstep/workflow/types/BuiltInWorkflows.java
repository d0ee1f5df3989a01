package io.lockstep.workflow.types;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The types that modules have brought along. */
@ApplicationScoped
public class BuiltInWorkflows {
  private final Map<String, BuiltInWorkflow> byType;

  BuiltInWorkflows(@Any Instance<BuiltInWorkflow> all) {
    this.byType =
        all.stream().collect(Collectors.toMap(BuiltInWorkflow::type, Function.identity()));
  }

  public Optional<BuiltInWorkflow> of(String type) {
    return Optional.ofNullable(byType.get(type));
  }

  /** Whether the service does this step itself. */
  public boolean isOwn(String type, String step) {
    return of(type).filter(known -> known.ownSteps().contains(step)).isPresent();
  }
}
