package io.lockstep.inventory.stock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StockDecisionsUnitTest {
  private static final Instant READ_AT = Instant.parse("2026-11-27T12:00:00Z");

  private final StockDecisions decisions =
      new StockDecisions(
          List.of(new StockLevel("tea", 10, 4, 7), new StockLevel("cup", 3, 0, 2)), READ_AT);

  @Test
  void holdsUnitsUntilNoneIsLeft() {
    assertThat(decisions.hold("tea", 5)).isTrue();
    assertThat(decisions.hold("tea", 2)).isFalse();
    assertThat(decisions.hold("tea", 1)).isTrue();
    assertThat(decisions.hold("tea", 1)).isFalse();

    assertThat(decisions.level("tea")).contains(new StockLevel("tea", 10, 10, 7));
    assertThat(decisions.changes().all()).containsExactly(new StockDeltas.Change("tea", 0, 6));
  }

  @Test
  void sellsOnlyWhatIsNotPromised() {
    assertThat(decisions.sellAll(Map.of("tea", 7L))).isFalse();
    assertThat(decisions.sellAll(Map.of("tea", 6L))).isTrue();

    assertThat(decisions.level("tea")).contains(new StockLevel("tea", 4, 4, 7));
    assertThat(decisions.hold("tea", 1)).isFalse();
  }

  @Test
  void sellsAllOrNothing() {
    assertThat(decisions.sellAll(Map.of("tea", 6L, "cup", 4L))).isFalse();

    assertThat(decisions.level("tea")).contains(new StockLevel("tea", 10, 4, 7));
    assertThat(decisions.changes().size()).isZero();

    assertThat(decisions.sellAll(Map.of("tea", 6L, "cup", 3L))).isTrue();
    assertThat(decisions.changes().all())
        .containsExactly(
            new StockDeltas.Change("cup", -3, 0), new StockDeltas.Change("tea", -6, 0));
  }

  @Test
  void sellsNothingWithASkuThatNeverHadAny() {
    assertThat(decisions.sellAll(Map.of("tea", 1L, "none-such", 1L))).isFalse();
    assertThat(decisions.hold("none-such", 1)).isFalse();

    assertThat(decisions.level("none-such")).isEmpty();
    assertThat(decisions.changes().size()).isZero();
  }

  @Test
  void decidesOneCommandAfterTheOther() {
    assertThat(decisions.hold("cup", 2)).isTrue();
    assertThat(decisions.sellAll(Map.of("cup", 2L))).isFalse();
    assertThat(decisions.sellAll(Map.of("cup", 1L))).isTrue();
    assertThat(decisions.hold("cup", 1)).isFalse();

    assertThat(decisions.level("cup")).contains(new StockLevel("cup", 2, 2, 2));
    assertThat(decisions.changes().all()).containsExactly(new StockDeltas.Change("cup", -1, 2));
  }

  @Test
  void saysWhenItsRowsWereRead() {
    assertThat(decisions.readAt()).isEqualTo(READ_AT);
  }
}
