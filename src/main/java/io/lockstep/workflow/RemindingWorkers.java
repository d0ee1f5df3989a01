package io.lockstep.workflow;

import io.lockstep.messaging.outbox.OutboxBacklog;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.lockstep.sweeps.Due;
import io.lockstep.sweeps.ItemSweep;
import io.lockstep.sweeps.Sweep;
import io.lockstep.sweeps.SweptItems;
import io.lockstep.workflow.model.Workflow;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Asks again for steps that take too long, and cancels workflows whose workers have been asked
 * often enough. While the outbox does not reach RabbitMQ no worker can have heard, so nobody is
 * asked then. Several instances share the work: rows that one has locked the others skip. A
 * workflow that cannot be gone on with is set aside, see {@link ItemSweep}.
 */
@ApplicationScoped
class RemindingWorkers implements SweptItems<Workflow> {
  private static final Logger LOG = Logger.getLogger(RemindingWorkers.class);
  private static final Duration FLOWING = Duration.ofSeconds(5);

  private final Transactions transactions;
  private final OutboxBacklog backlog;
  private final WorkflowRepository workflows;
  private final WritingWorkflowChanges writing;
  private final WorkflowConfig config;
  private final Clock clock;
  private final Sweep.Factory sweeps;
  private final ItemSweep overdue;

  RemindingWorkers(
      Transactions transactions,
      OutboxBacklog backlog,
      WorkflowRepository workflows,
      WritingWorkflowChanges writing,
      WorkflowConfig config,
      Clock clock,
      Sweep.Factory sweeps,
      ItemSweep.Factory items) {
    this.transactions = transactions;
    this.backlog = backlog;
    this.workflows = workflows;
    this.writing = writing;
    this.config = config;
    this.clock = clock;
    this.sweeps = sweeps;
    this.overdue = items.of("overdue-steps", config.sweepBatch(), this);
  }

  void start(@Observes StartupEvent event) {
    sweeps.every("overdue-steps", config.sweepEvery(), config.sweepBatch(), this::sweep);
  }

  private Uni<Integer> sweep() {
    return overdue.run(this::isFlowing);
  }

  private Uni<Boolean> isFlowing() {
    return transactions.read(backlog::oldestForRabbit).map(age -> age.compareTo(FLOWING) <= 0);
  }

  @Override
  public Uni<List<String>> due(Tx tx, Due which) {
    return workflows.overdueIds(tx, which);
  }

  @Override
  public Uni<List<Workflow>> lock(Tx tx, Due which) {
    return workflows.lockOverdue(tx, which);
  }

  @Override
  public Uni<Void> apply(Tx tx, List<Workflow> late) {
    LOG.infof("%d workflow steps are overdue", late.size());
    return writing.write(
        tx, late.stream().map(workflow -> workflow.overdue(clock.instant())).toList());
  }
}
