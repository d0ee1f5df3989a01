package io.lockstep.console.stock;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lockstep.console.rest.RestCall;
import io.lockstep.console.web.ConsolePage;
import io.lockstep.console.web.Done;
import io.lockstep.console.web.Listing;
import io.lockstep.console.web.Routes;
import io.lockstep.console.web.View;
import io.lockstep.console.web.Visit;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.regex.Pattern;

/** The stock of one SKU, its reservations, and how it is counted anew. */
@ApplicationScoped
class SkuPage implements ConsolePage {
  private static final String PATH = "/stock/";
  private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,12}");

  @Override
  public void addTo(Routes routes) {
    routes.page("/stock/:sku", SkuPage::show);
    routes.act("/stock/:sku/receive", SkuPage::receive);
    routes.act("/stock/:sku/adjust", SkuPage::adjust);
    routes.act("/stock/:sku/release", SkuPage::release);
  }

  private static Uni<View> show(Visit visit) {
    Listing reservations = Listing.of(visit, "status").put("sku", visit.path("sku"));
    return Uni.combine()
        .all()
        .unis(
            visit.get(pathOf(visit)),
            visit.find("listReservations", reservations.on("/reservations")),
            visit.find("listStockMovements", pathOf(visit) + "/movements?limit=100"))
        .asTuple()
        .map(
            all ->
                View.of("stock/sku")
                    .with("stock", all.getItem1())
                    .with("reservations", all.getItem2().orElse(null))
                    .with("movements", all.getItem3().orElse(null))
                    .with(
                        "curve",
                        all.getItem3().map(moves -> Curve.of(all.getItem1(), moves)).orElse(null)));
  }

  private static Uni<Done> receive(Visit visit) {
    ObjectNode receipt = JsonNodeFactory.instance.objectNode();
    put(receipt, "quantity", visit.form("quantity"));
    return visit.act(
        RestCall.post(pathOf(visit) + "/receipts").with(receipt),
        pathOf(visit),
        "The units were added.");
  }

  private static Uni<Done> adjust(Visit visit) {
    ObjectNode adjustment = JsonNodeFactory.instance.objectNode();
    put(adjustment, "quantity", visit.form("quantity"));
    adjustment.put("kind", visit.form("kind"));
    return visit.act(
        RestCall.post(pathOf(visit) + "/adjustments").with(adjustment),
        pathOf(visit),
        "The stock was adjusted.");
  }

  private static Uni<Done> release(Visit visit) {
    return visit.act(
        RestCall.post("/reservations/" + Visit.encode(visit.form("reservation")) + "/release"),
        pathOf(visit),
        "The reservation was released.");
  }

  /** What is no number goes on as it was written: the REST interface says what is wrong with it. */
  private static void put(ObjectNode body, String name, String text) {
    String number = text.strip();
    if (WHOLE.matcher(number).matches()) {
      body.put(name, Long.parseLong(number));
    } else {
      body.put(name, text);
    }
  }

  private static String pathOf(Visit visit) {
    return PATH + Visit.encode(visit.path("sku"));
  }
}
