package io.lockstep.archfixtures.payments;

/** Looks for a class that the native executable does not have. */
final class LoadedByName {
  private LoadedByName() {}

  static Class<?> load(String name) throws ClassNotFoundException {
    return Class.forName(name);
  }
}
