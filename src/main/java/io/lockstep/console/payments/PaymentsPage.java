package io.lockstep.console.payments;

import io.lockstep.console.web.ConsolePage;
import io.lockstep.console.web.Listing;
import io.lockstep.console.web.Routes;
import io.lockstep.console.web.View;
import io.lockstep.console.web.Visit;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The list of payments. */
@ApplicationScoped
class PaymentsPage implements ConsolePage {
  private static final List<String> STATUSES =
      List.of(
          "REQUESTED",
          "UNKNOWN",
          "AUTHORISED",
          "CAPTURED",
          "DECLINED",
          "VOIDED",
          "REFUND_PENDING",
          "REFUNDED");
  private static final String PATH = "/payments";

  @Override
  public void addTo(Routes routes) {
    routes.page(PATH, PaymentsPage::show);
  }

  private static Uni<View> show(Visit visit) {
    Listing listing = Listing.of(visit, "status");
    return Uni.combine()
        .all()
        .unis(visit.get(listing.on(PATH)), visit.find("getStatus", "/status"))
        .asTuple()
        .map(
            both ->
                View.of("payments/list")
                    .with("payments", both.getItem1())
                    .with("statuses", STATUSES)
                    .with("status", both.getItem2().orElse(null))
                    .with("filters", listing.filters())
                    .with("query", listing.query()));
  }
}
