package io.lockstep.console.deadletters;

import io.lockstep.console.rest.RestCall;
import io.lockstep.console.web.ConsolePage;
import io.lockstep.console.web.Done;
import io.lockstep.console.web.Listing;
import io.lockstep.console.web.Routes;
import io.lockstep.console.web.View;
import io.lockstep.console.web.Visit;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** The list of dead letters, and the replay of all of one queue. */
@ApplicationScoped
class DeadLettersPage implements ConsolePage {
  private static final String PATH = "/dead-letters";

  @Override
  public void addTo(Routes routes) {
    routes.page(PATH, DeadLettersPage::show);
    routes.act(PATH + "/replay", DeadLettersPage::replayAll);
  }

  private static Uni<View> show(Visit visit) {
    Listing listing = Listing.of(visit, "queue", "reason", "type", "from", "to");
    return visit
        .get(listing.on(PATH))
        .map(
            letters ->
                View.of("dead-letters/list")
                    .with("letters", letters)
                    .with("groups", Group.of(letters))
                    .with("filters", listing.filters())
                    .with("query", listing.query()));
  }

  private static Uni<Done> replayAll(Visit visit) {
    return visit.act(
        RestCall.post(PATH + "/replay?queue=" + Visit.encode(visit.form("queue"))),
        PATH,
        "The dead letters of this queue were put back into it.");
  }
}
