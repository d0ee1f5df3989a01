package io.lockstep.sql;

/** More work waits than is allowed to: nothing was done, come again later. */
public final class Overloaded extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Overloaded(String what) {
    super(what, null, false, false);
  }
}
