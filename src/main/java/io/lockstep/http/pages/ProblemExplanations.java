package io.lockstep.http.pages;

import io.lockstep.http.ProblemType;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** All types of problems in words. */
@ApplicationScoped
class ProblemExplanations {
  private final Map<String, ProblemExplanation> bySlug = new LinkedHashMap<>();
  private final List<Group> groups;

  ProblemExplanations() {
    ProblemTexts texts = new ProblemTexts();
    groups = Arrays.stream(ProblemGroup.values()).map(group -> explain(group, texts)).toList();
    groups.forEach(group -> group.problems().forEach(each -> bySlug.put(each.slug(), each)));
  }

  private static Group explain(ProblemGroup group, ProblemTexts texts) {
    Map<String, List<ProblemType>> types = new LinkedHashMap<>();
    group.types().forEach(type -> types.merge(type.slug(), List.of(type), Group::joined));
    return new Group(
        group.title(),
        types.values().stream().map(same -> ProblemExplanation.of(same, texts)).toList());
  }

  List<ProblemExplanation> all() {
    return List.copyOf(bySlug.values());
  }

  List<Group> groups() {
    return groups;
  }

  Optional<ProblemExplanation> find(String slug) {
    return Optional.ofNullable(bySlug.get(slug));
  }

  /** Those that are about the same. */
  @RegisterForReflection
  record Group(String title, List<ProblemExplanation> problems) {
    private static List<ProblemType> joined(List<ProblemType> one, List<ProblemType> other) {
      return Stream.concat(one.stream(), other.stream()).toList();
    }
  }
}
