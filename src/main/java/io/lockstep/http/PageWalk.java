package io.lockstep.http;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Fills a page from candidates of which not all belong to the list, batch by batch in the order of
 * the list. The number of batches is limited, so that no request reads more than that: a page that
 * is not full by then is given as it is, with the cursor behind the last candidate. It may be
 * short, even empty, and say that there is more.
 */
public final class PageWalk<T> {
  private final Page.Request request;
  private final int mostBatches;
  private final Function<T, String> key;
  private final Function<String, Uni<Batch<T>>> next;

  private PageWalk(
      Page.Request request,
      int mostBatches,
      Function<T, String> key,
      Function<String, Uni<Batch<T>>> next) {
    this.request = request;
    this.mostBatches = mostBatches;
    this.key = key;
    this.next = next;
  }

  /**
   * Fills one page.
   *
   * @param after the key that the page begins behind; empty for the first page
   * @param mostBatches most batches for this page
   * @param key what the cursor of an item is made of
   * @param next reads the batch behind a key
   */
  public static <T> Uni<Page<T>> fill(
      Page.Request request,
      String after,
      int mostBatches,
      Function<T, String> key,
      Function<String, Uni<Batch<T>>> next) {
    return new PageWalk<>(request, mostBatches, key, next).walk(after, List.of(), 1);
  }

  private Uni<Page<T>> walk(String after, List<T> before, int batches) {
    return next.apply(after)
        .flatMap(
            batch -> {
              List<T> found = Stream.concat(before.stream(), batch.items().stream()).toList();
              if (batch.reached() == null || found.size() > request.limit()) {
                return Uni.createFrom().item(Page.of(found, request, key));
              }
              return batches == mostBatches
                  ? Uni.createFrom().item(Page.upTo(found, batch.reached()))
                  : walk(batch.reached(), found, batches + 1);
            });
  }

  /**
   * Some candidates in their order.
   *
   * @param items those of them that belong to the list
   * @param reached the key of the last candidate; null if none is left
   */
  public record Batch<T>(List<T> items, String reached) {}
}
