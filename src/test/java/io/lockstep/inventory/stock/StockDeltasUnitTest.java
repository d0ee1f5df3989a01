package io.lockstep.inventory.stock;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StockDeltasUnitTest {
  private final StockDeltas deltas = new StockDeltas();

  @Test
  void changesWhatEachActIsAbout() {
    deltas.hold("a", 5);
    deltas.release("b", 5);
    deltas.sellHeld("c", 5);
    deltas.sell("d", 5);
    deltas.putBack("e", 5);

    assertThat(deltas.all())
        .containsExactly(
            new StockDeltas.Change("a", 0, 5),
            new StockDeltas.Change("b", 0, -5),
            new StockDeltas.Change("c", -5, -5),
            new StockDeltas.Change("d", -5, 0),
            new StockDeltas.Change("e", 5, 0));
  }

  @Test
  void sumsUpForEachSku() {
    deltas.hold("tea", 5).hold("tea", 3).release("tea", 1).sellHeld("tea", 2).putBack("tea", 9);

    assertThat(deltas.size()).isEqualTo(1);
    assertThat(deltas.first()).isEqualTo(new StockDeltas.Change("tea", 7, 5));
  }

  @Test
  void goesThroughSkusInAscendingOrder() {
    deltas.hold("c", 1).hold("a", 1).hold("B", 1).hold("b", 1);

    assertThat(deltas.all())
        .containsExactly(
            new StockDeltas.Change("B", 0, 1),
            new StockDeltas.Change("a", 0, 1),
            new StockDeltas.Change("b", 0, 1),
            new StockDeltas.Change("c", 0, 1));
    assertThat(deltas.first().sku()).isEqualTo("B");
  }

  @Test
  void hasNoRowsWhereNothingChanges() {
    assertThat(deltas.size()).isZero();
    assertThat(deltas.all()).isEmpty();
  }
}
