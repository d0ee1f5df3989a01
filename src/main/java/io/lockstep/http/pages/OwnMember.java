package io.lockstep.http.pages;

import io.lockstep.http.Problem.FieldError;
import java.util.List;
import java.util.Map;

/**
 * A member that only some problems have, in words.
 *
 * @param meaning what it says
 * @param example a value that it could have
 */
record OwnMember(String meaning, Object example) {
  private static final Map<String, OwnMember> BY_NAME =
      Map.ofEntries(
          Map.entry(
              "errors",
              new OwnMember(
                  "What is wrong, member by member or parameter by parameter.",
                  List.of(
                      new FieldError("items[0].quantity", "must be greater than or equal to 1")))),
          Map.entry(
              "needs",
              new OwnMember(
                  "The roles of which the caller needs one.", "admin, operator, service")),
          Map.entry("orderStatus", new OwnMember("The status that the order has.", "CONFIRMED")),
          Map.entry(
              "orderId",
              new OwnMember(
                  "The order that has the external id.", "01980f2e-6c1a-7d3b-9a54-0d5f1c2b7e90")),
          Map.entry("userId", new OwnMember("The user who does not exist.", "ada")),
          Map.entry("sku", new OwnMember("The SKU that is not in the catalogue.", "lamp")),
          Map.entry("available", new OwnMember("How many units are left.", 2)),
          Map.entry(
              "reservationStatus",
              new OwnMember("The status that the reservation has.", "EXPIRED")),
          Map.entry("workflowType", new OwnMember("The type that is not defined.", "onboarding")),
          Map.entry(
              "workflowStatus", new OwnMember("The status that the workflow has.", "COMPLETED")),
          Map.entry("limit", new OwnMember("The limit that the semaphore has.", 5)),
          Map.entry("step", new OwnMember("The step whose turn it is.", "pick")));

  /**
   * The member of this name.
   *
   * @throws IllegalStateException if it has no words yet; they belong here
   */
  static OwnMember of(String name) {
    OwnMember member = BY_NAME.get(name);
    if (member == null) {
      throw new IllegalStateException("no words for the member " + name);
    }
    return member;
  }
}
