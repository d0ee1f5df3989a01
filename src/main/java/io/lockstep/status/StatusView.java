package io.lockstep.status;

import io.lockstep.locks.reading.LockFigures;
import io.lockstep.messaging.backlog.MessageFigures;
import io.lockstep.operations.ServerStates;
import io.lockstep.orders.OpenOrders;
import io.lockstep.payments.reading.UnsettledPayments;
import io.lockstep.workflow.figures.WorkflowFigures;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The page as a whole. */
@RegisterForReflection
@Schema(name = "ServiceStatus")
record StatusView(
    OpenOrders.Figures orders,
    MessageFigures.Outbox outbox,
    MessageFigures.Dead deadLetters,
    UnsettledPayments.Figures payments,
    LockFigures.Figures locks,
    WorkflowFigures.Figures workflows,
    List<ServerStates.Server> servers) {}
