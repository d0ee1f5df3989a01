package io.lockstep.console.overview;

import io.lockstep.console.web.ConsolePage;
import io.lockstep.console.web.Routes;
import io.lockstep.console.web.View;
import io.lockstep.console.web.Visit;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** What {@code GET /status} says, for people. */
@ApplicationScoped
class OverviewPage implements ConsolePage {
  @Override
  public void addTo(Routes routes) {
    routes.page("", OverviewPage::show);
    routes.page("/", OverviewPage::show);
  }

  private static Uni<View> show(Visit visit) {
    return visit
        .find("getStatus", "/status")
        .map(
            status ->
                View.of("overview/overview")
                    .with("status", status.orElse(null))
                    .with("concerns", status.map(Concern::of).orElse(null)));
  }
}
