package io.lockstep.orders.reading;

import io.lockstep.http.Problem;
import io.lockstep.orders.ExternalId;
import io.lockstep.orders.OrderStatus;
import io.lockstep.platform.CodePoints;
import io.lockstep.platform.Names;
import io.lockstep.platform.Rfc3339;
import java.time.Instant;

/**
 * Which orders are meant; null for any.
 *
 * @param from not those that were placed before
 * @param to only those that were placed before
 * @param sku only those that have an item of it
 * @param externalId only those that their users gave this id
 */
record OrderFilter(
    String userId, OrderStatus status, Instant from, Instant to, String sku, String externalId) {
  /**
   * Reads query parameters, each null where it is not given.
   *
   * @throws Problem 400 if one is wrong, or {@code from} is not before {@code to}
   */
  static OrderFilter of(
      String userId, String status, String from, String to, String sku, String externalId) {
    Instant begin = Rfc3339.inQuery("from", from);
    Instant end = Rfc3339.inQuery("to", to);
    if (begin != null && end != null && !begin.isBefore(end)) {
      throw Problem.invalid("from", "must be before to");
    }
    return new OrderFilter(
        name("userId", userId),
        status(status),
        begin,
        end,
        name("sku", sku),
        externalId(externalId));
  }

  /** The same of one user; null for those of all. */
  OrderFilter of(String user) {
    return new OrderFilter(user, status, from, to, sku, externalId);
  }

  private static String name(String field, String value) {
    return value == null ? null : Names.requireForWriting(field, value);
  }

  private static String externalId(String value) {
    if (value != null && (value.isEmpty() || CodePoints.count(value) > ExternalId.LONGEST)) {
      throw Problem.invalid("externalId", "must have 1 to " + ExternalId.LONGEST + " characters");
    }
    return value;
  }

  private static OrderStatus status(String status) {
    try {
      return status == null ? null : OrderStatus.valueOf(status);
    } catch (IllegalArgumentException unknown) {
      throw Problem.invalid("status", "must be PENDING, PAID, CONFIRMED or CANCELLED");
    }
  }
}
