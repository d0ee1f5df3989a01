package io.lockstep.accounts.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.platform.Money;
import org.junit.jupiter.api.Test;

class AccountStateUnitTest {
  @Test
  void numbersItsEntriesOneAfterTheOther() {
    AccountState account = of("anna", AccountStatus.OPEN, 10, 41);
    assertThat(account.isChanged()).isFalse();

    assertThat(account.add(5)).isEqualTo(new AccountState.Entry(account.key(), 42, 5, 15));
    assertThat(account.add(-15)).isEqualTo(new AccountState.Entry(account.key(), 43, -15, 0));

    assertThat(account.isChanged()).isTrue();
    assertThat(account.entries()).isEqualTo(43);
  }

  @Test
  void coversWhatItHas() {
    AccountState account = of("anna", AccountStatus.OPEN, 10, 0);

    assertThat(account.covers(10)).isTrue();
    assertThat(account.covers(11)).isFalse();
    assertThat(of(Ledger.EXTERNAL, AccountStatus.OPEN, 0, 0).covers(Money.LARGEST)).isTrue();
    assertThat(of(Ledger.MERCHANT, AccountStatus.OPEN, 0, 0).covers(1)).isFalse();
  }

  @Test
  void holdsFifteenDigitsOfEitherSign() {
    AccountState account = of(Ledger.EXTERNAL, AccountStatus.OPEN, 0, 0);

    assertThat(account.canHold(Money.LARGEST)).isTrue();
    assertThat(account.canHold(-Money.LARGEST)).isTrue();
    assertThat(account.canHold(Money.LARGEST + 1)).isFalse();
    assertThat(account.canHold(-Money.LARGEST - 1)).isFalse();
  }

  @Test
  void isClosedIfItsRowSaysSo() {
    assertThat(of("anna", AccountStatus.CLOSED, 0, 0).isClosed()).isTrue();
    assertThat(of("anna", AccountStatus.OPEN, 0, 0).isClosed()).isFalse();
  }

  private static AccountState of(String id, AccountStatus status, long balance, long entries) {
    return new AccountState(new AccountKey(id, "EUR"), status, balance, entries);
  }
}
