package io.lockstep.accounts.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.accounts.ledger.Ledger.Moved;
import io.lockstep.accounts.ledger.Ledger.Refused;
import io.lockstep.accounts.ledger.Ledger.Transfer;
import io.lockstep.platform.Money;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PostingUnitTest {
  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

  private final Map<AccountKey, AccountState> accounts = new HashMap<>();
  private final Posting posting =
      new Posting(new AccountRows.Locked(accounts, Set.of("yen-only")), NOW);

  @Test
  void movesMoneyWithTwoEntriesThatSumToZero() {
    AccountState anna = open("anna", 100, 7);
    AccountState ben = open("ben", 5, 2);
    Transfer transfer = of(30, "anna", "ben");

    assertThat(posting.decide(transfer)).isEqualTo(new Moved(transfer, NOW));

    assertThat(anna.balance()).isEqualTo(70);
    assertThat(ben.balance()).isEqualTo(35);
    assertThat(posting.moved()).containsExactly(transfer);
    assertThat(posting.lines())
        .containsExactly(
            new Posting.Line(transfer, new AccountState.Entry(anna.key(), 8, -30, 70)),
            new Posting.Line(transfer, new AccountState.Entry(ben.key(), 3, 30, 35)));
    assertThat(posting.changedAccounts()).containsExactlyInAnyOrder(anna, ben);
  }

  @Test
  void spendsAnAccountToItsLastCentAndNoFurther() {
    AccountState anna = open("anna", 100);
    open("ben", 0);

    assertMoves(of(60, "anna", "ben"));
    assertRefuses(of(41, "anna", "ben"), "insufficient-funds", "anna");
    assertMoves(of(40, "anna", "ben"));
    assertRefuses(of(1, "anna", "ben"), "insufficient-funds", "anna");

    assertThat(anna.balance()).isZero();
    assertThat(anna.entries()).isEqualTo(2);
  }

  @Test
  void paysOutWhatCameInWithTheSameBatch() {
    open("anna", 0);
    open("ben", 50);
    open("cleo", 0);

    assertRefuses(of(50, "anna", "cleo"), "insufficient-funds", "anna");
    assertMoves(of(50, "ben", "anna"));
    assertMoves(of(50, "anna", "cleo"));
  }

  @Test
  void letsOnlyExternalGoBelowZero() {
    AccountState external = open(Ledger.EXTERNAL, 0);
    open(Ledger.MERCHANT, 0);
    open("anna", 0);

    assertMoves(of(500, Ledger.EXTERNAL, "anna"));
    assertRefuses(of(1, Ledger.MERCHANT, "anna"), "insufficient-funds", Ledger.MERCHANT);

    assertThat(external.balance()).isEqualTo(-500);
  }

  @Test
  void keepsEveryBalanceWithinFifteenDigits() {
    open("anna", 2);
    open("rich", Money.LARGEST - 1);

    assertMoves(of(1, "anna", "rich"));
    assertRefuses(of(1, "anna", "rich"), "balance-overflow", "rich");
  }

  @Test
  void keepsTheDebtOfExternalWithinFifteenDigits() {
    open(Ledger.EXTERNAL, 1 - Money.LARGEST);
    open("anna", 0);

    assertMoves(of(1, Ledger.EXTERNAL, "anna"));
    assertRefuses(of(1, Ledger.EXTERNAL, "anna"), "balance-overflow", Ledger.EXTERNAL);
  }

  @Test
  void movesTheLargestAmountAtOnce() {
    open(Ledger.EXTERNAL, 0);
    open("anna", 0);
    open("ben", 1);

    assertMoves(of(Money.LARGEST, Ledger.EXTERNAL, "anna"));
    assertRefuses(of(Money.LARGEST, "anna", "ben"), "balance-overflow", "ben");
    assertMoves(of(Money.LARGEST, "anna", Ledger.EXTERNAL));
  }

  @Test
  void refusesAClosedAccountOnEitherSide() {
    open("anna", 100);
    closed("gone", 100);

    assertRefuses(of(1, "gone", "anna"), "account-closed", "gone");
    assertRefuses(of(1, "anna", "gone"), "account-closed", "gone");
  }

  @Test
  void givesMoneyBackIntoAClosedAccountButTakesNoneOutOfIt() {
    open("anna", 100);
    AccountState gone = closed("gone", 0);

    assertMoves(refund(100, "anna", "gone"));
    assertRefuses(refund(100, "gone", "anna"), "account-closed", "gone");

    assertThat(gone.balance()).isEqualTo(100);
  }

  @Test
  void refusesAnAccountThatThereIsNotAndSaysWhereThereIsOneInAnotherCurrency() {
    open("anna", 100);

    assertRefuses(of(1, "anna", "nobody"), "no-account", "nobody");
    assertRefuses(of(1, "nobody", "anna"), "no-account", "nobody");
    assertRefuses(of(1, "anna", "yen-only"), "other-currency", "yen-only");
    assertRefuses(of(1, "yen-only", "anna"), "other-currency", "yen-only");
  }

  @Test
  void keepsTheCurrenciesOfOneIdApart() {
    AccountState euros = open("anna", 100);
    AccountState yen = account("anna", "JPY", AccountStatus.OPEN, 3, 0);
    account("ben", "JPY", AccountStatus.OPEN, 0, 0);

    assertMoves(transfer(3, "JPY", "anna", "ben"));
    assertRefuses(transfer(1, "JPY", "anna", "ben"), "insufficient-funds", "anna");

    assertThat(yen.balance()).isZero();
    assertThat(euros.balance()).isEqualTo(100);
    assertThat(euros.isChanged()).isFalse();
  }

  @Test
  void refusesATransferFromAnAccountToItself() {
    open("anna", 100);

    assertRefuses(of(1, "anna", "anna"), "same-account", "anna");
    assertRefuses(of(1, "nobody", "nobody"), "same-account", "nobody");
  }

  @Test
  void writesNothingOfWhatItRefuses() {
    open("anna", 0);
    open("ben", 0);

    assertRefuses(of(1, "anna", "ben"), "insufficient-funds", "anna");

    assertThat(posting.moved()).isEmpty();
    assertThat(posting.lines()).isEmpty();
    assertThat(posting.changedAccounts()).isEmpty();
  }

  @Test
  void locksEachAccountOnceAndInOneOrder() {
    List<Transfer> transfers =
        List.of(of(1, "b", "a"), of(1, "a", "b"), transfer(1, "CHF", "b", "c"), of(1, "c", "a"));

    assertThat(Posting.accountsOf(transfers))
        .containsExactly(
            new AccountKey("a", "EUR"),
            new AccountKey("b", "CHF"),
            new AccountKey("b", "EUR"),
            new AccountKey("c", "CHF"),
            new AccountKey("c", "EUR"));
  }

  private void assertMoves(Transfer transfer) {
    assertThat(posting.decide(transfer)).isEqualTo(new Moved(transfer, NOW));
  }

  private void assertRefuses(Transfer transfer, String reason, String account) {
    assertThat(posting.decide(transfer)).isEqualTo(new Refused(reason, account));
  }

  private AccountState open(String id, long balance) {
    return open(id, balance, 0);
  }

  private AccountState open(String id, long balance, long entries) {
    return account(id, "EUR", AccountStatus.OPEN, balance, entries);
  }

  private AccountState closed(String id, long balance) {
    return account(id, "EUR", AccountStatus.CLOSED, balance, 0);
  }

  private AccountState account(
      String id, String currency, AccountStatus status, long balance, long entries) {
    AccountKey key = new AccountKey(id, currency);
    AccountState account = new AccountState(key, status, balance, entries);
    accounts.put(key, account);
    return account;
  }

  private static Transfer of(long amount, String from, String to) {
    return transfer(amount, "EUR", from, to);
  }

  private static Transfer transfer(long amount, String currency, String from, String to) {
    return new Transfer(UUID.randomUUID(), from, to, new Money(amount, currency));
  }

  private static Transfer refund(long amount, String from, String to) {
    return Transfer.refund(UUID.randomUUID(), from, to, new Money(amount, "EUR"));
  }
}
