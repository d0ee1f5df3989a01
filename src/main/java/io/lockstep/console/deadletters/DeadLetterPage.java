package io.lockstep.console.deadletters;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lockstep.console.rest.RestCall;
import io.lockstep.console.web.ConsolePage;
import io.lockstep.console.web.Done;
import io.lockstep.console.web.Routes;
import io.lockstep.console.web.View;
import io.lockstep.console.web.Visit;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** One dead letter: what it says, what was wrong with it, and how to mend it. */
@ApplicationScoped
class DeadLetterPage implements ConsolePage {
  private static final String PATH = "/dead-letters/";
  private static final String LIST = "/dead-letters";

  @Override
  public void addTo(Routes routes) {
    routes.page("/dead-letters/:id", DeadLetterPage::show);
    routes.act("/dead-letters/:id/mend", DeadLetterPage::mend);
    routes.act("/dead-letters/:id/replay", DeadLetterPage::replay);
    routes.act("/dead-letters/:id/delete", DeadLetterPage::delete);
  }

  private static Uni<View> show(Visit visit) {
    return visit
        .get(pathOf(visit))
        .map(
            letter ->
                View.of("dead-letters/letter")
                    .with("letter", letter)
                    .with("editable", !letter.path("payloadFormat").asText().equals("base64")));
  }

  /** The payload is a text that is the body itself, so that even what is no JSON can be kept. */
  private static Uni<Done> mend(Visit visit) {
    ObjectNode change = JsonNodeFactory.instance.objectNode();
    change.put("payload", visit.form("payload"));
    change.put("payloadFormat", "text");
    return visit.act(
        RestCall.patch(pathOf(visit)).with(change).header("If-Match", version(visit)),
        pathOf(visit),
        "The letter is mended. Replay it to have it applied.");
  }

  private static Uni<Done> replay(Visit visit) {
    return visit.act(
        RestCall.post(pathOf(visit) + "/replay").header("If-Match", version(visit)),
        LIST,
        "The letter is back in its queue. If it fails again, it comes back here.");
  }

  private static Uni<Done> delete(Visit visit) {
    return visit.act(
        RestCall.delete(pathOf(visit)).header("If-Match", version(visit)),
        LIST,
        "The letter is deleted.");
  }

  /** What was looked at, so that nothing is done to a letter that somebody has changed since. */
  private static String version(Visit visit) {
    return "\"" + visit.form("version") + "\"";
  }

  private static String pathOf(Visit visit) {
    return PATH + Visit.encode(visit.path("id"));
  }
}
