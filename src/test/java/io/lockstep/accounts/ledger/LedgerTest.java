package io.lockstep.accounts.ledger;

import static io.lockstep.accounts.AccountFixture.anAccount;
import static io.lockstep.accounts.AccountFixture.anAccountWith;
import static io.lockstep.accounts.AccountFixture.anId;
import static io.lockstep.accounts.AccountFixture.balanceOf;
import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.accounts.AccountFixture;
import io.lockstep.accounts.UserAccounts;
import io.lockstep.accounts.ledger.Ledger.Moved;
import io.lockstep.accounts.ledger.Ledger.Outcome;
import io.lockstep.accounts.ledger.Ledger.Refused;
import io.lockstep.accounts.ledger.Ledger.Transfer;
import io.lockstep.platform.Ids;
import io.lockstep.platform.Money;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class LedgerTest {
  @Inject Ledger ledger;
  @Inject UserAccounts userAccounts;
  @Inject Transactions transactions;
  @Inject Ids ids;

  @Test
  void decidesEachTransferAlone() {
    String from = anAccountWith(100);
    String to = anAccount("EUR");
    List<Outcome> outcomes =
        transferAll(
            eur(from, to, 60),
            eur(from, to, 60),
            eur(from, anId(), 1),
            eur(to, from, 20),
            eur(from, to, 60));
    assertThat(outcomes.get(0)).isInstanceOf(Moved.class);
    assertThat(outcomes.get(1)).isEqualTo(new Refused("insufficient-funds", from));
    assertThat(outcomes.get(2)).isInstanceOfSatisfying(Refused.class, LedgerTest::hasNoAccount);
    assertThat(outcomes.get(3)).isInstanceOf(Moved.class);
    assertThat(outcomes.get(4)).isInstanceOf(Moved.class);
    assertThat(balanceOf(from)).isZero();
    assertThat(balanceOf(to)).isEqualTo(100);
  }

  @Test
  void chargesManyUsersForOneMerchantInOneTransaction() {
    List<String> users = IntStream.range(0, 256).mapToObj(n -> anId()).toList();
    inTransaction(
        tx ->
            userAccounts.apply(
                tx, users.stream().map(id -> UserAccounts.Change.opened(id, "x")).toList()));
    long before = merchantBalance();
    assertThat(transferAll(users.stream().map(id -> eur("external", id, 10)).toList()))
        .hasOnlyElementsOfType(Moved.class);
    assertThat(transferAll(users.stream().map(id -> eur(id, "merchant", 7)).toList()))
        .hasOnlyElementsOfType(Moved.class);
    assertThat(merchantBalance() - before).isEqualTo(256 * 7);
    assertThat(balanceOf(users.get(255))).isEqualTo(3);
  }

  @Test
  void refusesAClosedAccountButTakesARefundInto() {
    String user = anAccountWith(50);
    transferAll(eur(user, "merchant", 20));
    inTransaction(tx -> userAccounts.apply(tx, List.of(UserAccounts.Change.closed(user))));
    assertThat(transferAll(eur(user, "merchant", 1), eur("external", user, 1)))
        .containsOnly(new Refused("account-closed", user));
    assertThat(transferAll(Transfer.refund(ids.next(), "merchant", user, new Money(20, "EUR"))))
        .hasOnlyElementsOfType(Moved.class);
    assertThat(balanceOf(user)).isEqualTo(50);
    AccountFixture.transfer(user, anAccount("EUR"), 1, "EUR").statusCode(422);
  }

  @Test
  void keepsTheSumUnderConcurrentTransfersInBothDirections() {
    List<String> accounts = IntStream.range(0, 10).mapToObj(n -> anAccountWith(1000)).toList();
    Random random = new Random(7);
    List<List<Transfer>> work = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      List<String> pair = new ArrayList<>(accounts);
      Collections.shuffle(pair, random);
      work.add(List.of(eur(pair.get(0), pair.get(1), 1 + random.nextInt(300))));
    }
    List<Outcome> outcomes =
        Multi.createFrom()
            .iterable(work)
            .onItem()
            .transformToUni(
                transfers -> transactions.run("test", tx -> ledger.transferAll(tx, transfers)))
            .merge(16)
            .onItem()
            .<Outcome>disjoint()
            .collect()
            .asList()
            .await()
            .atMost(Duration.ofSeconds(60));
    assertThat(outcomes).hasSize(500);
    assertThat(accounts.stream().mapToLong(AccountFixture::balanceOf).sum()).isEqualTo(10_000);
    assertThat(accounts).allMatch(id -> balanceOf(id) >= 0);
    accounts.forEach(LedgerTest::entriesAddUp);
  }

  @Test
  void theSumOverAllAccountsIsZero() {
    anAccountWith(123);
    List<Long> sums =
        inTransaction(
            tx ->
                tx.list(
                    "SELECT CAST(SUM(balance) AS SIGNED) AS s FROM accounts GROUP BY currency",
                    row -> row.getLong("s")));
    assertThat(sums).isNotEmpty().containsOnly(0L);
  }

  /** Each entry's balance is the one before it plus its amount. */
  private static void entriesAddUp(String id) {
    List<List<Long>> entries = new ArrayList<>();
    String next = "";
    do {
      var page = get("/accounts/" + id + "/entries?limit=100" + next).then().extract().jsonPath();
      page.<Map<String, Object>>getList("data")
          .forEach(
              entry ->
                  entries.add(List.of(number(entry, "amount"), number(entry, "balanceAfter"))));
      next = page.getBoolean("hasMore") ? "&after=" + page.getString("next") : null;
    } while (next != null);
    Collections.reverse(entries);
    long balance = 0;
    for (List<Long> entry : entries) {
      balance += entry.get(0);
      assertThat(entry.get(1)).isEqualTo(balance);
    }
    assertThat(balanceOf(id)).isEqualTo(balance);
  }

  private static long number(Map<String, Object> entry, String member) {
    return ((Number) entry.get(member)).longValue();
  }

  private static void hasNoAccount(Refused refused) {
    assertThat(refused.reason()).isEqualTo("no-account");
  }

  private static long merchantBalance() {
    return balanceOf("merchant");
  }

  private Transfer eur(String from, String to, long amount) {
    return new Transfer(ids.next(), from, to, new Money(amount, "EUR"));
  }

  private List<Outcome> transferAll(Transfer... transfers) {
    return transferAll(List.of(transfers));
  }

  private List<Outcome> transferAll(List<Transfer> transfers) {
    return inTransaction(tx -> ledger.transferAll(tx, transfers));
  }

  private <T> T inTransaction(java.util.function.Function<Tx, Uni<T>> work) {
    return transactions.run("test", work).await().atMost(Duration.ofSeconds(20));
  }
}
