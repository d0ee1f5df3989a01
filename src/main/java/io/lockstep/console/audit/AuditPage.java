package io.lockstep.console.audit;

import io.lockstep.console.web.ConsolePage;
import io.lockstep.console.web.Listing;
import io.lockstep.console.web.Routes;
import io.lockstep.console.web.View;
import io.lockstep.console.web.Visit;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** The checks, which are run when they are asked for, and the audit log. */
@ApplicationScoped
class AuditPage implements ConsolePage {
  @Override
  public void addTo(Routes routes) {
    routes.page("/audit", AuditPage::show);
    routes.page("/audit/checks", AuditPage::check);
  }

  private static Uni<View> show(Visit visit) {
    Listing listing = Listing.of(visit, "actor", "target");
    return Uni.combine()
        .all()
        .unis(
            visit.find("listAuditLog", listing.on("/audit-log")),
            visit.find("listAuditResults", "/audit/results"))
        .asTuple()
        .map(
            both ->
                View.of("audit/log")
                    .with("log", both.getItem1().orElse(null))
                    .with("results", both.getItem2().orElse(null))
                    .with("filters", listing.filters())
                    .with("query", listing.query()));
  }

  /** Reads orders, stock, accounts and messages as a whole: nothing that is done every second. */
  private static Uni<View> check(Visit visit) {
    return visit.get("/audit").map(audit -> View.of("audit/checks").with("audit", audit));
  }
}
