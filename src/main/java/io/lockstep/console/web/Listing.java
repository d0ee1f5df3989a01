package io.lockstep.console.web;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The query of a list of the REST interface, made of the filters that a page has in its own. */
public final class Listing {
  private static final int ROWS = 50;

  private final Map<String, String> filters = new LinkedHashMap<>();
  private final String after;

  private Listing(String after) {
    this.after = after;
  }

  /** Of these filters, as far as the query of the page has them. */
  public static Listing of(Visit visit, String... names) {
    Listing listing = new Listing(visit.query("after"));
    for (String name : names) {
      listing.put(name, visit.query(name));
    }
    return listing;
  }

  /** The same with this filter; nothing is no filter. */
  @CanIgnoreReturnValue
  public Listing put(String name, String value) {
    if (!value.isBlank()) {
      filters.put(name, value);
    }
    return this;
  }

  /** The path of the list with its query. */
  public String on(String path) {
    return path
        + "?limit="
        + ROWS
        + (filters.isEmpty() ? "" : "&" + query())
        + (after.isEmpty() ? "" : "&after=" + Visit.encode(after));
  }

  /** The filters alone, as a query. */
  public String query() {
    return filters.entrySet().stream()
        .map(each -> each.getKey() + "=" + Visit.encode(each.getValue()))
        .collect(Collectors.joining("&"));
  }

  /** The filters by their names. */
  public Map<String, String> filters() {
    return filters;
  }
}
