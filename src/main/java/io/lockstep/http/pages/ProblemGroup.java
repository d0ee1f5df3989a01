package io.lockstep.http.pages;

import static io.lockstep.http.ProblemType.*;

import io.lockstep.http.ProblemType;
import java.util.List;

/** What a type of problem is about, in the order in which the page lists them. */
enum ProblemGroup {
  REQUESTS(
      "The request itself",
      INVALID_REQUEST,
      UNAUTHENTICATED,
      FORBIDDEN,
      FOREIGN_ORIGIN,
      NOT_FOUND,
      METHOD_NOT_ALLOWED,
      NOT_ACCEPTABLE,
      REQUEST_IN_PROGRESS,
      PRECONDITION_FAILED,
      CONTENT_TOO_LARGE,
      UNSUPPORTED_MEDIA_TYPE,
      IDEMPOTENCY_KEY_REUSED,
      RATE_LIMITED,
      REFUSED),
  ORDERS(
      "Orders and quotes",
      ORDER_FINAL,
      EXTERNAL_ID_TAKEN,
      UNKNOWN_USER,
      UNKNOWN_SKU,
      MIXED_CURRENCIES,
      TOTAL_TOO_LARGE,
      REQUEST_REFUSED,
      REPLY_UNREADABLE,
      NO_REPLIER,
      REPLY_TIMEOUT),
  STOCK(
      "Stock and reservations",
      OUT_OF_STOCK,
      STOCK_BUSY,
      STOCK_IN_USE,
      STOCK_TOO_LARGE,
      ALREADY_EXTENDED,
      RESERVATION_NOT_HELD),
  ACCOUNTS(
      "Accounts",
      INSUFFICIENT_FUNDS,
      ACCOUNT_IN_OTHER_CURRENCY,
      OTHER_CURRENCY,
      TRANSFER_FROM_EXTERNAL,
      SAME_ACCOUNT,
      NO_ACCOUNT,
      ACCOUNT_CLOSED,
      BALANCE_OVERFLOW),
  PRICES(
      "Catalogue, payroll and reports",
      PRICE_BELOW_ZERO,
      PRICE_OVERFLOW,
      SALARY_BELOW_ZERO,
      SALARY_OVERFLOW,
      REVENUE_OVERFLOW),
  WORKFLOWS(
      "Workflows",
      UNKNOWN_WORKFLOW_TYPE,
      WORKFLOW_TYPE_IN_USE,
      WORKFLOW_TYPE_BUILT_IN,
      WORKFLOW_NOT_RUNNING,
      STEP_OUT_OF_TURN,
      ORDER_NOT_RETURNABLE),
  DEAD_LETTERS("Dead letters", DEAD_LETTER_REPLAYING),
  LOCKS("Locks and semaphores", LOCK_BUSY, LOCK_LOST, SEMAPHORE_FULL, SEMAPHORE_LIMIT),
  SERVICE(
      "The service and its servers",
      INTERNAL_ERROR,
      ROW_LOCKS_NOT_VISIBLE,
      OVERLOADED,
      UNAVAILABLE,
      STARTING,
      SHUTTING_DOWN,
      TOO_MANY_STREAMS,
      DATABASE_UNAVAILABLE,
      BROKER_UNAVAILABLE,
      LOCKS_UNAVAILABLE,
      LOGIN_UNAVAILABLE);

  private final String title;
  private final List<ProblemType> types;

  ProblemGroup(String title, ProblemType... types) {
    this.title = title;
    this.types = List.of(types);
  }

  String title() {
    return title;
  }

  List<ProblemType> types() {
    return types;
  }
}
