package io.lockstep.inventory.stock;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class StockLevelUnitTest {
  @Test
  void hasWhatIsOnHandAndNotPromised() {
    StockLevel level = new StockLevel("tea", 10, 4, 7);

    assertThat(level.available()).isEqualTo(6);
    assertThat(level.has(6)).isTrue();
    assertThat(level.has(7)).isFalse();
  }

  @Test
  void hasNothingWhereNothingEverCameIn() {
    assertThat(StockLevel.none("tea")).isEqualTo(new StockLevel("tea", 0, 0, 0));
    assertThat(StockLevel.none("tea").has(1)).isFalse();
  }

  @Test
  void promisesAndSellsWithoutAVersionOfItsOwn() {
    StockLevel level = new StockLevel("tea", 10, 4, 7);

    assertThat(level.holding(6)).isEqualTo(new StockLevel("tea", 10, 10, 7));
    assertThat(level.without(6)).isEqualTo(new StockLevel("tea", 4, 4, 7));
  }

  @Test
  void showsWhatIsAvailable() throws Exception {
    assertThat(new ObjectMapper().writeValueAsString(new StockLevel("tea", 10, 4, 7)))
        .isEqualTo("{\"sku\":\"tea\",\"onHand\":10,\"reserved\":4,\"available\":6,\"version\":7}");
  }
}
