package io.lockstep.workflow;

import io.lockstep.messaging.consumer.MessageConsumer;
import io.lockstep.messaging.consumer.Received;
import io.lockstep.sql.Tx;
import io.lockstep.workflow.messages.WorkflowMessage;
import io.lockstep.workflow.model.Workflow;
import io.lockstep.workflow.model.WorkflowChange;
import io.lockstep.workflow.types.BuiltInWorkflow;
import io.lockstep.workflow.types.BuiltInWorkflows;
import io.lockstep.workflow.types.StepOutOfTurn;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Applies the messages that change workflows, each exactly once, many in one transaction. */
@ApplicationScoped
class ApplyingChanges {
  private final MessageConsumer<WorkflowMessage> consumer;
  private final WorkflowRepository workflows;
  private final StartingWorkflow starting;
  private final BuiltInWorkflows builtIn;
  private final WritingWorkflowChanges writing;
  private final Clock clock;

  ApplyingChanges(
      MessageConsumer.Factory consumers,
      WorkflowRepository workflows,
      StartingWorkflow starting,
      BuiltInWorkflows builtIn,
      WritingWorkflowChanges writing,
      Clock clock) {
    this.consumer = consumers.consumer("workflow.changes", WorkflowMessage.TYPES, this::apply);
    this.workflows = workflows;
    this.starting = starting;
    this.builtIn = builtIn;
    this.writing = writing;
    this.clock = clock;
  }

  @Incoming("workflow-changes")
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  Uni<Void> change(Message<byte[]> message) {
    return consumer.accept(message);
  }

  private Uni<Void> apply(Tx tx, List<Received<WorkflowMessage>> messages) {
    List<UUID> ids = messages.stream().map(message -> message.event().workflowId()).toList();
    return workflows
        .lock(tx, ids)
        .flatMap(locked -> beginMissing(tx, locked, messages))
        .flatMap(locked -> applyAll(tx, locked, messages));
  }

  /** Anyone may start a workflow by a message of their own, with an id that they choose. */
  private Uni<Map<UUID, Workflow>> beginMissing(
      Tx tx, Map<UUID, Workflow> locked, List<Received<WorkflowMessage>> messages) {
    Map<UUID, Workflow> all = new LinkedHashMap<>(locked);
    Uni<Void> chain = Uni.createFrom().voidItem();
    for (Received<WorkflowMessage> message : messages) {
      if (message.event() instanceof WorkflowMessage.Start start
          && !locked.containsKey(start.workflowId())) {
        chain =
            chain
                .chain(
                    () ->
                        starting.begin(
                            tx,
                            start.workflowId(),
                            start.workflowType(),
                            start.data(),
                            message.traceparent()))
                .invoke(begun -> all.putIfAbsent(begun.id(), begun))
                .replaceWithVoid();
      }
    }
    return chain.replaceWith(all);
  }

  private Uni<Void> applyAll(
      Tx tx, Map<UUID, Workflow> locked, List<Received<WorkflowMessage>> messages) {
    Map<UUID, WorkflowChange> changes = new LinkedHashMap<>();
    Uni<Void> chain = Uni.createFrom().voidItem();
    for (Received<WorkflowMessage> message : messages) {
      UUID id = message.event().workflowId();
      chain =
          chain.chain(
              () -> {
                WorkflowChange before = changes.get(id);
                Workflow current = before == null ? required(locked, id) : before.next();
                return applyOne(tx, current, message.event())
                    .invoke(
                        change ->
                            change.ifPresent(
                                made -> changes.put(id, before == null ? made : before.then(made))))
                    .replaceWithVoid();
              });
    }
    return chain.chain(() -> writing.write(tx, changes.values()));
  }

  private static Workflow required(Map<UUID, Workflow> locked, UUID id) {
    Workflow workflow = locked.get(id);
    if (workflow == null) {
      throw new IllegalStateException("there is no workflow " + id);
    }
    return workflow;
  }

  private Uni<Optional<WorkflowChange>> applyOne(Tx tx, Workflow current, WorkflowMessage message) {
    Optional<WorkflowChange> change = act(current, message);
    return change.isEmpty()
        ? Uni.createFrom().item(change)
        : withOwnSteps(tx, change.get()).map(Optional::of);
  }

  private Optional<WorkflowChange> act(Workflow current, WorkflowMessage message) {
    if (message instanceof WorkflowMessage.Start) {
      return current.start(clock.instant());
    }
    if (message instanceof WorkflowMessage.StepDone done) {
      return current.stepDone(done.step(), done.data(), clock.instant());
    }
    if (message instanceof WorkflowMessage.Complete complete) {
      requireNoOwnStepLeft(current);
      return current.complete(complete.result(), clock.instant());
    }
    if (message instanceof WorkflowMessage.Cancel cancel) {
      return current.cancel(cancel.reason(), clock.instant());
    }
    throw new IllegalStateException("no workflow waits for " + message.type());
  }

  /** What the service is to do itself is not skipped at anybody's word. */
  private void requireNoOwnStepLeft(Workflow workflow) {
    if (workflow.isRunning() && builtIn.of(workflow.type()).isPresent()) {
      throw new StepOutOfTurn("complete", workflow.id(), workflow.currentStep());
    }
  }

  private Uni<WorkflowChange> withOwnSteps(Tx tx, WorkflowChange change) {
    Workflow workflow = change.next();
    List<String> own = workflow.nextStepsWhile(step -> builtIn.isOwn(workflow.type(), step));
    if (own.isEmpty()) {
      return Uni.createFrom().item(change);
    }
    BuiltInWorkflow.Run run =
        new BuiltInWorkflow.Run(
            workflow.id(),
            workflow.data() == null ? null : workflow.data().text(),
            own,
            workflow.traceparent());
    return builtIn
        .of(workflow.type())
        .orElseThrow()
        .perform(tx, run)
        .map(refusal -> afterOwnSteps(change, own, refusal));
  }

  private WorkflowChange afterOwnSteps(
      WorkflowChange change, List<String> own, Optional<String> refusal) {
    if (refusal.isPresent()) {
      return change.then(change.next().cancel(refusal.get(), clock.instant()).orElseThrow());
    }
    WorkflowChange moved = change;
    for (String step : own) {
      moved = moved.then(moved.next().stepDone(step, null, clock.instant()).orElseThrow());
    }
    return moved;
  }
}
