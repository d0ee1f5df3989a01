package io.lockstep.operations;

import io.lockstep.sql.Isolation;
import io.lockstep.sql.SqlErrors;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.lockstep.sql.TxOptions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.util.Comparator;
import java.util.List;
import org.jboss.logging.Logger;

/** Runs all checks in one snapshot. */
@ApplicationScoped
class AuditingEverything {
  private static final Logger LOG = Logger.getLogger(AuditingEverything.class);
  private static final TxOptions SNAPSHOT =
      TxOptions.of("audit").at(Isolation.REPEATABLE_READ).readingLong();

  private static final String KEEP =
      """
      INSERT INTO audit_results (name, ok, detail, ran_at, last_ok_at)
      VALUES (?, ?, LEFT(?, 2000), UTC_TIMESTAMP(6), IF(?, UTC_TIMESTAMP(6), NULL))
      ON DUPLICATE KEY UPDATE ok = ?, detail = LEFT(?, 2000), ran_at = UTC_TIMESTAMP(6),
        last_ok_at = IF(?, UTC_TIMESTAMP(6), last_ok_at)
      """;

  private final Transactions transactions;
  private final List<AuditCheck> checks;

  AuditingEverything(Transactions transactions, @Any Instance<AuditCheck> checks) {
    this.transactions = transactions;
    this.checks = checks.stream().sorted(Comparator.comparing(AuditCheck::name)).toList();
  }

  Uni<AuditReport> audit() {
    return transactions
        .ping()
        .chain(() -> transactions.run(SNAPSHOT, this::runAll))
        .call(this::keep);
  }

  /** What was found last, check by check. */
  Uni<AuditReport.AllKept> last() {
    List<String> names = checks.stream().map(AuditCheck::name).toList();
    return transactions
        .read(
            tx ->
                tx.list(
                    "SELECT name, ok, detail, ran_at, last_ok_at FROM audit_results ORDER BY name",
                    AuditReport.Kept::of))
        .map(
            kept ->
                new AuditReport.AllKept(
                    kept.stream().filter(each -> names.contains(each.name())).toList()));
  }

  /** The report is good whether or not it is kept. */
  private Uni<Void> keep(AuditReport report) {
    return transactions
        .run("audit-results", tx -> keep(tx, report.checks()))
        .onFailure()
        .invoke(error -> LOG.warnf("the results of the audit are not kept: %s", error.getMessage()))
        .onFailure()
        .recoverWithNull();
  }

  private static Uni<Void> keep(Tx tx, List<AuditReport.Line> lines) {
    return Multi.createFrom()
        .iterable(lines)
        .onItem()
        .transformToUniAndConcatenate(
            line ->
                tx.update(
                    KEEP,
                    line.name(),
                    line.ok(),
                    line.detail(),
                    line.ok(),
                    line.ok(),
                    line.detail(),
                    line.ok()))
        .collect()
        .asList()
        .replaceWithVoid();
  }

  private Uni<AuditReport> runAll(Tx tx) {
    return Multi.createFrom()
        .iterable(checks)
        .onItem()
        .transformToUniAndConcatenate(check -> run(tx, check))
        .collect()
        .asList()
        .map(AuditReport::of);
  }

  /** A check that fails says nothing about the others; a database that is away does. */
  private static Uni<AuditReport.Line> run(Tx tx, AuditCheck check) {
    return Uni.createFrom()
        .deferred(() -> check.run(tx))
        .onFailure(error -> !SqlErrors.isUnavailable(error))
        .recoverWithItem(error -> notRun(check, error))
        .map(found -> AuditReport.Line.of(check, found));
  }

  private static AuditCheck.Result notRun(AuditCheck check, Throwable error) {
    LOG.errorf(error, "the audit check %s could not be run", check.name());
    return new AuditCheck.Result(false, "could not be checked: the log says why");
  }
}
