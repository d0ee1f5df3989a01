package io.lockstep.orders;

import io.lockstep.orders.events.InventoryEvent;
import io.lockstep.orders.events.OrderEvent;
import io.lockstep.orders.events.OrderFlowEvent;
import io.lockstep.orders.events.OrderItem;
import io.lockstep.orders.events.StockItem;
import io.lockstep.platform.Money;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * An order at one version. Each act answers the next version and what is to be said about it, or
 * nothing where the order has moved on already: a late or repeated message changes nothing.
 *
 * @param reason why it was cancelled, or null
 * @param externalId the caller's own number of it, or null
 * @param metadata what the caller keeps with it; published in no event
 * @param retries how often the command that the order waits for was sent again
 * @param traceparent the trace context of the request that placed it, or null
 * @param version 1 when placed, one more with each change of status
 */
public record Order(
    UUID id,
    String userId,
    OrderStatus status,
    String reason,
    List<OrderItem> items,
    Money total,
    String externalId,
    Map<String, String> metadata,
    int retries,
    String traceparent,
    long version,
    Instant createdAt,
    Instant updatedAt) {

  public static Order place(
      UUID id,
      String userId,
      List<OrderItem> items,
      Money total,
      String externalId,
      Map<String, String> metadata,
      String traceparent,
      Instant now) {
    return new Order(
        id,
        userId,
        OrderStatus.PENDING,
        null,
        items,
        total,
        externalId,
        metadata,
        0,
        traceparent,
        1,
        now,
        now);
  }

  /** How it came to be. */
  public OrderChange placed() {
    return OrderChange.publishing(this, created(createdAt));
  }

  /** What is said when it is placed, and again when payment does not answer. */
  OrderEvent.Created created(Instant now) {
    return new OrderEvent.Created(data(now));
  }

  /** What is asked of inventory once it is paid. */
  InventoryEvent.Reserve reserve(Instant now) {
    return new InventoryEvent.Reserve(
        new InventoryEvent.Data(
            id,
            items.stream().map(item -> new StockItem(item.sku(), item.quantity())).toList(),
            null,
            now));
  }

  public Optional<OrderChange> paymentCompleted(Instant now) {
    return status == OrderStatus.PENDING
        ? Optional.of(
            OrderChange.publishing(
                become(OrderStatus.PAID, null, now), new OrderEvent.Paid(data(now)), reserve(now)))
        : Optional.empty();
  }

  /** Nothing has moved, so nothing is to be undone. */
  public Optional<OrderChange> paymentFailed(Instant now) {
    return status == OrderStatus.PENDING
        ? Optional.of(cancelled(CancelReason.PAYMENT_DECLINED, now))
        : Optional.empty();
  }

  public Optional<OrderChange> stockReserved(Instant now) {
    return status == OrderStatus.PAID
        ? Optional.of(
            OrderChange.publishing(
                become(OrderStatus.CONFIRMED, null, now), new OrderEvent.Confirmed(data(now))))
        : Optional.empty();
  }

  public Optional<OrderChange> stockRejected(Instant now) {
    return status == OrderStatus.PAID
        ? Optional.of(cancelled(CancelReason.OUT_OF_STOCK, now).compensated())
        : Optional.empty();
  }

  /** Gives it up; empty if it is final. */
  public Optional<OrderChange> cancel(CancelReason why, Instant now) {
    return status.isFinal() ? Optional.empty() : Optional.of(cancelled(why, now).compensated());
  }

  /** Takes it back after it was confirmed; empty if it is not confirmed. */
  public Optional<OrderChange> takeBack(Instant now) {
    return status == OrderStatus.CONFIRMED
        ? Optional.of(cancelled(CancelReason.RETURNED, now).compensated())
        : Optional.empty();
  }

  /** Asks once more for the answer that it waits for; the status stays. */
  public OrderFlowEvent retry(Instant now) {
    return status == OrderStatus.PENDING ? created(now) : reserve(now);
  }

  /** The same at a later entry of its history. */
  public Order at(OrderHistoryEntry entry) {
    return new Order(
        id,
        userId,
        entry.status(),
        entry.reason(),
        items,
        total,
        externalId,
        metadata,
        0,
        traceparent,
        entry.version(),
        createdAt,
        entry.at());
  }

  private OrderChange cancelled(CancelReason why, Instant now) {
    Order next = become(OrderStatus.CANCELLED, why.wire(), now);
    return OrderChange.publishing(next, new OrderEvent.Cancelled(next.data(now)));
  }

  private OrderEvent.Data data(Instant now) {
    return new OrderEvent.Data(id, userId, total.amount(), total.currency(), items, reason, now);
  }

  private Order become(OrderStatus next, String why, Instant now) {
    return at(new OrderHistoryEntry(version + 1, next, why, now, null));
  }
}
