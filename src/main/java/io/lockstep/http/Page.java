package io.lockstep.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One page of a list.
 *
 * @param data the items
 * @param hasMore whether there are more behind them
 * @param next the cursor that continues, or null
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Page<T>(List<T> data, boolean hasMore, @Schema(nullable = true) String next) {

  /**
   * A page of rows that were read with {@link Request#rowsToRead()}: one more than fits says that
   * there are more.
   *
   * @param key what the cursor of an item is made of: its place in the order of the list
   */
  public static <T> Page<T> of(List<T> rows, Request request, Function<T, String> key) {
    boolean hasMore = rows.size() > request.limit();
    List<T> data = hasMore ? rows.subList(0, request.limit()) : rows;
    String next = hasMore ? encode(key.apply(data.get(data.size() - 1))) : null;
    return new Page<>(data, hasMore, next);
  }

  /** A page that ends before it is full, at this key, see {@link PageWalk}. */
  static <T> Page<T> upTo(List<T> data, String key) {
    return new Page<>(data, true, encode(key));
  }

  /** The same page with other items, in the same number and order. */
  public <U> Page<U> map(Function<T, U> view) {
    return new Page<>(data.stream().map(view).toList(), hasMore, next);
  }

  private static String encode(String key) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(key.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Which page is asked for.
   *
   * @param limit how many items fit, 1..100
   * @param after the key of the last item of the page before; null for the first page
   */
  public record Request(int limit, String after) {
    /** How many items fit where the caller does not say. */
    public static final int DEFAULT_LIMIT = 20;

    /** The most items of a page. */
    public static final int MOST = 100;

    /** Ids are made of ASCII characters below this one. */
    private static final String ABOVE_ALL_IDS = "~";

    /** In digits of ASCII, since {@code parseInt} reads those of all scripts, and signs. */
    private static final Pattern LIMIT = Pattern.compile("[1-9][0-9]?|100");

    /**
     * Reads the query parameters {@code limit} and {@code after}.
     *
     * @throws Problem 400 if either is wrong
     */
    public static Request of(String limit, String after) {
      return new Request(parseLimit(limit), after == null ? null : decode(after));
    }

    /** How many rows to read: one more than fits. */
    public int rowsToRead() {
      return limit + 1;
    }

    /**
     * The cursor of a list that is ordered by number.
     *
     * @param first what stands for the first page
     * @throws Problem 400 if the cursor is not a number
     */
    public long afterNumber(long first) {
      if (after == null) {
        return first;
      }
      try {
        long number = Long.parseLong(after);
        if (Long.toString(number).equals(after)) {
          return number;
        }
      } catch (NumberFormatException notANumber) {
        throw wrongCursor();
      }
      throw wrongCursor();
    }

    /**
     * The cursor of a list that is ordered by an id of its items, backwards.
     *
     * @param pattern tells what could be such an id
     * @return the id; for the first page a text that is above all ids
     * @throws Problem 400 if the cursor is none
     */
    public String beforeId(Predicate<String> pattern) {
      return after == null ? ABOVE_ALL_IDS : afterId(pattern);
    }

    /**
     * The cursor of a list that is ordered by an id of its items.
     *
     * @param pattern tells what could be such an id
     * @return the id; empty for the first page
     * @throws Problem 400 if the cursor is none
     */
    public String afterId(Predicate<String> pattern) {
      if (after == null) {
        return "";
      }
      if (!pattern.test(after)) {
        throw wrongCursor();
      }
      return after;
    }

    private static int parseLimit(String limit) {
      if (limit == null) {
        return DEFAULT_LIMIT;
      }
      if (!LIMIT.matcher(limit).matches()) {
        throw Problem.invalid("limit", "must be a number from 1 to 100");
      }
      return Integer.parseInt(limit);
    }

    private static String decode(String cursor) {
      try {
        String key = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        if (!key.isEmpty() && encode(key).equals(cursor)) {
          return key;
        }
      } catch (IllegalArgumentException notBase64) {
        throw wrongCursor();
      }
      throw wrongCursor();
    }

    private static Problem wrongCursor() {
      return Problem.invalid("after", "is not a cursor that this list gave out");
    }
  }
}
