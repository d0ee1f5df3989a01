package io.lockstep.sql;

/** The database did not answer in time; the work was not done, or it is not known to be done. */
final class DatabaseUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DatabaseUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
