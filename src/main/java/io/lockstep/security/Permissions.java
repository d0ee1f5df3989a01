package io.lockstep.security;

import static io.lockstep.security.Role.FINANCE;
import static io.lockstep.security.Role.OPERATOR;
import static io.lockstep.security.Role.SERVICE;
import static io.lockstep.security.Role.SHOPPER;

import io.lockstep.security.Permission.Belongings;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * Who may do what: every operation of the OpenAPI document by its id. Whoever has the role {@code
 * admin} may do everything; a test holds this table and the document against each other.
 */
public final class Permissions {
  private static final Map<String, Permission> ALL = new HashMap<>();

  static {
    // Documents, which say no more than the source code does
    anyone("getHome", "getStyle", "getAsyncApi", "listSchemas", "getSchema", "getSchemaVersion");
    anyone("listProblems", "getProblem");

    // Orders, and what shoppers have of their own
    allow(Belongings.OWN, "placeOrder", SHOPPER, SERVICE);
    allow(Belongings.OWN, "listOrders", SHOPPER, SERVICE, OPERATOR);
    allow(Belongings.ORDER, "getOrder", SHOPPER, SERVICE, OPERATOR);
    allow(Belongings.ORDER, "getOrderTimeline", SHOPPER, SERVICE, OPERATOR);
    allow(Belongings.ORDER, "followOrder", SHOPPER, SERVICE, OPERATOR);
    allow(Belongings.ORDER, "cancelOrder", SHOPPER, SERVICE, OPERATOR);
    allow(Belongings.ORDER, "getOrderPayment", SHOPPER, SERVICE, OPERATOR, FINANCE);
    allow(Belongings.OWN, "reserveStock", SHOPPER, SERVICE);
    allow(Belongings.OWN, "listReservations", SHOPPER, SERVICE, OPERATOR);
    allow(Belongings.RESERVATION, "getReservation", SHOPPER, SERVICE, OPERATOR);
    allow(Belongings.RESERVATION, "commitReservation", SHOPPER, SERVICE, OPERATOR);
    allow(Belongings.RESERVATION, "releaseReservation", SHOPPER, SERVICE, OPERATOR);
    allow(Belongings.RESERVATION, "extendReservation", SHOPPER, SERVICE);
    allow(Belongings.ACCOUNT, "getAccount", SHOPPER, FINANCE, OPERATOR);
    allow(Belongings.ACCOUNT, "listEntries", SHOPPER, FINANCE, OPERATOR);

    // Catalogue and quotes
    allow("getProduct", SHOPPER, SERVICE, OPERATOR);
    allow("listProducts", SHOPPER, SERVICE, OPERATOR);
    allow("askForQuote", SHOPPER, SERVICE);
    allow("saveProduct");
    allow("changePrice");
    allow("adjustPrices");
    allow("getPriceAdjustment", OPERATOR);

    // Stock
    allow("getStock", SERVICE, OPERATOR);
    allow("listStock", SERVICE, OPERATOR);
    allow("listStockMovements", OPERATOR);
    allow("receiveStock", OPERATOR);
    allow("adjustStock", OPERATOR);

    // Users
    allow("saveUser", SERVICE);
    allow("deleteUser", SERVICE);
    allow("getUser", SERVICE, OPERATOR);
    allow("listUsers", SERVICE, OPERATOR);

    // Accounts and payments
    allow("openAccount", FINANCE);
    allow("listAccounts", FINANCE, OPERATOR);
    allow("deposit", FINANCE);
    allow("transfer", FINANCE);
    allow("getTransfer", FINANCE, OPERATOR);
    allow("listTransfers", FINANCE, OPERATOR);
    allow("getPayment", FINANCE, OPERATOR);
    allow("listPayments", FINANCE, OPERATOR);
    allow("reconcilePayment", FINANCE, OPERATOR);
    // Its signature says who it is.
    anyone("receivePaymentWebhook");

    // Payroll and reports
    allow("saveEmployee", FINANCE);
    allow("getEmployee", FINANCE);
    allow("listEmployees", FINANCE);
    allow("raiseSalaries", FINANCE);
    allow("getSalaryRaise", FINANCE);
    allow("reportOrders", FINANCE, OPERATOR);

    // Workflows and events
    allow("defineWorkflowType", SERVICE);
    allow("getWorkflowType", SERVICE, OPERATOR);
    allow("listWorkflowTypes", SERVICE, OPERATOR);
    allow("startWorkflow", SERVICE);
    allow("completeStep", SERVICE);
    allow("completeWorkflow", SERVICE);
    allow("cancelWorkflow", SERVICE, OPERATOR);
    allow("getWorkflow", SERVICE, OPERATOR);
    allow("listWorkflows", SERVICE, OPERATOR);
    allow("publishEvent", SERVICE);
    allow("subscribeToEvents", SERVICE, OPERATOR);

    // Locks
    allow("acquireLock", SERVICE);
    allow("renewLock", SERVICE);
    allow("releaseLock", SERVICE);
    allow("getLock", SERVICE, OPERATOR);
    allow("listLocks", SERVICE, OPERATOR);
    allow("acquirePermit", SERVICE);
    allow("releasePermit", SERVICE);
    allow("getSemaphore", SERVICE, OPERATOR);
    allow("listSemaphores", SERVICE, OPERATOR);

    // Operations
    allow("listDeadLetters", OPERATOR);
    allow("getDeadLetter", OPERATOR);
    allow("mendDeadLetter", OPERATOR);
    allow("deleteDeadLetter", OPERATOR);
    allow("replayDeadLetter", OPERATOR);
    allow("replayDeadLetters", OPERATOR);
    allow("listDeadLetterGroups", OPERATOR);
    allow("replayDeadLetterGroup", OPERATOR);
    allow("listDeadLetterOutcomes", OPERATOR);
    allow("getStatus", OPERATOR);
    allow("getFlow", OPERATOR);
    allow("audit", OPERATOR);
    allow("listAuditResults", OPERATOR);
    allow("listRowLocks", OPERATOR);
    allow("listAuditLog", OPERATOR);

    // API keys
    allow("createApiKey");
    allow("listApiKeys");
    allow("getApiKey");
    allow("deleteApiKey");
  }

  private Permissions() {}

  /**
   * Who may use an operation.
   *
   * @throws IllegalArgumentException if there is no such operation
   */
  public static Permission of(String operationId) {
    Permission permission = ALL.get(operationId);
    if (permission == null) {
      throw new IllegalArgumentException("nobody is said to be allowed " + operationId);
    }
    return permission;
  }

  /** Who may use the operation that a resource method is; one without an id is for admins. */
  public static Permission of(Method resource) {
    String id = idOf(resource);
    return id.isEmpty() ? Permission.of(Belongings.NOTHING) : of(id);
  }

  /** The id of the operation that a resource method is; empty if it has none. */
  public static String idOf(Method resource) {
    Operation operation = resource.getAnnotation(Operation.class);
    return operation == null ? "" : operation.operationId();
  }

  /** The ids of all operations. */
  public static Set<String> operations() {
    return Set.copyOf(ALL.keySet());
  }

  private static void anyone(String... operations) {
    Arrays.stream(operations).forEach(operation -> put(operation, Permission.anyone()));
  }

  private static void allow(String operation, Role... roles) {
    allow(Belongings.NOTHING, operation, roles);
  }

  private static void allow(Belongings belongings, String operation, Role... roles) {
    put(operation, Permission.of(belongings, roles));
  }

  private static void put(String operation, Permission permission) {
    if (ALL.put(operation, permission) != null) {
      throw new IllegalStateException(operation + " is there twice");
    }
  }
}
