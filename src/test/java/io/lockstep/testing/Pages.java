package io.lockstep.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Walks lists page by page, as callers do. */
public final class Pages {
  private static final int MOST_PAGES = 20_000;

  private final Rest rest;

  private Pages(Rest rest) {
    this.rest = rest;
  }

  /** Of this service. */
  public static Pages of(Rest rest) {
    return new Pages(rest);
  }

  /** All items of a list. */
  public List<JsonNode> walk(String list, int limit) {
    return walk(list, limit, () -> {});
  }

  /**
   * All items of a list.
   *
   * @param list path and filters
   * @param betweenPages is done after each page
   */
  public List<JsonNode> walk(String list, int limit, Runnable betweenPages) {
    List<JsonNode> all = new ArrayList<>();
    String next = "";
    for (int pages = 1; next != null; pages++) {
      assertThat(pages).as("pages of %s", list).isLessThan(MOST_PAGES);
      JsonNode page = rest.get(with(list, "limit=" + limit + next)).expect(200).json();
      next = nextOf(page, list);
      assertThat(page.path("data").size()).as(list).isLessThanOrEqualTo(limit);
      page.path("data").forEach(all::add);
      betweenPages.run();
    }
    return all;
  }

  /** One member of all items. */
  public List<String> walk(String list, int limit, String member, Runnable betweenPages) {
    return walk(list, limit, betweenPages).stream()
        .map(item -> item.path(member).asText())
        .toList();
  }

  private static String nextOf(JsonNode page, String list) {
    boolean hasMore = page.path("hasMore").booleanValue();
    assertThat(page.path("next").isTextual()).as("next in %s: %s", list, page).isEqualTo(hasMore);
    return hasMore ? "&after=" + page.path("next").asText() : null;
  }

  /** A path with one more query parameter. */
  public static String with(String path, String parameter) {
    return path + (path.contains("?") ? "&" : "?") + parameter;
  }
}
