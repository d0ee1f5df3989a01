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

/** Dead letters in groups that are alike, the letters of one group, and what became of others. */
@ApplicationScoped
class DeadLettersPage implements ConsolePage {
  private static final String PATH = "/dead-letters";

  @Override
  public void addTo(Routes routes) {
    routes.page(PATH, DeadLettersPage::showGroups);
    routes.page(PATH + "/groups/:group", DeadLettersPage::showGroup);
    routes.act(PATH + "/groups/:group/replay", DeadLettersPage::replay);
  }

  private static Uni<View> showGroups(Visit visit) {
    return Uni.combine()
        .all()
        .unis(
            visit.get(PATH + "/groups"),
            visit.find("listDeadLetterOutcomes", PATH + "/outcomes?limit=20"))
        .asTuple()
        .map(
            both ->
                View.of("dead-letters/groups")
                    .with("groups", both.getItem1())
                    .with("outcomes", both.getItem2().orElse(null)));
  }

  private static Uni<View> showGroup(Visit visit) {
    String group = visit.path("group");
    Listing listing = Listing.of(visit).put("group", group);
    return visit
        .get(listing.on(PATH))
        .map(
            letters ->
                View.of("dead-letters/group")
                    .with("letters", letters)
                    .with("group", group)
                    .with("first", letters.path("data").path(0))
                    .with("here", visit.http().request().path()));
  }

  private static Uni<Done> replay(Visit visit) {
    return visit.act(
        RestCall.post(PATH + "/groups/" + Visit.encode(visit.path("group")) + "/replay"),
        PATH,
        "The letters of the group are back in their queue. Those that fail again come back here.");
  }
}
