package io.lockstep.locks.leases;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a holder outside this process proves its lock with.
 *
 * @param backend the wire name of the backend
 * @param fence the number of the grant
 * @param ownerToken known to the holder and the backend alone
 */
record LockToken(String backend, long fence, String ownerToken) {
  /** One text for each token: a fence has no leading zeros. */
  private static final Pattern FORM =
      Pattern.compile("([a-z]{1,16})\\.(0|[1-9][0-9]{0,17})\\.([\\w-]{22})");

  static Optional<LockToken> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new LockToken(matcher.group(1), Long.parseLong(matcher.group(2)), matcher.group(3)))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return backend + "." + fence + "." + ownerToken;
  }
}
