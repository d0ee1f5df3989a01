package io.lockstep.console.frame;

import io.lockstep.logins.sessions.Sessions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The pages, in the order of the menu, each with the operation that it cannot do without. */
public final class Menu {
  private static final List<Map.Entry<String, String>> PAGES =
      List.of(
          Map.entry("Overview", "getStatus"),
          Map.entry("Orders", "listOrders"),
          Map.entry("Dead letters", "listDeadLetters"),
          Map.entry("Stock", "listStock"),
          Map.entry("Payments", "listPayments"),
          Map.entry("Locks", "listLocks"),
          Map.entry("Workflows", "listWorkflows"),
          Map.entry("Audit", "audit"));

  private Menu() {}

  /**
   * Those that somebody with these rights may see.
   *
   * @param path of the page that is shown
   */
  public static List<MenuEntry> entriesFor(Rights rights, String path) {
    Stream<Map.Entry<String, String>> allowed =
        PAGES.stream().filter(page -> rights.use(page.getValue()));
    return allowed.map(page -> entry(page.getKey(), path)).toList();
  }

  private static MenuEntry entry(String name, String path) {
    String page = pathOf(name);
    String whole = Sessions.PATH + page;
    boolean isCurrent =
        page.isEmpty()
            ? path.equals(whole) || path.equals(whole + "/")
            : path.equals(whole) || path.startsWith(whole + "/");
    return new MenuEntry(name, page, isCurrent);
  }

  private static String pathOf(String name) {
    return name.equals("Overview")
        ? ""
        : "/" + name.toLowerCase(java.util.Locale.ROOT).replace(' ', '-');
  }
}
