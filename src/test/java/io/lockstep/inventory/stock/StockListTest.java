package io.lockstep.inventory.stock;

import static io.lockstep.inventory.stock.StockFixture.aProduct;
import static io.lockstep.inventory.stock.StockFixture.aReservationOf;
import static io.lockstep.inventory.stock.StockFixture.aSkuWith;
import static io.lockstep.testing.Plans.assertBoundedBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agroal.api.AgroalDataSource;
import io.lockstep.testing.Pages;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import io.lockstep.testing.Tables;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class StockListTest {
  private final Rest rest = Rest.ofTest();
  private final Pages pages = Pages.of(rest);

  @Inject AgroalDataSource database;

  @Test
  void showsEachSkuAsItIsShownAlone() {
    String sku = aSkuWith(7);
    aReservationOf(sku, 3);
    List<JsonNode> found =
        pages.walk("/stock", 100).stream()
            .filter(item -> item.path("sku").asText().equals(sku))
            .toList();
    assertThat(found).containsExactly(rest.get("/stock/" + sku).expect(200).json());
  }

  @Test
  void isInTheOrderOfTheSkusAndLosesNoneWhileOthersAreAdded() {
    List<String> mine = IntStream.range(0, 5).mapToObj(i -> aSkuWith(1)).toList();
    List<String> walked = pages.walk("/stock", 50, "sku", () -> aSkuWith(1));
    assertThat(walked).isSorted().doesNotHaveDuplicates().containsAll(mine);
  }

  /** Among them a product of which all units are reserved, and one unit above and below. */
  @Test
  void showsWhatHasLessAvailableThanAskedFor() {
    long[] levels = {1, 9, 10, 11, 99, 100, 101, 999_999, 1_000_000, 12_000_000};
    Map<Long, String> byLevel = new TreeMap<>();
    LongStream.of(levels).forEach(level -> byLevel.put(level, aSkuWith(level)));
    String none = aSkuWith(5);
    aReservationOf(none, 5);
    byLevel.put(0L, none);
    for (long below :
        new long[] {0, 1, 2, 9, 10, 11, 12, 100, 101, 1_000_000, 1_000_001, 20_000_000}) {
      List<String> walked = pages.walk("/stock?below=" + below, 100, "sku", () -> {});
      assertThat(walked).isSorted().doesNotHaveDuplicates();
      byLevel.forEach(
          (level, sku) ->
              assertThat(walked.contains(sku))
                  .as("%d units are below %d", level, below)
                  .isEqualTo(level < below));
    }
  }

  @Test
  void followsTheUnitsWhenTheyAreSold() {
    String sku = aSkuWith(100);
    assertThat(pages.walk("/stock?below=100", 100, "sku", () -> {})).doesNotContain(sku);
    aReservationOf(sku, 1);
    assertThat(pages.walk("/stock?below=100", 100, "sku", () -> {})).contains(sku);
    assertThat(pages.walk("/stock?below=99", 100, "sku", () -> {})).doesNotContain(sku);
  }

  @Test
  void doesNotShowAProductThatNeverCameIn() {
    String sku = aProduct();
    assertThat(pages.walk("/stock?below=1", 100, "sku", () -> {})).doesNotContain(sku);
  }

  /** Of five thousand candidates and more none belongs to the list, and the walk still ends. */
  @Test
  void readsNoMoreThanSomeCandidatesForOnePage() {
    String prefix = "-" + UUID.randomUUID().toString().substring(0, 8);
    Tables tables = Tables.of(Stack.current());
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 6000; i++) {
      rows.add("('%s-%04d', 60000, 0, 1)".formatted(prefix, i));
    }
    tables.run(
        "INSERT INTO stock (sku, on_hand, reserved, version) VALUES " + String.join(",", rows));
    try {
      JsonNode page = rest.get("/stock?below=50000&limit=100").expect(200).json();
      assertThat(page.path("hasMore").asBoolean()).isTrue();
      String sku = aSkuWith(45_000);
      assertThat(pages.walk("/stock?below=50000", 100, "sku", () -> {}))
          .contains(sku)
          .noneMatch(each -> each.startsWith(prefix));
    } finally {
      tables.run("DELETE FROM stock WHERE sku LIKE '" + prefix + "-%'");
    }
  }

  @Test
  void refusesWhatIsNoNumberOfUnits() {
    for (String below : List.of("-1", "ten", "", "1.5", "01", "1000000000000000", "%2B1")) {
      Rest.Answer answer = rest.get("/stock?below=" + below).expect(400);
      assertThat(answer.json().path("errors").get(0).path("field").asText()).isEqualTo("below");
    }
  }

  @Test
  void isReadAlongAnIndex() {
    assertBoundedBy("PRIMARY", database, BrowsingStock.all("s", 21));
    assertBoundedBy("by_available", database, BrowsingStock.lastCandidate(70, "s"));
    assertBoundedBy("by_available", database, BrowsingStock.below(70, "s", "t", 21));
    assertBoundedBy("by_available", database, BrowsingStock.below(1, "", null, 21));
    assertBoundedBy("by_available", database, BrowsingStock.below(123_456_789, "s", "t", 101));
  }
}
