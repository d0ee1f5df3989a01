package io.lockstep.payroll;

import io.lockstep.batches.ComputedAmount;
import io.lockstep.batches.Percent;
import io.lockstep.batches.PercentJobView;
import io.lockstep.batches.PercentJobs;
import io.lockstep.batches.PercentTarget;
import io.lockstep.http.Answer;
import io.lockstep.sql.Tx;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;

/** Changes the salaries of a department by percent, each exactly once; see {@link PercentJobs}. */
@ApplicationScoped
class RaisingSalaries {
  private static final PercentTarget SALARIES =
      new PercentTarget(
          "salary-raise",
          ComputedAmount.SALARY,
          "department",
          new PercentTarget.Jobs("salary_raises", "last_id"),
          new PercentTarget.Rows("employees", "id", "salary", "by_department"));

  private final PercentJobs jobs;

  RaisingSalaries(PercentJobs.Factory jobs) {
    this.jobs = jobs.on(SALARIES);
  }

  void start(@Observes StartupEvent event) {
    jobs.start();
  }

  Uni<Answer> request(Tx tx, String department, Percent percent, Integer batchSize) {
    return jobs.request(tx, department, percent, batchSize);
  }

  Uni<Optional<PercentJobView>> find(String id) {
    return jobs.find(id);
  }

  /** Does one batch of one raise; answers how many batches it did, none or one. */
  Uni<Integer> raiseBatch() {
    return jobs.runBatch();
  }
}
