package io.lockstep.catalog;

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

/** Changes the prices of a category by percent, each exactly once; see {@link PercentJobs}. */
@ApplicationScoped
class AdjustingPrices {
  private static final PercentTarget PRICES =
      new PercentTarget(
          "price-adjustment",
          ComputedAmount.PRICE,
          "category",
          new PercentTarget.Jobs("price_adjustments", "last_sku"),
          new PercentTarget.Rows("products", "sku", "price", "by_category"));

  private final PercentJobs jobs;

  AdjustingPrices(PercentJobs.Factory jobs) {
    this.jobs = jobs.on(PRICES);
  }

  void start(@Observes StartupEvent event) {
    jobs.start();
  }

  Uni<Answer> request(Tx tx, String category, Percent percent, Integer batchSize) {
    return jobs.request(tx, category, percent, batchSize);
  }

  Uni<Optional<PercentJobView>> find(String id) {
    return jobs.find(id);
  }

  /** Does one batch of one adjustment; answers how many batches it did, none or one. */
  Uni<Integer> adjustBatch() {
    return jobs.runBatch();
  }
}
