package io.lockstep.testing.contract;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * What was seen in this test run. Quarkus loads the classes of tests anew for each application, so
 * it is kept with the properties of the JVM.
 */
final class WatchLog {
  private static final String PREFIX = "lockstep.http-contract.";

  private WatchLog() {}

  static void note(String shown, List<String> faults, long nanos) {
    if (shown != null) {
      seen().add(shown);
    }
    faults().addAll(faults);
    adder("nanos").add(nanos);
    adder("answers").increment();
  }

  static void noteDocumented(Collection<String> all) {
    documented().addAll(all);
  }

  /** The faults since this was last asked. */
  static List<String> takeFaults() {
    List<String> taken = new ArrayList<>();
    for (String fault = faults().poll(); fault != null; fault = faults().poll()) {
      taken.add(fault);
    }
    return taken;
  }

  static Set<String> seen() {
    return kept("seen", ConcurrentSkipListSet::new);
  }

  static Set<String> documented() {
    return kept("documented", ConcurrentSkipListSet::new);
  }

  static Set<String> unseen() {
    Set<String> unseen = new TreeSet<>(documented());
    unseen.removeAll(seen());
    return unseen;
  }

  static long answers() {
    return adder("answers").sum();
  }

  static double microsOfEach() {
    return adder("nanos").sum() / 1e3 / Math.max(1, answers());
  }

  private static Queue<String> faults() {
    return kept("faults", ConcurrentLinkedQueue::new);
  }

  private static LongAdder adder(String name) {
    return kept(name, LongAdder::new);
  }

  /** All are of types that every loader shares. */
  @SuppressWarnings("unchecked")
  private static <T> T kept(String name, Supplier<T> made) {
    return (T) System.getProperties().computeIfAbsent(PREFIX + name, key -> made.get());
  }
}
