package io.lockstep.console.locks;

import io.lockstep.console.web.ConsolePage;
import io.lockstep.console.web.Routes;
import io.lockstep.console.web.View;
import io.lockstep.console.web.Visit;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** All locks that there are now. */
@ApplicationScoped
class LocksPage implements ConsolePage {
  private static final List<String> BACKENDS = List.of("database", "redis", "redlock");

  @Override
  public void addTo(Routes routes) {
    routes.page("/locks", LocksPage::show);
  }

  private static Uni<View> show(Visit visit) {
    return Uni.combine()
        .all()
        .unis(
            visit.find("listLocks", "/locks?limit=100&backend=" + BACKENDS.get(0)),
            visit.find("listLocks", "/locks?limit=100&backend=" + BACKENDS.get(1)),
            visit.find("listLocks", "/locks?limit=100&backend=" + BACKENDS.get(2)),
            visit.find("listSemaphores", "/semaphores?limit=100"),
            visit.find("listRowLocks", "/row-locks"))
        .asTuple()
        .map(
            all ->
                View.of("locks/locks")
                    .with("database", all.getItem1().orElse(null))
                    .with("redis", all.getItem2().orElse(null))
                    .with("redlock", all.getItem3().orElse(null))
                    .with("semaphores", all.getItem4().orElse(null))
                    .with("rows", all.getItem5().orElse(null)));
  }
}
