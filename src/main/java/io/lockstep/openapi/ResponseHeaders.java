package io.lockstep.openapi;

import static io.lockstep.openapi.Schemas.integer;
import static io.lockstep.openapi.Schemas.text;

import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** The headers of answers, each described once. */
final class ResponseHeaders {
  static final String TRACEPARENT = "traceparent";
  static final String RATE_LIMIT = "RateLimit";
  static final String RATE_LIMIT_POLICY = "RateLimit-Policy";
  static final String CHALLENGE = "WWW-Authenticate";
  static final String LOCATION = "Location";
  static final String ETAG = "ETag";
  static final String RETRY_AFTER = "Retry-After";
  static final String REPLAYED = "Idempotent-Replayed";
  static final String PREFERENCE_APPLIED = "Preference-Applied";

  ResponseHeaders(Components components) {
    always(
        components,
        TRACEPARENT,
        text().pattern("^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$"),
        "The trace that the request belongs to (W3C).");
    always(
        components,
        RATE_LIMIT,
        text().pattern("^\"[a-z]+\";r=[0-9]+;t=[0-9]+$"),
        "How many requests the caller has left (r), and in how many seconds all are back (t).");
    always(
        components,
        RATE_LIMIT_POLICY,
        text().pattern("^\"[a-z]+\";q=[0-9]+;w=[0-9]+$"),
        "How many requests the caller has (q) in how many seconds (w).");
    always(components, CHALLENGE, text().pattern("^(Bearer|Signature) "), "How to say who one is.");
    always(
        components,
        LOCATION,
        text().format("uri-reference"),
        "Where what was created can be read.");
    always(components, ETAG, text().pattern("^\"[^\"]+\"$"), "The version, for If-Match.");
    add(components, RETRY_AFTER, integer().minimum(java.math.BigDecimal.ONE), "Seconds to wait.");
    add(
        components,
        REPLAYED,
        text().constValue("true"),
        "Set where the answer is the stored one of an earlier request with this key.");
    add(
        components,
        PREFERENCE_APPLIED,
        text().pattern("^wait=[0-9]+$"),
        "The preference that was honoured, such as wait=10 (RFC 7240).");
  }

  void put(APIResponse response, String name) {
    response.addHeader(name, OASFactory.createHeader().ref("#/components/headers/" + name));
  }

  /** One that is on each answer that has it in the document. */
  private static void always(
      Components components, String name, Schema schema, String description) {
    add(components, name, schema, description);
    components.getHeaders().get(name).setRequired(true);
  }

  private static void add(Components components, String name, Schema schema, String description) {
    Header header = OASFactory.createHeader().schema(schema).description(description);
    components.addHeader(name, header);
  }
}
