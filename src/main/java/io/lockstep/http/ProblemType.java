package io.lockstep.http;

import java.util.List;
import java.util.Locale;

/**
 * Every kind of refusal that a caller can meet: the slug in the problem's {@code type}, its status,
 * its title, and the members that it has besides those of all problems. The OpenAPI document is
 * made of them, and {@code problems.properties} says of each in words what it means and what to do.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457#section-3.1.1">RFC 9457, 3.1.1</a>
 */
public enum ProblemType {
  // the request itself
  INVALID_REQUEST(400, "Invalid request", Member.of("errors", Member.Kind.FIELD_ERRORS)),
  UNAUTHENTICATED(401, "Unauthenticated"),
  FORBIDDEN(403, "Forbidden", Member.of("needs", Member.Kind.TEXT)),
  FOREIGN_ORIGIN(403, "Foreign origin"),
  NOT_FOUND(404, "Not found"),
  METHOD_NOT_ALLOWED(405, "Method not allowed"),
  NOT_ACCEPTABLE(406, "Not acceptable"),
  REQUEST_IN_PROGRESS(409, "Request in progress"),
  PRECONDITION_FAILED(412, "Precondition failed"),
  CONTENT_TOO_LARGE(413, "Content too large"),
  UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type"),
  IDEMPOTENCY_KEY_REUSED(422, "Idempotency-Key reused"),
  RATE_LIMITED(429, "Rate limited"),
  REFUSED(400, "Refused"),

  // orders and quotes
  ORDER_FINAL(409, "Order final", Member.of("orderStatus", Member.Kind.TEXT)),
  EXTERNAL_ID_TAKEN(409, "External id taken", Member.of("orderId", Member.Kind.ID)),
  UNKNOWN_USER(422, "Unknown user", Member.of("userId", Member.Kind.TEXT)),
  UNKNOWN_SKU(422, "Unknown SKU", Member.of("sku", Member.Kind.TEXT)),
  MIXED_CURRENCIES(422, "Mixed currencies"),
  TOTAL_TOO_LARGE(422, "Total too large"),
  REQUEST_REFUSED(422, "Request refused"),
  REPLY_UNREADABLE(502, "Reply unreadable"),
  NO_REPLIER(503, "No replier"),
  REPLY_TIMEOUT(504, "Reply timeout"),

  // catalogue, payroll and reports
  PRICE_BELOW_ZERO(422, "Price below zero"),
  PRICE_OVERFLOW(422, "Price overflow"),
  SALARY_BELOW_ZERO(422, "Salary below zero"),
  SALARY_OVERFLOW(422, "Salary overflow"),
  REVENUE_OVERFLOW(422, "Revenue overflow"),

  // stock and reservations
  OUT_OF_STOCK(409, "Out of stock", Member.of("available", Member.Kind.NUMBER)),
  STOCK_BUSY(409, "Stock busy"),
  STOCK_IN_USE(409, "Stock in use", Member.of("available", Member.Kind.NUMBER)),
  STOCK_TOO_LARGE(422, "Stock too large"),
  ALREADY_EXTENDED(409, "Already extended"),
  RESERVATION_NOT_HELD(
      409, "Reservation not held", Member.of("reservationStatus", Member.Kind.TEXT)),

  // accounts
  INSUFFICIENT_FUNDS(409, "Insufficient funds"),
  ACCOUNT_IN_OTHER_CURRENCY(409, "Other currency", "other-currency"),
  OTHER_CURRENCY(422, "Other currency"),
  TRANSFER_FROM_EXTERNAL(422, "Transfer from external"),
  SAME_ACCOUNT(422, "Same account"),
  NO_ACCOUNT(422, "No account"),
  ACCOUNT_CLOSED(422, "Account closed"),
  BALANCE_OVERFLOW(422, "Balance overflow"),

  // workflows
  UNKNOWN_WORKFLOW_TYPE(422, "Unknown workflow type", Member.of("workflowType", Member.Kind.TEXT)),
  WORKFLOW_TYPE_IN_USE(409, "Workflow type in use"),
  WORKFLOW_TYPE_BUILT_IN(409, "Workflow type built in"),
  WORKFLOW_NOT_RUNNING(
      409, "Workflow not running", Member.optional("workflowStatus", Member.Kind.TEXT)),
  STEP_OUT_OF_TURN(409, "Step out of turn", Member.optional("step", Member.Kind.TEXT)),
  ORDER_NOT_RETURNABLE(422, "Order not returnable"),

  // dead letters
  DEAD_LETTER_REPLAYING(409, "Dead letter replaying"),

  // locks
  LOCK_BUSY(409, "Lock busy"),
  LOCK_LOST(409, "Lock lost"),
  SEMAPHORE_FULL(409, "Semaphore full"),
  SEMAPHORE_LIMIT(422, "Another limit", Member.of("limit", Member.Kind.NUMBER)),

  // the service and its servers
  INTERNAL_ERROR(500, "Internal error"),
  ROW_LOCKS_NOT_VISIBLE(501, "Row locks not visible"),
  OVERLOADED(503, "Overloaded"),
  UNAVAILABLE(503, "Unavailable"),
  STARTING(503, "Starting"),
  SHUTTING_DOWN(503, "Shutting down"),
  TOO_MANY_STREAMS(503, "Too many streams"),
  DATABASE_UNAVAILABLE(503, "Database unavailable"),
  BROKER_UNAVAILABLE(503, "Broker unavailable"),
  LOCKS_UNAVAILABLE(503, "Locks unavailable"),
  LOGIN_UNAVAILABLE(503, "Login unavailable");

  private final int status;
  private final String title;
  private final String slug;
  private final List<Member> members;

  ProblemType(int status, String title, Member... members) {
    this.status = status;
    this.title = title;
    this.slug = name().toLowerCase(Locale.ROOT).replace('_', '-');
    this.members = List.of(members);
  }

  ProblemType(int status, String title, String slug) {
    this.status = status;
    this.title = title;
    this.slug = slug;
    this.members = List.of();
  }

  /** The HTTP status of the answer. */
  public int status() {
    return status;
  }

  /** What the kind is called for people. */
  public String title() {
    return title;
  }

  /** The last part of {@code type}. */
  public String slug() {
    return slug;
  }

  /** What the problem is identified by, a path on this service. */
  public String uri() {
    return "/problems/" + slug;
  }

  /** The members that it has besides those of all problems. */
  public List<Member> members() {
    return members;
  }

  /**
   * A member that only some types have.
   *
   * @param name as in the JSON
   * @param kind what its value is
   * @param isRequired whether it is always there
   */
  public record Member(String name, Kind kind, boolean isRequired) {
    /** What the value of a member is. */
    public enum Kind {
      TEXT,
      NUMBER,
      ID,
      FIELD_ERRORS
    }

    static Member of(String name, Kind kind) {
      return new Member(name, kind, true);
    }

    static Member optional(String name, Kind kind) {
      return new Member(name, kind, false);
    }
  }
}
