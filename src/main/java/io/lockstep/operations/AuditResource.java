package io.lockstep.operations;

import io.lockstep.sql.Isolation;
import io.lockstep.sql.SqlErrors;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.lockstep.sql.TxOptions;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Comparator;
import java.util.List;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.Cancellable;

/**
 * Whether everything agrees with everything, read from one snapshot, so that work under way cannot
 * look like a fault.
 */
@Cancellable(false)
@RegisterForReflection
@Path("/audit")
@Produces(MediaType.APPLICATION_JSON)
class AuditResource {
  private static final Logger LOG = Logger.getLogger(AuditResource.class);

  private final Transactions transactions;
  private final List<AuditCheck> checks;

  AuditResource(Transactions transactions, @Any Instance<AuditCheck> checks) {
    this.transactions = transactions;
    this.checks = checks.stream().sorted(Comparator.comparing(AuditCheck::name)).toList();
  }

  /**
   * It may take minutes over millions of orders, and ends when nobody waits for it; a database that
   * is away is said at once.
   */
  @Cancellable
  @GET
  public Uni<Report> audit() {
    TxOptions options = TxOptions.of("audit").at(Isolation.REPEATABLE_READ).readingLong();
    return transactions.ping().chain(() -> transactions.run(options, this::runAll));
  }

  private Uni<Report> runAll(Tx tx) {
    return Multi.createFrom()
        .iterable(checks)
        .onItem()
        .transformToUniAndConcatenate(check -> run(tx, check))
        .collect()
        .asList()
        .map(Report::of);
  }

  /** A check that fails says nothing about the others; a database that is away does. */
  private static Uni<Check> run(Tx tx, AuditCheck check) {
    return Uni.createFrom()
        .deferred(() -> check.run(tx))
        .onFailure(error -> !SqlErrors.isUnavailable(error))
        .recoverWithItem(error -> notRun(check, error))
        .map(found -> Check.of(check, found));
  }

  private static AuditCheck.Result notRun(AuditCheck check, Throwable error) {
    LOG.errorf(error, "the audit check %s could not be run", check.name());
    return new AuditCheck.Result(false, "could not be checked: the log says why");
  }

  /** The answer. */
  @RegisterForReflection
  record Report(boolean ok, List<Check> checks) {
    static Report of(List<Check> checks) {
      return new Report(checks.stream().allMatch(Check::ok), checks);
    }
  }

  /** One line of it. */
  @RegisterForReflection
  record Check(String name, boolean ok, String detail) {
    static Check of(AuditCheck check, AuditCheck.Result found) {
      return new Check(check.name(), found.ok(), found.detail());
    }
  }
}
