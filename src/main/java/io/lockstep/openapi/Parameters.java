package io.lockstep.openapi;

import static io.lockstep.openapi.Schemas.integer;
import static io.lockstep.openapi.Schemas.text;

import io.lockstep.http.Page;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem.HttpMethod;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

/**
 * What is the same of a parameter wherever it occurs, and the headers that all operations of a kind
 * take. A resource describes only what it alone has.
 */
final class Parameters {
  /** Not blank, and without control characters. */
  private static final String LINE = "^%1$s*(?!\\s)%1$s+$".formatted("[^\\x00-\\x1F\\x7F-\\x9F]");

  private static final String TAG = "(?:W/)?\"[^\"\\x00-\\x20\\x7F]*\"";
  private static final int LONGEST_KEY = 255;
  private static final int LONGEST_REASON = 500;

  /** Where {@code id} is one that callers choose; everywhere else it is one of the server's. */
  private static final Pattern CALLERS_IDS = Pattern.compile("/(users|accounts|employees)/.*");

  /** What is not in the audit log: it ends by itself, or changes nothing. */
  private static final Set<String> NOT_RECORDED =
      Set.of(
          "acquireLock",
          "renewLock",
          "releaseLock",
          "acquirePermit",
          "releasePermit",
          "askForQuote");

  private static final Set<String> NAMED_BY_CALLERS = Set.of("/workflow-types/{type} type");

  private static final Map<String, Supplier<Parameter>> KNOWN =
      Map.ofEntries(
          Map.entry(
              "limit",
              () ->
                  of(
                      integer()
                          .minimum(BigDecimal.ONE)
                          .maximum(BigDecimal.valueOf(Page.Request.MOST))
                          .defaultValue(Page.Request.DEFAULT_LIMIT),
                      "The most items of the page.")),
          Map.entry("after", () -> of(text(), "The cursor of the page before: its next.")),
          Map.entry("from", () -> of(time(), "Not before this time.")),
          Map.entry("to", () -> of(time(), "Before this time.")),
          Map.entry("category", () -> of(name(), "Only those of this category.")),
          Map.entry(
              "externalId",
              () -> of(text().minLength(1).maxLength(64), "The caller's own number of the order.")),
          Map.entry("account", () -> of(name(), "The id of the account.")),
          Map.entry(
              "currency", () -> of(text().pattern(Schemas.CURRENCY), "The code of ISO 4217.")),
          Map.entry("permitId", () -> of(text().format("uuid"), "As it was granted.")),
          Map.entry("token", () -> of(text(), "The owner's token, as it was granted.")),
          Map.entry("sku", () -> of(name(), "The SKU.")),
          Map.entry("userId", () -> of(name(), "The id of the user.")),
          Map.entry("name", () -> of(name(), "The name, which callers choose.")),
          Map.entry(
              "Prefer",
              () ->
                  of(
                      text(),
                      "wait=N: the answer waits until the order is final, or N seconds (at most 30)"
                          + " have passed (RFC 7240).")),
          Map.entry(
              "Last-Event-ID",
              () -> of(text(), "The id of the last event that was received; later ones follow.")),
          Map.entry(
              "traceparent",
              () -> of(text(), "The trace that the work is part of (W3C Trace Context).")));

  private Parameters() {}

  static void complete(String path, HttpMethod method, Operation operation) {
    if (operation.getParameters() != null) {
      operation.getParameters().forEach(parameter -> complete(path, parameter));
    }
    if (!has(operation, "traceparent")) {
      operation.addParameter(header("traceparent", KNOWN.get("traceparent").get()));
    }
    if (method == HttpMethod.POST) {
      operation.addParameter(
          header(
              "Idempotency-Key",
              of(
                  text().minLength(1).maxLength(LONGEST_KEY),
                  "Names this request, so that it can be repeated: the answer is kept for 24"
                      + " hours, and a repeat gets it again.")));
    }
    if (method != HttpMethod.GET && !NOT_RECORDED.contains(operation.getOperationId())) {
      operation.addParameter(
          header(
              "Lockstep-Reason",
              of(
                  text().minLength(1).maxLength(LONGEST_REASON).pattern(LINE),
                  "Why this is done, for the audit log and the order's timeline. More than ASCII is"
                      + " sent as UTF-8.")));
    }
    if (method != HttpMethod.GET) {
      operation.addParameter(
          header("If-Match", of(tags(), "Only if the ETag is still one of these.")));
      operation.addParameter(
          header("If-None-Match", of(tags(), "*: only if it does not exist yet.")));
    }
  }

  static boolean has(Operation operation, String name) {
    return operation.getParameters() != null
        && operation.getParameters().stream()
            .anyMatch(parameter -> name.equalsIgnoreCase(parameter.getName()));
  }

  private static void complete(String path, Parameter parameter) {
    Parameter known =
        NAMED_BY_CALLERS.contains(path + " " + parameter.getName())
            ? of(name(), "The name, which callers choose.")
            : parameter.getName().equals("id")
                ? id(path)
                : KNOWN.getOrDefault(parameter.getName(), Parameters::nothing).get();
    CompletingSchemas.complete(parameter.getSchema());
    boolean hasItsOwn = parameter.getDescription() != null;
    if (!hasItsOwn && known.getSchema() != null) {
      parameter.setSchema(known.getSchema());
      parameter.setDescription(known.getDescription());
    }
    Schema schema = parameter.getSchema();
    if (schema.getType() == null && schema.getRef() == null && schema.getAnyOf() == null) {
      schema.addType(Schema.SchemaType.STRING); // an annotation with a pattern alone has none
    }
    if (parameter.getIn() == Parameter.In.QUERY) {
      demandValue(parameter.getSchema());
    }
  }

  /** An empty text is no value. */
  private static void demandValue(Schema schema) {
    if (schema.getItems() != null) {
      demandValue(schema.getItems());
    } else if (schema.getType() != null
        && schema.getType().contains(Schema.SchemaType.STRING)
        && schema.getMinLength() == null) {
      schema.setMinLength(1);
    }
  }

  private static Parameter id(String path) {
    return CALLERS_IDS.matcher(path).matches()
        ? of(name(), "The id, which callers choose.")
        : of(text().format("uuid"), "The id, as the service gave it.");
  }

  private static Parameter header(String name, Parameter like) {
    return like.name(name).in(Parameter.In.HEADER).required(false);
  }

  private static Schema time() {
    return text().format("date-time");
  }

  /** Any tag, or a list of entity tags as RFC 9110, 8.8.3 has them. */
  private static Schema tags() {
    return text().pattern("^(?:\\*|" + TAG + "(?:\\s*,\\s*" + TAG + ")*)$");
  }

  private static Schema name() {
    return text().pattern(Schemas.NAME);
  }

  private static Parameter of(Schema schema, String description) {
    return OASFactory.createParameter().schema(schema).description(description);
  }

  private static Parameter nothing() {
    return OASFactory.createParameter();
  }
}
