package io.lockstep.sql.tables;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.sql.tables.ValueRows.Portion;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValueRowsUnitTest {
  @Test
  void hasNoStatementForNoRows() {
    assertThat(portions(0)).isEmpty();
  }

  @Test
  void putsRowsIntoOneStatement() {
    Portion only = portions(2).get(0);

    assertThat(only.sql()).isEqualTo("INSERT INTO t (n, name) VALUES (?, ?), (?, ?)");
    assertThat(only.arguments()).containsExactly(0, "row 0", 1, "row 1");
  }

  @Test
  void cutsRowsIntoPowersOfTwo() {
    assertThat(portions(7))
        .extracting(portion -> portion.arguments().length / 2)
        .containsExactly(4, 2, 1);
    assertThat(portions(600))
        .extracting(portion -> portion.arguments().length / 2)
        .containsExactly(256, 256, 64, 16, 8);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 255, 256, 257, 1000})
  void leavesNoRowOutAndKeepsTheirOrder(int rows) {
    assertThat(portions(rows).stream().flatMap(each -> Arrays.stream(each.arguments())))
        .containsExactlyElementsOf(
            IntStream.range(0, rows)
                .boxed()
                .<Object>mapMulti(
                    (n, arguments) -> {
                      arguments.accept(n);
                      arguments.accept("row " + n);
                    })
                .toList());
  }

  private static List<Portion> portions(int rows) {
    return ValueRows.portions(
        "INSERT INTO t (n, name)",
        "(?, ?)",
        IntStream.range(0, rows).mapToObj(n -> new Object[] {n, "row " + n}).toList());
  }
}
