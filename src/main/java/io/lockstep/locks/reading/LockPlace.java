package io.lockstep.locks.reading;

import java.util.regex.Pattern;

/** A place in the list of leases: by name, and of one name by backend. */
record LockPlace(String name, String backend) {
  private static final Pattern PLACE =
      Pattern.compile("\\p{ASCII}{1,128}/(database|redis|redlock)");

  static boolean isPlace(String cursor) {
    return PLACE.matcher(cursor).matches();
  }

  /** The place that a cursor names; before all others where it is empty. */
  static LockPlace of(String cursor) {
    int end = cursor.lastIndexOf('/');
    return end < 0
        ? new LockPlace("", "")
        : new LockPlace(cursor.substring(0, end), cursor.substring(end + 1));
  }

  boolean isBefore(HeldLock lock) {
    int names = name.compareTo(lock.name());
    return names < 0 || names == 0 && backend.compareTo(lock.backend()) < 0;
  }

  @Override
  public String toString() {
    return name + "/" + backend;
  }
}
