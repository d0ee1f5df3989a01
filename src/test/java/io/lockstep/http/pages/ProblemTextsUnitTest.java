package io.lockstep.http.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.http.ProblemType;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That no type of problem is without words, and no words without a type. */
class ProblemTextsUnitTest {
  private final ProblemTexts texts = new ProblemTexts();

  @ParameterizedTest
  @EnumSource
  void everyTypeSaysWhatItMeansAndWhatToDo(ProblemType type) {
    for (String text : List.of(texts.meaningOf(type.slug()), texts.remedyOf(type.slug()))) {
      assertThat(text).matches("(?s)[A-Z].{5,}\\.");
    }
  }

  @Test
  void hasNoWordsOfATypeThatIsNotThere() {
    Set<String> keys =
        Arrays.stream(ProblemType.values())
            .flatMap(type -> Stream.of(type.slug() + ".meaning", type.slug() + ".remedy"))
            .collect(Collectors.toSet());

    assertThat(texts.keys()).isSubsetOf(keys);
  }

  @Test
  void refusesATypeWithoutWords() {
    assertThatThrownBy(() -> texts.meaningOf("nonsense")).hasMessageContaining("nonsense.meaning");
  }

  @Test
  void everyTypeIsInOneGroup() {
    List<ProblemType> grouped =
        Arrays.stream(ProblemGroup.values()).flatMap(group -> group.types().stream()).toList();

    assertThat(grouped).containsExactlyInAnyOrder(ProblemType.values());
  }

  @Test
  void whatDiffersInItsStatusAloneIsExplainedOnce() {
    ProblemExplanations explanations = new ProblemExplanations();

    assertThat(explanations.all()).extracting(ProblemExplanation::slug).doesNotHaveDuplicates();
    assertThat(explanations.find("other-currency").orElseThrow().statuses())
        .containsExactly(409, 422);
    assertThat(explanations.find("OUT_OF_STOCK")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void everyMemberOfItsOwnHasWords(ProblemType type) {
    ProblemExplanation problem = ProblemExplanation.of(List.of(type), texts);

    assertThat(problem.members())
        .extracting(ProblemExplanation.Member::name)
        .containsExactlyElementsOf(type.members().stream().map(ProblemType.Member::name).toList());
    assertThat(problem.members()).allMatch(member -> member.meaning().endsWith("."));
  }
}
