package io.lockstep.openapi;

import io.lockstep.http.ProblemType;
import io.lockstep.http.Refuses;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.models.Operation;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;

/** The problems that {@link Refuses} names, by the id of the operation. */
record OwnProblems(Map<String, List<ProblemType>> byOperation) {
  private static final DotName OPERATION =
      DotName.createSimple(org.eclipse.microprofile.openapi.annotations.Operation.class);

  static OwnProblems of(IndexView index) {
    return new OwnProblems(
        index.getAnnotations(Refuses.class).stream()
            .filter(refuses -> refuses.target().kind() == AnnotationTarget.Kind.METHOD)
            .collect(
                Collectors.toMap(
                    refuses -> operationId(refuses.target().asMethod()),
                    OwnProblems::types,
                    (one, again) -> one /* the index is made of two that overlap */)));
  }

  List<ProblemType> of(Operation operation) {
    return byOperation.getOrDefault(operation.getOperationId(), List.of());
  }

  private static String operationId(MethodInfo method) {
    return method.annotation(OPERATION).value("operationId").asString();
  }

  private static List<ProblemType> types(AnnotationInstance refuses) {
    return Arrays.stream(refuses.value().asEnumArray()).map(ProblemType::valueOf).toList();
  }
}
