package io.lockstep.accounts.ledger;

import io.lockstep.accounts.ledger.Ledger.Moved;
import io.lockstep.accounts.ledger.Ledger.Outcome;
import io.lockstep.accounts.ledger.Ledger.Refused;
import io.lockstep.accounts.ledger.Ledger.Transfer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Decides transfers against locked accounts, in memory, and keeps what must be written. */
final class Posting {
  private final AccountRows.Locked locked;
  private final Instant at;
  private final List<Transfer> moved = new ArrayList<>();
  private final List<Line> lines = new ArrayList<>();

  Posting(AccountRows.Locked locked, Instant at) {
    this.locked = locked;
    this.at = at;
  }

  /** The rows that the transfers touch, in the order of locking. */
  static SortedSet<AccountKey> accountsOf(List<Transfer> transfers) {
    SortedSet<AccountKey> keys = new TreeSet<>();
    transfers.forEach(
        transfer -> {
          keys.add(payer(transfer));
          keys.add(payee(transfer));
        });
    return keys;
  }

  Outcome decide(Transfer transfer) {
    return refusal(transfer).<Outcome>map(refused -> refused).orElseGet(() -> move(transfer));
  }

  Instant at() {
    return at;
  }

  List<Transfer> moved() {
    return moved;
  }

  List<Line> lines() {
    return lines;
  }

  List<AccountState> changedAccounts() {
    Collection<AccountState> all = locked.accounts().values();
    return all.stream().filter(AccountState::isChanged).toList();
  }

  private Optional<Refused> refusal(Transfer transfer) {
    if (transfer.from().equals(transfer.to())) {
      return Optional.of(new Refused("same-account", transfer.from()));
    }
    return missing(payer(transfer))
        .or(() -> missing(payee(transfer)))
        .or(() -> closed(transfer))
        .or(() -> unaffordable(transfer));
  }

  private Optional<Refused> missing(AccountKey key) {
    if (locked.accounts().containsKey(key)) {
      return Optional.empty();
    }
    boolean existsOtherwise = locked.inOtherCurrency().contains(key.id());
    return Optional.of(new Refused(existsOtherwise ? "other-currency" : "no-account", key.id()));
  }

  private Optional<Refused> closed(Transfer transfer) {
    if (account(payer(transfer)).isClosed()) {
      return Optional.of(new Refused("account-closed", transfer.from()));
    }
    return account(payee(transfer)).isClosed() && !transfer.intoClosed()
        ? Optional.of(new Refused("account-closed", transfer.to()))
        : Optional.empty();
  }

  private Optional<Refused> unaffordable(Transfer transfer) {
    long amount = transfer.amount().amount();
    AccountState payer = account(payer(transfer));
    if (!payer.covers(amount)) {
      return Optional.of(new Refused("insufficient-funds", transfer.from()));
    }
    if (!payer.canHold(-amount)) {
      return Optional.of(new Refused("balance-overflow", transfer.from()));
    }
    return account(payee(transfer)).canHold(amount)
        ? Optional.empty()
        : Optional.of(new Refused("balance-overflow", transfer.to()));
  }

  private Moved move(Transfer transfer) {
    long amount = transfer.amount().amount();
    lines.add(new Line(transfer, account(payer(transfer)).add(-amount)));
    lines.add(new Line(transfer, account(payee(transfer)).add(amount)));
    moved.add(transfer);
    return new Moved(transfer, at);
  }

  private AccountState account(AccountKey key) {
    return locked.accounts().get(key);
  }

  private static AccountKey payer(Transfer transfer) {
    return new AccountKey(transfer.from(), transfer.amount().currency());
  }

  private static AccountKey payee(Transfer transfer) {
    return new AccountKey(transfer.to(), transfer.amount().currency());
  }

  /** An entry and the transfer it belongs to. */
  record Line(Transfer transfer, AccountState.Entry entry) {}
}
