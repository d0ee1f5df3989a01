package io.lockstep.locks.semaphores;

import io.lockstep.http.Page;
import io.lockstep.http.PageWalk;
import io.lockstep.http.PageWalk.Batch;
import io.lockstep.platform.Names;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Lists semaphores in the order of their names: those that were used lately. */
@ApplicationScoped
class BrowsingSemaphores {
  private static final int BATCH = 101;
  private static final int MOST_BATCHES = 10;

  private final Semaphores semaphores;

  BrowsingSemaphores(Semaphores semaphores) {
    this.semaphores = semaphores;
  }

  Uni<Page<Named>> list(Page.Request page) {
    return PageWalk.fill(
        page,
        page.afterId(Names::isValid),
        MOST_BATCHES,
        Named::name,
        after -> semaphores.names().behind(after, BATCH).flatMap(this::look));
  }

  private Uni<Batch<Named>> look(List<String> names) {
    if (names.isEmpty()) {
      return Uni.createFrom().item(new Batch<>(List.of(), null));
    }
    String reached = names.size() < BATCH ? null : names.get(BATCH - 1);
    return Uni.join()
        .all(names.stream().map(semaphores::look).toList())
        .andFailFast()
        .call(found -> semaphores.names().removeGone(gone(names, found)))
        .map(found -> new Batch<>(there(names, found), reached));
  }

  private List<Named> there(List<String> names, List<Optional<SemaphoreView>> found) {
    return IntStream.range(0, names.size())
        .boxed()
        .flatMap(i -> found.get(i).map(view -> named(names.get(i), view)).stream())
        .toList();
  }

  private static List<String> gone(List<String> names, List<Optional<SemaphoreView>> found) {
    return IntStream.range(0, names.size())
        .filter(i -> found.get(i).isEmpty())
        .mapToObj(names::get)
        .toList();
  }

  private Named named(String name, SemaphoreView view) {
    return new Named(name, view.limit(), view.inUse(), semaphores.waiting(name));
  }

  /**
   * A semaphore in the list.
   *
   * @param waiting how many callers of the instance that answers wait for a permit
   */
  @RegisterForReflection
  @Schema(name = "Semaphore")
  record Named(String name, long limit, long inUse, int waiting) {}
}
