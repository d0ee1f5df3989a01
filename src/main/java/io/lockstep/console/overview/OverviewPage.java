package io.lockstep.console.overview;

import io.lockstep.console.web.ConsolePage;
import io.lockstep.console.web.Routes;
import io.lockstep.console.web.View;
import io.lockstep.console.web.Visit;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** The flow of orders, and what of the status needs a person. */
@ApplicationScoped
class OverviewPage implements ConsolePage {
  @Override
  public void addTo(Routes routes) {
    routes.page("", OverviewPage::show);
    routes.page("/", OverviewPage::show);
  }

  private static Uni<View> show(Visit visit) {
    return Uni.combine()
        .all()
        .unis(
            visit.find("getStatus", "/status"),
            visit.find("getFlow", "/flow"),
            visit.find("listAuditResults", "/audit/results"))
        .asTuple()
        .map(
            all ->
                View.of("overview/overview")
                    .with("status", all.getItem1().orElse(null))
                    .with("steps", all.getItem2().map(FlowStep::of).orElse(null))
                    .with(
                        "concerns",
                        all.getItem1()
                            .map(status -> Concerns.of(status, all.getItem3().orElse(null)))
                            .orElse(null)));
  }
}
