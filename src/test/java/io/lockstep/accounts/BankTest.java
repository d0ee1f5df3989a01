package io.lockstep.accounts;

import static io.lockstep.accounts.AccountFixture.anAccountWith;
import static io.lockstep.accounts.AccountFixture.balanceOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.accounts.ledger.Ledger;
import io.lockstep.accounts.ledger.Ledger.Moved;
import io.lockstep.accounts.ledger.Ledger.Outcome;
import io.lockstep.accounts.ledger.Ledger.Transfer;
import io.lockstep.platform.Ids;
import io.lockstep.platform.Money;
import io.lockstep.sql.Isolation;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.lockstep.sql.TxOptions;
import io.lockstep.sql.tables.JsonRows;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Many callers move money between few accounts in both directions, each transfer a transaction of
 * its own, while others sum the balances.
 */
@QuarkusTest
class BankTest {
  private static final int ACCOUNTS = 20;
  private static final int CALLERS = 64;
  private static final int TRANSFERS = 20_000;
  private static final long START = 1_000;
  private static final long LARGEST = 400;
  private static final Duration TIMEOUT = Duration.ofMinutes(4);

  @Inject Ledger ledger;
  @Inject Transactions transactions;
  @Inject Ids ids;
  @Inject MeterRegistry metrics;

  private final String useCase = "bank-" + UUID.randomUUID();
  private List<String> accounts;

  @BeforeEach
  void openAccounts() {
    accounts = IntStream.range(0, ACCOUNTS).mapToObj(n -> anAccountWith(START)).toList();
  }

  @Test
  void keepsEverySumAndNeverDeadlocksBecauseRowsAreLockedInOrder() {
    everySumHolds(TRANSFERS, (tx, transfer) -> ledger.transferAll(tx, List.of(transfer)));
    assertThat(deadlocks()).isZero();
    assertThat(retries()).isZero();
  }

  @Test
  void deadlocksWithoutTheOrderAndKeepsEverySumAllTheSame() {
    everySumHolds(TRANSFERS / 4, this::transferLockingThePayerFirst);
    assertThat(deadlocks()).isPositive();
    assertThat(retries()).isGreaterThanOrEqualTo(deadlocks());
  }

  private Uni<List<Outcome>> transferLockingThePayerFirst(Tx tx, Transfer transfer) {
    return lock(tx, transfer.from())
        .chain(() -> lock(tx, transfer.to()))
        .chain(() -> ledger.transferAll(tx, List.of(transfer)));
  }

  private static Uni<List<String>> lock(Tx tx, String account) {
    return tx.lock(
        RowLock.UPDATE,
        "SELECT id FROM accounts WHERE id = ? AND currency = 'EUR'",
        row -> row.getString("id"),
        account);
  }

  private void everySumHolds(
      int transfers, BiFunction<Tx, Transfer, Uni<List<Outcome>>> transferOne) {
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<List<Long>> sums = CompletableFuture.supplyAsync(() -> sumUntil(done));
    List<Outcome> outcomes = moveAtRandom(transfers, transferOne);
    done.set(true);

    assertThat(sums.join()).isNotEmpty().containsOnly(ACCOUNTS * START);
    assertThat(outcomes).hasSize(transfers);
    List<Transfer> moved =
        outcomes.stream()
            .filter(Moved.class::isInstance)
            .map(outcome -> ((Moved) outcome).transfer())
            .toList();
    assertThat(moved).as("most had the money").hasSizeGreaterThan(transfers / 2);
    Map<String, Long> expected = balancesAfter(moved);
    assertThat(accounts).allSatisfy(id -> assertThat(balanceOf(id)).isEqualTo(expected.get(id)));
    assertThat(expected.values()).allMatch(balance -> balance >= 0);
    assertThat(entries()).as("two for each transfer").isEqualTo(2 * moved.size() + ACCOUNTS);
  }

  private List<Outcome> moveAtRandom(
      int transfers, BiFunction<Tx, Transfer, Uni<List<Outcome>>> transferOne) {
    TxOptions options = TxOptions.of(useCase).within(Duration.ofSeconds(14));
    Random random = new Random(11);
    List<Transfer> wishes = IntStream.range(0, transfers).mapToObj(n -> aTransfer(random)).toList();
    return Multi.createFrom()
        .iterable(wishes)
        .onItem()
        .transformToUni(wish -> transactions.run(options, tx -> transferOne.apply(tx, wish)))
        .merge(CALLERS)
        .onItem()
        .<Outcome>disjoint()
        .collect()
        .asList()
        .await()
        .atMost(TIMEOUT);
  }

  private Transfer aTransfer(Random random) {
    int from = random.nextInt(ACCOUNTS);
    int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
    Money amount = new Money(1 + random.nextInt((int) LARGEST), "EUR");
    return new Transfer(ids.next(), accounts.get(from), accounts.get(to), amount);
  }

  /** Each sum is read row by row with statements of one transaction, not with a single one. */
  private List<Long> sumUntil(AtomicBoolean done) {
    List<Long> sums = new ArrayList<>();
    TxOptions options = TxOptions.of(useCase).at(Isolation.REPEATABLE_READ).reading();
    do {
      Uni<Long> sum = transactions.run(options, tx -> sumOneByOne(tx, 0));
      sums.add(sum.await().atMost(TIMEOUT));
    } while (!done.get());
    return sums;
  }

  private Uni<Long> sumOneByOne(Tx tx, int at) {
    return at == ACCOUNTS
        ? Uni.createFrom().item(0L)
        : tx.first(
                "SELECT balance FROM accounts WHERE id = ?",
                row -> row.getLong("balance"),
                accounts.get(at))
            .flatMap(
                balance -> sumOneByOne(tx, at + 1).map(others -> others + balance.orElseThrow()));
  }

  private Map<String, Long> balancesAfter(List<Transfer> moved) {
    Map<String, Long> balances = new HashMap<>();
    accounts.forEach(id -> balances.put(id, START));
    for (Transfer transfer : moved) {
      balances.merge(transfer.from(), -transfer.amount().amount(), Long::sum);
      balances.merge(transfer.to(), transfer.amount().amount(), Long::sum);
    }
    return balances;
  }

  private long entries() {
    Uni<Long> count =
        transactions.read(
            tx ->
                tx.first(
                        """
                        SELECT COUNT(*) AS entries FROM account_entries e
                          JOIN JSON_TABLE(?, '$[*]' COLUMNS (
                            id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) j
                            ON j.id = e.account_id
                        """,
                        row -> row.getLong("entries"),
                        JsonRows.ofValues(accounts))
                    .map(found -> found.orElseThrow()));
    return count.await().atMost(TIMEOUT);
  }

  private double deadlocks() {
    return metrics
        .counter("lockstep.sql.conflicts", "use_case", useCase, "kind", "deadlock")
        .count();
  }

  private double retries() {
    return metrics.counter("lockstep.sql.retries", "use_case", useCase).count();
  }
}
