package io.lockstep.accounts.ledger;

import java.util.Comparator;

/** The place of an account row; the order is the one in which rows are locked. */
record AccountKey(String id, String currency) implements Comparable<AccountKey> {
  private static final Comparator<AccountKey> ORDER =
      Comparator.comparing(AccountKey::id).thenComparing(AccountKey::currency);

  @Override
  public int compareTo(AccountKey other) {
    return ORDER.compare(this, other);
  }
}
