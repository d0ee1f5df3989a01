package io.lockstep.console.orders;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.console.rest.RestCall;
import io.lockstep.console.web.ConsolePage;
import io.lockstep.console.web.Done;
import io.lockstep.console.web.Routes;
import io.lockstep.console.web.View;
import io.lockstep.console.web.Visit;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** One order: where it is, what has happened, and what can be done about it. */
@ApplicationScoped
class OrderPage implements ConsolePage {
  private static final String PATH = "/orders/";

  @Override
  public void addTo(Routes routes) {
    routes.page("/orders/:id", OrderPage::show);
    routes.act("/orders/:id/cancel", OrderPage::cancel);
    routes.act("/orders/:id/reconcile", OrderPage::reconcile);
  }

  private static Uni<View> show(Visit visit) {
    String id = Visit.encode(visit.path("id"));
    String path = PATH + id;
    return Uni.combine()
        .all()
        .unis(
            visit.get(path),
            visit.find("getOrderTimeline", path + "/timeline"),
            visit.find("getOrderPayment", path + "/payment"),
            visit.find("listDeadLetters", "/dead-letters?limit=20&subject=" + id))
        .asTuple()
        .map(
            all ->
                view(all.getItem1(), all.getItem2(), all.getItem3())
                    .with("letters", all.getItem4().orElse(null)));
  }

  private static View view(
      JsonNode order, Optional<JsonNode> timeline, Optional<JsonNode> payment) {
    String status = order.path("status").asText();
    return View.of("orders/order")
        .with("order", order)
        .with("timeline", timeline.orElse(null))
        .with("payment", payment.orElse(null))
        .with("steps", Step.of(order))
        .with("isOpen", !status.equals("CONFIRMED") && !status.equals("CANCELLED"));
  }

  private static Uni<Done> cancel(Visit visit) {
    String id = Visit.encode(visit.path("id"));
    return visit.act(
        RestCall.post(PATH + id + "/cancel"), PATH + id, "The order is being cancelled.");
  }

  private static Uni<Done> reconcile(Visit visit) {
    String id = Visit.encode(visit.path("id"));
    return visit.act(
        RestCall.post("/payments/" + Visit.encode(visit.form("payment")) + "/reconcile"),
        PATH + id,
        "The payment was compared with its provider.");
  }
}
