package io.lockstep.operations;

import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** A check with a defect that a test switches on. */
@ApplicationScoped
class TroubledCheck implements AuditCheck {
  static final String NAME = "troubled";

  private volatile boolean broken;

  void isBroken(boolean now) {
    broken = now;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Uni<Result> run(Tx tx) {
    if (broken) {
      throw new IllegalStateException("SELECT nothing FROM nowhere");
    }
    return Uni.createFrom().item(new Result(true, "no trouble"));
  }
}
