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

  private final Transactions transactions;
  private final List<AuditCheck> checks;

  AuditingEverything(Transactions transactions, @Any Instance<AuditCheck> checks) {
    this.transactions = transactions;
    this.checks = checks.stream().sorted(Comparator.comparing(AuditCheck::name)).toList();
  }

  Uni<AuditReport> audit() {
    return transactions.ping().chain(() -> transactions.run(SNAPSHOT, this::runAll));
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
