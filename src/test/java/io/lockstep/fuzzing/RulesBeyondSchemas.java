package io.lockstep.fuzzing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Why a request can be refused as invalid although it fits the schemas: all rules that JSON Schema
 * cannot express. Anything else that fits and is called invalid is a fault of the document.
 */
final class RulesBeyondSchemas {
  private static final List<Rule> ALL =
      List.of(
          Rule.of(".*", "after", "is not a cursor that this list gave out"),
          Rule.of("placeOrder|askForQuote", "items.*", "stands in two items"),
          Rule.of("changePrice", "", "must have either add or percent"),
          Rule.of("followOrder", "Last-Event-ID", "must be the id of an event of this stream"),
          Rule.of(
              ".*", "from|to", "must be before to|must not be after to|must be at most 366 days"),
          Rule.of("mendDeadLetter", "payload", "must be a text where payloadFormat is"),
          Rule.of("adjustStock", "quantity", "must not be 0"),
          Rule.of("defineWorkflowType", "steps.*", "has a name that another step has"),
          Rule.of(".*", "percent", "must have at most 9 digits before the point and 4 after it"),
          Rule.of("saveUser", "email", "must be a well-formed email address"),
          Rule.of("subscribeToEvents", "types", "topic patterns"),
          // a schema beside a $ref could say so, but generators of clients do not read it
          Rule.of("saveEmployee|saveProduct", ".*amount", "must not be negative"),
          Rule.of("createApiKey", "userId", "must be there for a shopper"),
          Rule.of("createApiKey", "expiresAt", "must be in the future"),
          Rule.of("mendDeadLetter", "headers\\..*", "is set by the service"));

  private RulesBeyondSchemas() {}

  /** Whether all that is said to be wrong with a request is the matter of one of these rules. */
  static boolean explain(Api.Operation operation, JsonNode problem) {
    JsonNode errors = problem.path("errors");
    if (errors.isEmpty()) {
      return ALL.stream()
          .anyMatch(rule -> rule.explains(operation, "", problem.path("detail").asText()));
    }
    for (JsonNode error : errors) {
      String field = error.path("field").asText();
      String message = error.path("message").asText();
      if (!isExplained(operation, field, message)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isExplained(Api.Operation operation, String field, String message) {
    return ALL.stream().anyMatch(rule -> rule.explains(operation, field, message));
  }

  /**
   * One rule.
   *
   * @param operations which operations have it, by their ids
   * @param field the member or parameter
   * @param message what the service says
   */
  private record Rule(Pattern operations, Pattern field, Pattern message) {
    static Rule of(String operations, String field, String message) {
      return new Rule(
          Pattern.compile(operations), Pattern.compile(field), Pattern.compile(message));
    }

    boolean explains(Api.Operation operation, String itsField, String itsMessage) {
      return operations.matcher(operation.id()).matches()
          && field.matcher(itsField).matches()
          && message.matcher(itsMessage).find();
    }
  }
}
