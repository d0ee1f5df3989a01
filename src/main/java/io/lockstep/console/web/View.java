package io.lockstep.console.web;

import java.util.HashMap;
import java.util.Map;

/**
 * What a page shows.
 *
 * @param template below {@code templates/console}, without its ending
 * @param data what the template names
 */
public record View(int status, String template, Map<String, Object> data) {
  private static final int OK = 200;

  /** A page without data of its own. */
  public static View of(String template) {
    return new View(OK, template, Map.of());
  }

  /** The same, which also knows this; null is nothing. */
  public View with(String name, Object value) {
    Map<String, Object> more = new HashMap<>(data);
    more.put(name, value);
    return new View(status, template, more);
  }

  /** The same under another status. */
  public View status(int code) {
    return new View(code, template, data);
  }
}
