package io.lockstep.sql.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SentRowsUnitTest {
  private static final Column<Text> KEY = Column.number("number", Text::number);
  private static final Column<Text> VALUE = Column.of("value", "LONGTEXT", Text::value);

  private final SentRows<Text> sent = new SentRows<>(List.of(KEY), List.of(VALUE));

  @Test
  void travelTogetherInAscendingOrder() {
    assertThat(portions(List.of(new Text(2, "b"), new Text(1, "a"))))
        .containsExactly(new Object[] {"[[1,\"a\"],[2,\"b\"]]"});
  }

  @Test
  void travelInSeveralPortionsInTheSameOrderWhereTheyAreTooMuchForOne() {
    String large = "x".repeat(SentRows.MOST_CHARACTERS / 3);
    List<Text> rows = IntStream.of(4, 2, 3, 1).mapToObj(n -> new Text(n, large)).toList();

    List<Object[]> portions = portions(rows);

    assertThat(portions).hasSize(2);
    assertThat(portions.get(0)[0].toString()).startsWith("[[1,").contains("],[2,");
    assertThat(portions.get(1)[0].toString()).startsWith("[[3,").contains("],[4,");
  }

  @Test
  void aRowThatIsTooLargeTravelsAlone() {
    String large = "x".repeat(SentRows.MOST_CHARACTERS + 1);

    List<Text> rows = List.of(new Text(1, large), new Text(2, "b"));
    assertThat(portions(rows)).hasSize(2);
    assertThat(SentRows.areLarge(sent.ascending(rows))).isTrue();
    assertThat(SentRows.areLarge(sent.ascending(List.of(new Text(2, "b"))))).isFalse();
  }

  private List<Object[]> portions(List<Text> rows) {
    return SentRows.portions(sent.ascending(rows));
  }

  private record Text(int number, String value) {}
}
