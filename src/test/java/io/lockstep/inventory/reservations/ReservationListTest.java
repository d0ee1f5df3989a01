package io.lockstep.inventory.reservations;

import static io.lockstep.inventory.stock.StockFixture.aReservationOf;
import static io.lockstep.inventory.stock.StockFixture.aSku;
import static io.lockstep.inventory.stock.StockFixture.aSkuWith;
import static io.lockstep.inventory.stock.StockFixture.end;
import static io.lockstep.testing.Plans.assertBoundedBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agroal.api.AgroalDataSource;
import io.lockstep.testing.Pages;
import io.lockstep.testing.Rest;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ReservationListTest {
  private final Rest rest = Rest.ofTest();
  private final Pages pages = Pages.of(rest);

  @Inject AgroalDataSource database;

  @Test
  void showsEachReservationAsItIsShownAlone() {
    String sku = aSkuWith(1);
    String id = aReservationOf(sku, 1);
    List<JsonNode> found = pages.walk("/reservations?sku=" + sku, 20);
    assertThat(found).containsExactly(rest.get("/reservations/" + id).expect(200).json());
  }

  @Test
  void findsThoseOfASkuAndOfAStatusNewestFirst() {
    String sku = aSkuWith(100);
    List<String> held = reserve(sku, 3);
    List<String> sold = reserve(sku, 2);
    List<String> released = reserve(sku, 2);
    sold.forEach(id -> end(id, "commit").statusCode(200));
    released.forEach(id -> end(id, "release").statusCode(200));
    assertThat(ids("/reservations?sku=" + sku, 2))
        .hasSize(7)
        .isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(ids("/reservations?status=HELD&sku=" + sku, 1))
        .containsExactlyInAnyOrderElementsOf(held);
    assertThat(ids("/reservations?status=COMMITTED&sku=" + sku, 1))
        .containsExactlyInAnyOrderElementsOf(sold);
    assertThat(ids("/reservations?status=EXPIRED&sku=" + sku, 1)).isEmpty();
    assertThat(ids("/reservations?status=RELEASED", 100))
        .containsAll(released)
        .doesNotContainAnyElementsOf(held)
        .isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(ids("/reservations", 100)).containsAll(held).containsAll(sold);
  }

  @Test
  void losesNoneWhileOthersAreAdded() {
    // one is added with each page, and how many pages there are is up to the tests before
    String sku = aSkuWith(1_000_000);
    List<String> mine = reserve(sku, 7);
    List<String> walked =
        pages.walk("/reservations?sku=" + sku, 2, "id", () -> aReservationOf(sku, 1));
    assertThat(walked).doesNotHaveDuplicates().containsAll(mine);
    List<String> all = pages.walk("/reservations", 50, "id", () -> aReservationOf(sku, 1));
    assertThat(all).doesNotHaveDuplicates().containsAll(mine);
  }

  @Test
  void isEmptyWhereThereIsNothing() {
    assertThat(rest.get("/reservations?sku=" + aSku()).expect(200).text())
        .isEqualTo("{\"data\":[],\"hasMore\":false,\"next\":null}");
  }

  @Test
  void refusesWrongFilters() {
    for (String filter :
        List.of("sku=a*b", "sku=", "status=held", "status=", "status=HELD,EXPIRED")) {
      Rest.Answer answer = rest.get("/reservations?" + filter).expect(400);
      assertThat(answer.json().path("errors").get(0).path("field").asText())
          .isEqualTo(filter.substring(0, filter.indexOf('=')));
    }
  }

  @Test
  void isReadAlongAnIndex() {
    String id = "01a20c16-dceb-7437-93aa-b9b2d3848eb3";
    ReservationStatus held = ReservationStatus.HELD;
    assertBoundedBy("PRIMARY", database, Reservations.newest(null, null, "~", 21));
    assertBoundedBy("by_status", database, Reservations.newest(null, held, id, 21));
    assertBoundedBy("by_sku", database, Reservations.newest("s", held, id, 21));
    assertBoundedBy("by_sku", database, Reservations.newest("s", null, id, 101));
  }

  private static List<String> reserve(String sku, int count) {
    return IntStream.range(0, count).mapToObj(i -> aReservationOf(sku, 1)).toList();
  }

  private List<String> ids(String list, int limit) {
    return pages.walk(list, limit, "id", () -> {});
  }
}
