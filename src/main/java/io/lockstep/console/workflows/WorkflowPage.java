package io.lockstep.console.workflows;

import io.lockstep.console.rest.RestCall;
import io.lockstep.console.web.ConsolePage;
import io.lockstep.console.web.Done;
import io.lockstep.console.web.Routes;
import io.lockstep.console.web.View;
import io.lockstep.console.web.Visit;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** One workflow: its steps, its history, and how it is cancelled. */
@ApplicationScoped
class WorkflowPage implements ConsolePage {
  private static final String PATH = "/workflows/";

  @Override
  public void addTo(Routes routes) {
    routes.page("/workflows/:id", WorkflowPage::show);
    routes.act("/workflows/:id/cancel", WorkflowPage::cancel);
  }

  private static Uni<View> show(Visit visit) {
    return visit
        .get(pathOf(visit))
        .map(
            workflow ->
                View.of("workflows/workflow")
                    .with("workflow", workflow)
                    .with("isOpen", workflow.path("status").asText().equals("RUNNING")));
  }

  private static Uni<Done> cancel(Visit visit) {
    return visit.act(
        RestCall.post(pathOf(visit) + "/cancel"),
        pathOf(visit),
        "The workflow is being cancelled.");
  }

  private static String pathOf(Visit visit) {
    return PATH + Visit.encode(visit.path("id"));
  }
}
