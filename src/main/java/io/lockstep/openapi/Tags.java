package io.lockstep.openapi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.tags.Tag;

/** The groups of operations, in the order in which a newcomer would read them. */
final class Tags {
  private static final Map<String, String> DESCRIPTIONS = new LinkedHashMap<>();

  static {
    DESCRIPTIONS.put("Catalogue", "Products, their prices, and changes of many prices at once.");
    DESCRIPTIONS.put("Stock", "What is there of each SKU, and what comes and goes.");
    DESCRIPTIONS.put("Reservations", "Units of a SKU that are held for a limited time.");
    DESCRIPTIONS.put("Users", "Those who order; each has an account under the same id.");
    DESCRIPTIONS.put("Accounts", "Accounts, deposits, transfers: double entry.");
    DESCRIPTIONS.put("Quotes", "What an order would cost: request and reply over RabbitMQ.");
    DESCRIPTIONS.put("Orders", "Taken, paid, reserved, confirmed; or cancelled, and then undone.");
    DESCRIPTIONS.put("Payments", "The payment of each order.");
    DESCRIPTIONS.put("Workflows", "Processes of named steps, which outside workers carry out.");
    DESCRIPTIONS.put("Events", "Publish and subscribe, over RabbitMQ.");
    DESCRIPTIONS.put("Dead letters", "Messages that could not be applied: read, replay, delete.");
    DESCRIPTIONS.put("Locks", "Leases with fence tokens, and semaphores.");
    DESCRIPTIONS.put("Reports", "Orders and revenue of a period.");
    DESCRIPTIONS.put("Payroll", "Employees, and raises of a whole department.");
    DESCRIPTIONS.put("Operations", "The state of the service, for those who run it.");
    DESCRIPTIONS.put("API keys", "For programs that call this service; for admins alone.");
    DESCRIPTIONS.put("Documents", "What the service publishes, and what its problems mean.");
  }

  private Tags() {}

  /**
   * These groups with their descriptions.
   *
   * @throws IllegalStateException if one has none; it belongs here
   */
  static List<Tag> of(Set<String> used) {
    used.stream()
        .filter(tag -> !DESCRIPTIONS.containsKey(tag))
        .findAny()
        .ifPresent(
            tag -> {
              throw new IllegalStateException("no description of the tag " + tag);
            });
    return DESCRIPTIONS.entrySet().stream()
        .filter(tag -> used.contains(tag.getKey()))
        .map(tag -> OASFactory.createTag().name(tag.getKey()).description(tag.getValue()))
        .toList();
  }
}
