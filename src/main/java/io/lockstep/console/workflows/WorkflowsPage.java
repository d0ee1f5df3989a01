package io.lockstep.console.workflows;

import io.lockstep.console.web.ConsolePage;
import io.lockstep.console.web.Listing;
import io.lockstep.console.web.Routes;
import io.lockstep.console.web.View;
import io.lockstep.console.web.Visit;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The list of workflows, and their types. */
@ApplicationScoped
class WorkflowsPage implements ConsolePage {
  private static final List<String> STATUSES = List.of("RUNNING", "COMPLETED", "CANCELLED");
  private static final String PATH = "/workflows";

  @Override
  public void addTo(Routes routes) {
    routes.page(PATH, WorkflowsPage::show);
  }

  private static Uni<View> show(Visit visit) {
    Listing listing = Listing.of(visit, "type", "status");
    return Uni.combine()
        .all()
        .unis(
            visit.get(listing.on(PATH)),
            visit.find("listWorkflowTypes", "/workflow-types?limit=100"))
        .asTuple()
        .map(
            both ->
                View.of("workflows/list")
                    .with("workflows", both.getItem1())
                    .with("statuses", STATUSES)
                    .with("types", both.getItem2().orElse(null))
                    .with("filters", listing.filters())
                    .with("query", listing.query()));
  }
}
