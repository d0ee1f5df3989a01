package io.lockstep.inventory.guards;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agroal.api.AgroalDataSource;
import io.lockstep.bench.BarChart;
import io.lockstep.bench.Machine;
import io.lockstep.bench.Rounds;
import io.lockstep.idempotency.Acts;
import io.lockstep.inventory.reservations.ReservationCommand;
import io.lockstep.inventory.reservations.ReserveOutcome;
import io.lockstep.inventory.stock.StockFixture;
import io.lockstep.operations.AuditCheck;
import io.lockstep.platform.Ids;
import io.lockstep.sql.Isolation;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.TxOptions;
import io.lockstep.testing.ClosedLoop;
import io.lockstep.testing.ClosedLoop.Figures;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * {@code ./lockstep bench hot-sku}: one SKU that many want, reserved through every guard, and
 * beside them in the same run what one would write without this project. No test: it holds only
 * that the stock is right afterwards.
 */
@QuarkusTest
class HotSkuBench {
  private static final int CALLERS = Integer.getInteger("bench.callers", 256);
  private static final Duration ROUND = Duration.ofSeconds(Integer.getInteger("bench.seconds", 4));
  private static final int ROUNDS = Integer.getInteger("bench.rounds", 3);
  private static final int SKUS = 1_000;
  private static final long PLENTY = 1_000_000_000;
  private static final Duration HELD_FOR = Duration.ofHours(1);

  @Inject @Any Instance<StockGuard> guards;
  @Inject @Any Instance<AuditCheck> checks;
  @Inject Transactions transactions;
  @Inject Ids ids;
  @Inject AgroalDataSource flyway;
  @Inject Vertx vertx;

  @Test
  void measure() throws Exception {
    ObjectNode line = new ObjectMapper().createObjectNode();
    line.put("bench", "hot-sku");
    line.put("callers", CALLERS);
    line.put("secondsPerRound", ROUND.toSeconds());
    line.put("rounds", ROUNDS);
    line.put("machine", Machine.inWords());
    try (Connection connection = flyway.getConnection()) {
      line.put("database", Machine.database(connection));
    }
    Rounds one = oneSku();
    Rounds many = manySkus();
    Rounds alone = oneCaller();
    line.set("oneSku", one.toJson());
    line.set("thousandSkus", many.toJson());
    line.set("oneCaller", alone.toJson());
    line.set("ratios", ratios(one, many, alone));
    line.put("stockAuditOk", stockAuditHolds());
    publish(line, one);
    assertThat(line.path("stockAuditOk").asBoolean()).isTrue();
  }

  private Rounds oneSku() throws Exception {
    Rounds rounds = new Rounds("hot-sku");
    sorted().forEach((name, guard) -> rounds.add(name, guardedOn(aSku(), guard)));
    try (PlainJdbc jdbc = PlainJdbc.connect();
        BareGroupCommit bare = BareGroupCommit.connect(vertx)) {
      rounds.add("(JDBC, FOR UPDATE)", blocking(jdbc::forUpdate, aSku()));
      rounds.add("(JDBC, conditional UPDATE)", blocking(jdbc::conditionalUpdate, aSku()));
      rounds.add("(Redisson lock, JDBC)", blocking(jdbc::underRedissonLock, aSku()));
      String sku = aSku();
      rounds.add(
          "(bare group commit)",
          () -> ClosedLoop.async(CALLERS, ROUND, () -> bare.reserve(ids.next().toString(), sku)));
      return rounds.run(ROUNDS);
    }
  }

  private Rounds manySkus() {
    List<String> skus = IntStream.range(0, SKUS).mapToObj(i -> aSku()).toList();
    Supplier<String> any = () -> skus.get(ThreadLocalRandom.current().nextInt(SKUS));
    return pair("1,000 SKUs", CALLERS, any).run(ROUNDS);
  }

  private Rounds oneCaller() {
    String sku = aSku();
    return pair("one caller", 1, () -> sku).run(ROUNDS);
  }

