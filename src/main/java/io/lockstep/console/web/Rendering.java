package io.lockstep.console.web;

import io.lockstep.platform.Ids;
import io.lockstep.security.Role;
import io.quarkus.qute.Engine;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.Collectors;

/** Makes the text of a page. */
@ApplicationScoped
class Rendering {
  private final Engine engine;
  private final Assets assets;
  private final Csrf csrf;
  private final Ids ids;

  Rendering(Engine engine, Assets assets, Csrf csrf, Ids ids) {
    this.engine = engine;
    this.assets = assets;
    this.csrf = csrf;
    this.ids = ids;
  }

  Uni<String> render(Visit visit, View view) {
    TemplateInstance page = engine.getTemplate("console/" + view.template()).instance();
    view.data().forEach(page::data);
    Flash flash = Flash.take(visit.http());
    String path = visit.http().request().path();
    return Uni.createFrom()
        .completionStage(
            page.data("assets", assets)
                .data("csrf", csrf.tokenFor(visit.http()))
                .data("key", ids.next().toString())
                .data("self", visit.http().request().uri())
                .data("who", who(visit))
                .data("menu", visit.caller().isKnown() ? menu(visit, path) : List.of())
                .data("may", new Rights(visit))
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
            visit.caller().kind() != io.lockstep.security.Caller.Kind.OPEN)
        : null;
  }

  private static List<MenuEntry> menu(Visit visit, String path) {
    return Menu.entriesFor(visit, path);
  }
}
