package io.lockstep.console.web;

import io.lockstep.console.frame.Assets;
import io.lockstep.console.frame.Menu;
import io.lockstep.console.frame.Rights;
import io.lockstep.console.frame.Who;
import io.lockstep.security.Caller;
import io.lockstep.security.Role;
import io.quarkus.qute.Engine;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** Makes the text of a page. */
@ApplicationScoped
class Rendering {
  private final Engine engine;
  private final Assets assets;
  private final Csrf csrf;

  Rendering(Engine engine, Assets assets, Csrf csrf) {
    this.engine = engine;
    this.assets = assets;
    this.csrf = csrf;
  }

  Uni<String> render(Visit visit, View view) {
    TemplateInstance page = engine.getTemplate("console/" + view.template()).instance();
    view.data().forEach(page::data);
    Flash flash = Flash.take(visit.http());
    String path = visit.http().request().path();
    Rights rights = new Rights(visit.caller());
    return Uni.createFrom()
        .completionStage(
            page.data("assets", assets)
                .data("csrf", csrf.tokenFor(visit.http()))
                .data("key", UUID.randomUUID().toString())
                .data("self", visit.http().request().uri())
                .data("who", who(visit))
                .data("menu", visit.caller().isKnown() ? Menu.entriesFor(rights, path) : List.of())
                .data("may", rights)
                .data("flash", flash == null ? null : flash.message())
                .data("flashIsGood", flash != null && flash.isGood())
                .renderAsync());
  }

  private static Who who(Visit visit) {
    return visit.caller().isKnown()
        ? new Who(
            visit.caller().actor(),
            visit.caller().roles().stream()
                .map(Role::wire)
                .sorted()
                .collect(Collectors.joining(", ")),
            visit.caller().kind() != Caller.Kind.OPEN)
        : null;
  }
}
