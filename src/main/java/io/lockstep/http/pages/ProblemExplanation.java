package io.lockstep.http.pages;

import io.lockstep.http.ProblemType;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One type of problem in words.
 *
 * @param type as in the problem
 * @param statuses the HTTP statuses that it comes with; nearly always one
 * @param meaning what has happened
 * @param remedy what a caller can do
 * @param members those that it has besides the members of all problems
 */
@RegisterForReflection
record ProblemExplanation(
    String type,
    String title,
    List<Integer> statuses,
    String meaning,
    String remedy,
    List<Member> members) {

  /**
   * Explains what has the same slug.
   *
   * @param types one, or several that differ in their status
   */
  static ProblemExplanation of(List<ProblemType> types, ProblemTexts texts) {
    ProblemType first = types.get(0);
    return new ProblemExplanation(
        first.uri(),
        first.title(),
        types.stream().map(ProblemType::status).toList(),
        texts.meaningOf(first.slug()),
        texts.remedyOf(first.slug()),
        first.members().stream().map(Member::of).toList());
  }

  /** The last part of the type. */
  public String slug() {
    return type.substring(type.lastIndexOf('/') + 1);
  }

  /**
   * A member of its own.
   *
   * @param required whether it is always there
   */
  @RegisterForReflection
  @Schema(name = "ProblemMember")
  record Member(String name, String meaning, boolean required) {
    private static Member of(ProblemType.Member member) {
      return new Member(member.name(), OwnMember.of(member.name()).meaning(), member.isRequired());
    }
  }
}