  private Rounds pair(String name, int callers, Supplier<String> sku) {
    Rounds rounds = new Rounds(name);
    for (String guard : List.of("group-commit", "conditional-update")) {
      rounds.add(guard, guarded(callers, sorted().get(guard), sku));
    }
    return rounds;
  }

  private Supplier<Figures> guardedOn(String sku, StockGuard guard) {
    return guarded(CALLERS, guard, () -> sku);
  }

  private Supplier<Figures> guarded(int callers, StockGuard guard, Supplier<String> sku) {
    return () ->
        ClosedLoop.async(
            callers,
            ROUND,
            () ->
                guard
                    .reserve(Acts.anAct(), aCommand(sku.get()))
                    .map(a -> a instanceof ReserveOutcome.Held));
  }

  private Supplier<Figures> blocking(PlainJdbc.Reservation reservation, String sku) {
    return () ->
        ClosedLoop.blocking(CALLERS, ROUND, () -> reservation.make(ids.next().toString(), sku));
  }

  private ReservationCommand aCommand(String sku) {
    return new ReservationCommand(ids.next().toString(), sku, 1, null, HELD_FOR, null);
  }

  private String aSku() {
    return StockFixture.aSkuWith(PLENTY);
  }

  private Map<String, StockGuard> sorted() {
    Map<String, StockGuard> byName = new LinkedHashMap<>();
    StreamSupport.stream(guards.spliterator(), false)
        .sorted((a, b) -> a.wireName().compareTo(b.wireName()))
        .forEach(guard -> byName.put(guard.wireName(), guard));
    return byName;
  }

  private static ObjectNode ratios(Rounds one, Rounds many, Rounds alone) {
    ObjectNode ratios = new ObjectMapper().createObjectNode();
    double group = one.perSecond("group-commit");
    ratios.put("overJdbcForUpdate", rounded(group / one.perSecond("(JDBC, FOR UPDATE)")));
    ratios.put("overRedisson", rounded(group / one.perSecond("(Redisson lock, JDBC)")));
    ratios.put("overBareGroupCommit", rounded(group / one.perSecond("(bare group commit)")));
    ratios.put(
        "thousandSkusOverConditionalUpdate",
        rounded(many.perSecond("group-commit") / many.perSecond("conditional-update")));
    ratios.put(
        "oneCallerP50OverConditionalUpdate",
        rounded(alone.p50("group-commit") / alone.p50("conditional-update")));
    return ratios;
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }

  private boolean stockAuditHolds() {
    return StreamSupport.stream(checks.spliterator(), false)
        .filter(check -> check.name().startsWith("stock"))
        .allMatch(this::holds);
  }

  private boolean holds(AuditCheck check) {
    Uni<AuditCheck.Result> result =
        transactions.run(TxOptions.of("bench-audit").at(Isolation.REPEATABLE_READ), check::run);
    AuditCheck.Result found = result.await().atMost(Duration.ofMinutes(2));
    System.err.printf("bench hot-sku: audit %s: %s%n", check.name(), found);
    return found.ok();
  }

  private static void publish(ObjectNode line, Rounds one) throws Exception {
    System.out.println(line);
    Path folder = Files.createDirectories(Path.of("docs", "benchmarks"));
    String database =
        line.path("database").asText().toLowerCase(Locale.ROOT).contains("mariadb")
            ? "mariadb"
            : "mysql";
    Files.writeString(
        folder.resolve("hot-sku-" + database + ".json"), line.toPrettyString() + "\n");
    Files.writeString(
        folder.resolve("hot-sku-" + database + ".svg"),
        BarChart.of(
            "One hot SKU: reservations accepted per second",
            CALLERS + " callers, median of " + ROUNDS + " rounds of " + ROUND.toSeconds() + " s",
            one.perSecond(),
            List.of(line.path("database").asText(), line.path("machine").asText())));
  }
}
