package io.lockstep.testing.contract;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * What was seen in this test run. Quarkus loads the classes of tests anew for each application, so
 * it is kept with the properties of the JVM; as texts, since there are libraries that copy all of
 * those and expect nothing else.
 */
final class WatchLog {
  private static final String PREFIX = "http-contract.";
  private static final String SEEN = PREFIX + "seen.";
  private static final String DOCUMENTED = PREFIX + "documented.";
  private static final String FAULT = PREFIX + "fault.";
  private static final String ANSWERS = PREFIX + "answers";
  private static final String NANOS = PREFIX + "nanos";

  private WatchLog() {}

  static void note(String shown, List<String> faults, long nanos) {
    if (shown != null) {
      noteSeen(shown);
    }
    faults.forEach(fault -> System.setProperty(FAULT + UUID.randomUUID(), fault));
    add(ANSWERS, 1);
    add(NANOS, nanos);
  }

  static void noteSeen(String shown) {
    System.setProperty(SEEN + shown, "");
  }

  static void noteDocumented(Collection<String> all) {
    all.forEach(answer -> System.setProperty(DOCUMENTED + answer, ""));
  }

  /** The faults since this was last asked. */
  static List<String> takeFaults() {
    List<String> taken = new ArrayList<>();
    for (String key : System.getProperties().stringPropertyNames()) {
      if (key.startsWith(FAULT)) {
        taken.add(System.clearProperty(key));
      }
    }
    return taken;
  }

  static Set<String> seen() {
    return named(SEEN);
  }

  static Set<String> documented() {
    return named(DOCUMENTED);
  }

  static Set<String> unseen() {
    Set<String> unseen = documented();
    unseen.removeAll(seen());
    return unseen;
  }

  static long answers() {
    return Long.getLong(ANSWERS, 0);
  }

  static double microsOfEach() {
    return Long.getLong(NANOS, 0) / 1e3 / Math.max(1, answers());
  }

  private static Set<String> named(String prefix) {
    Set<String> names = new TreeSet<>();
    for (String key : System.getProperties().stringPropertyNames()) {
      if (key.startsWith(prefix)) {
        names.add(key.substring(prefix.length()));
      }
    }
    return names;
  }

  private static void add(String counter, long more) {
    System.getProperties()
        .merge(
            counter,
            Long.toString(more),
            (before, added) ->
                Long.toString(Long.parseLong((String) before) + Long.parseLong((String) added)));
  }
}
