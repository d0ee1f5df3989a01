package io.lockstep.accounts.ledger;

import io.lockstep.platform.Money;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;

/**
 * Moves money between accounts. Each transfer is two entries that sum to zero, in the caller's
 * transaction, and account rows are locked in ascending order of (id, currency), so transfers alone
 * never deadlock.
 *
 * <p>Cost: four statements for any number of transfers (lock, balances, transfers, entries); two
 * more the first time that a system account is used in a currency, one more where an account is
 * missing.
 */
@ApplicationScoped
public class Ledger {
  /** The account behind deposits; the only one that may go below zero. */
  public static final String EXTERNAL = "external";

  /** The account that orders are paid to. */
  public static final String MERCHANT = "merchant";

  private final AccountRows rows;
  private final Clock clock;

  Ledger(AccountRows rows, Clock clock) {
    this.rows = rows;
    this.clock = clock;
  }

  /** Whether the id is one of an account that belongs to nobody and is opened by its first use. */
  public static boolean isSystemAccount(String id) {
    return id.equals(EXTERNAL) || id.equals(MERCHANT);
  }

  /**
   * Decides transfers in the order of the list, each alone: one that is refused changes nothing and
   * the others go on. Must be called once in a transaction, with all its transfers.
   *
   * @return one outcome for each transfer, in the same order
   */
  public Uni<List<Outcome>> transferAll(Tx tx, List<Transfer> transfers) {
    if (transfers.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    return rows.lock(tx, Posting.accountsOf(transfers))
        .flatMap(locked -> post(tx, transfers, locked));
  }

  private Uni<List<Outcome>> post(Tx tx, List<Transfer> transfers, AccountRows.Locked locked) {
    Posting posting = new Posting(locked, clock.instant());
    List<Outcome> outcomes = transfers.stream().map(posting::decide).toList();
    return rows.write(tx, posting).replaceWith(outcomes);
  }

  /**
   * A request to move money.
   *
   * @param id the transfer's own id, never used before
   * @param from the account that pays
   * @param to the account that receives
   * @param amount how much, more than zero
   * @param intoClosed whether a closed account may still receive it: what was taken from an account
   *     can be given back after it was closed
   */
  public record Transfer(UUID id, String from, String to, Money amount, boolean intoClosed) {
    public Transfer {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(from, "from");
      Objects.requireNonNull(to, "to");
      if (amount.amount() <= 0) {
        throw new IllegalArgumentException("amount must be positive");
      }
    }

    /** An ordinary transfer, which a closed account refuses. */
    public Transfer(UUID id, String from, String to, Money amount) {
      this(id, from, to, amount, false);
    }

    /** Gives money back, also into an account that was closed meanwhile. */
    public static Transfer refund(UUID id, String from, String to, Money amount) {
      return new Transfer(id, from, to, amount, true);
    }
  }

  /** What became of a transfer. */
  public sealed interface Outcome permits Moved, Refused {
    /** Answers with the branch that applies. */
    <T> T map(Function<Moved, T> moved, Function<Refused, T> refused);
  }

  /**
   * The money has moved.
   *
   * @param at when
   */
  public record Moved(Transfer transfer, Instant at) implements Outcome {
    @Override
    public <T> T map(Function<Moved, T> moved, Function<Refused, T> refused) {
      return moved.apply(this);
    }
  }

  /**
   * Nothing has changed.
   *
   * @param reason {@code insufficient-funds}, {@code account-closed}, {@code no-account}, {@code
   *     other-currency}, {@code same-account} or {@code balance-overflow}
   * @param account the account that is the reason
   */
  public record Refused(String reason, String account) implements Outcome {
    @Override
    public <T> T map(Function<Moved, T> moved, Function<Refused, T> refused) {
      return refused.apply(this);
    }
  }
}
