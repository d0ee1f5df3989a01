package io.lockstep.inventory.movements;

import static io.lockstep.inventory.stock.StockFixture.aReservationOf;
import static io.lockstep.inventory.stock.StockFixture.aSku;
import static io.lockstep.inventory.stock.StockFixture.aSkuWith;
import static io.lockstep.inventory.stock.StockFixture.end;
import static io.lockstep.inventory.stock.StockFixture.post;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agroal.api.AgroalDataSource;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.Pages;
import io.lockstep.testing.Plans;
import io.lockstep.testing.Rest;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
class StockMovementsTest {
  private final Rest rest = Rest.ofTest();
  private final Pages pages = Pages.of(rest);
  private final OrderFixture orders = OrderFixture.through(rest);

  @Inject AgroalDataSource database;

  @Test
  void tellsReceiptsAndAdjustmentsWithWhatWasAvailableThen() {
    String sku = aSkuWith(10);
    aReservationOf(sku, 3);
    post("/stock/" + sku + "/adjustments", "{\"quantity\":-2,\"kind\":\"damage\",\"note\":\"wet\"}")
        .statusCode(200);

    List<JsonNode> found = movements(sku);

    assertThat(found)
        .extracting(each -> each.path("kind").asText())
        .containsExactly("adjustment", "reservation", "receipt");
    JsonNode adjustment = found.get(0);
    assertThat(adjustment.path("quantity").asInt()).isEqualTo(2);
    assertThat(adjustment.path("change").asInt()).isEqualTo(-2);
    assertThat(adjustment.path("availableAfter").asInt()).isEqualTo(5);
    assertThat(adjustment.path("reason").asText()).isEqualTo("damage");
    assertThat(adjustment.path("note").asText()).isEqualTo("wet");
    assertThat(adjustment.path("actor").asText()).isEqualTo("anonymous");
    assertThat(found.get(1).path("status").asText()).isEqualTo("HELD");
    assertThat(found.get(1).path("endedAt").isNull()).isTrue();
    assertThat(found.get(2).path("availableAfter").asInt()).isEqualTo(10);
    assertThat(found.get(2).path("actor").asText()).isEqualTo("anonymous");
  }

  @Test
  void tellsWhenAReservationEndedAndHow() {
    String sku = aSkuWith(10);
    String sold = aReservationOf(sku, 3);
    String released = aReservationOf(sku, 4);
    end(sold, "commit").statusCode(200);
    end(released, "release").statusCode(200);

    List<JsonNode> found = movements(sku);

    assertThat(found.get(0).path("id").asText()).isEqualTo(released);
    assertThat(found.get(0).path("status").asText()).isEqualTo("RELEASED");
    assertThat(found.get(0).path("change").asInt()).isEqualTo(-4);
    assertThat(found.get(1).path("status").asText()).isEqualTo("COMMITTED");
    assertThat(found.subList(0, 2))
        .allSatisfy(each -> assertThat(each.path("endedAt").isNull()).isFalse());
  }

  @Test
  void tellsWhatBecameOfTheUnitsThatOrdersWant() {
    String sku = orders.aProductWithStock(2);
    String user = orders.aRichUser();
    String confirmed = order(user, sku, 2);
    orders.theFinal(confirmed);
    String rejected = order(user, sku, 1);
    orders.theFinal(rejected);

    List<JsonNode> found = movements(sku);

    assertThat(found.get(0).path("id").asText()).isEqualTo(rejected);
    assertThat(found.get(0).path("status").asText()).isEqualTo("REJECTED");
    assertThat(found.get(0).path("quantity").asInt()).isEqualTo(1);
    assertThat(found.get(0).path("change").asInt(-1)).isZero();
    assertThat(found.get(1).path("id").asText()).isEqualTo(confirmed);
    assertThat(found.get(1).path("status").asText()).isEqualTo("ALLOCATED");
    assertThat(found.get(1).path("change").asInt()).isEqualTo(-2);
    assertThat(found.get(2).path("kind").asText()).isEqualTo("receipt");
  }

  @Test
  void goesOnPageByPageAcrossAllKinds() {
    String sku = aSkuWith(100);
    for (int i = 0; i < 3; i++) {
      aReservationOf(sku, 1);
      post("/stock/" + sku + "/adjustments", "{\"quantity\":1,\"kind\":\"found\"}").statusCode(200);
    }
    List<String> all = movements(sku).stream().map(each -> each.path("id").asText()).toList();
    assertThat(all).hasSize(7).isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(pages.walk("/stock/" + sku + "/movements", 2))
        .extracting(each -> each.path("id").asText())
        .containsExactlyElementsOf(all);
  }

  @Test
  void isNotThereForASkuOfWhichNothingEverMoved() {
    rest.get("/stock/" + aSku() + "/movements").expect(404);
    rest.get("/stock/a*b/movements").expect(404);
  }

  @Test
  void readsReservationsAlongTheirIndex() {
    Plans.assertBoundedBy("by_sku", database, ReadingMovements.reservations("sku-1", "~", 21));
  }

  private String order(String user, String sku, int quantity) {
    return rest.post("/orders", OrderFixture.anOrderOf(user, sku, quantity))
        .expect(201)
        .json()
        .path("id")
        .asText();
  }

  private List<JsonNode> movements(String sku) {
    return pages.walk("/stock/" + sku + "/movements", 100);
  }
}
