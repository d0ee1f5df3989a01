package io.lockstep.openapi;

import io.lockstep.http.ProblemType;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem.HttpMethod;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;

/** Every answer that an operation can give. */
final class Responses {
  private static final String OK = "200";
  private static final String CREATED = "201";
  private static final String ACCEPTED = "202";

  /** What an Idempotency-Key may bring back: a success, or a refusal that was decided with it. */
  private static final List<String> REPLAYABLE = List.of("200", "201", "202", "404", "409", "422");

  private static final Map<Integer, String> DESCRIPTIONS =
      Map.ofEntries(
          Map.entry(400, "The request is wrong."),
          Map.entry(401, "Nobody has logged in."),
          Map.entry(403, "The caller may not do this."),
          Map.entry(404, "There is no such thing."),
          Map.entry(406, "The answer cannot be had in a media type that is accepted."),
          Map.entry(409, "It cannot be done in the present state."),
          Map.entry(412, "A precondition does not hold."),
          Map.entry(413, "The body is too large."),
          Map.entry(415, "The body's media type is not understood."),
          Map.entry(422, "The request is well-formed, but cannot be carried out."),
          Map.entry(429, "Too many requests of this caller."),
          Map.entry(500, "A defect of the service."),
          Map.entry(501, "Not possible with this installation."),
          Map.entry(502, "Another program has answered what cannot be understood."),
          Map.entry(503, "Not now: try again after Retry-After."),
          Map.entry(504, "Nobody has answered in time."));

  private final HttpMethod method;
  private final Operation operation;

  /** Whether what it makes can be read under its path and an id. */
  private final boolean isList;

  private final List<ProblemType> own;
  private final ProblemSchemas problems;
  private final ResponseHeaders headers;
  private final Components components;

  Responses(
      HttpMethod method,
      Operation operation,
      boolean isList,
      List<ProblemType> own,
      ProblemSchemas problems,
      ResponseHeaders headers,
      Components components) {
    this.method = method;
    this.operation = operation;
    this.isList = isList;
    this.own = own;
    this.problems = problems;
    this.headers = headers;
    this.components = components;
  }

  void complete() {
    APIResponses responses = operation.getResponses();
    responses.removeAPIResponse("400"); // what the scanner writes of its own accord
    if (method == HttpMethod.PUT && responses.hasAPIResponse(CREATED)) {
      responses.addAPIResponse(OK, changed(responses.getAPIResponse(CREATED)));
    }
    responses.getAPIResponses().forEach(this::completeSuccess);
    refusals().forEach((status, types) -> add(responses, status, types));
    responses.getAPIResponses().forEach(this::addHeaders);
  }

  private static APIResponse changed(APIResponse created) {
    return OASFactory.createAPIResponse().description("Changed").content(created.getContent());
  }

  private void completeSuccess(String status, APIResponse response) {
    if (response.getContent() != null
        && response.getContent().hasMediaType(MediaType.SERVER_SENT_EVENTS)) {
      var events = response.getContent().getMediaType(MediaType.SERVER_SENT_EVENTS);
      events.setSchema(
          Schemas.text()
              .description("Server-sent events; contentSchema is that of the data of each.")
              .contentMediaType(MediaType.SERVER_SENT_EVENTS)
              .contentSchema(events.getSchema()));
    }
  }

  private Map<Integer, List<ProblemType>> refusals() {
    List<ProblemType> all = new ArrayList<>(own);
    all.add(ProblemType.INVALID_REQUEST);
    all.add(ProblemType.NOT_ACCEPTABLE);
    all.add(
        ProblemType.UNSUPPORTED_MEDIA_TYPE); // also where no body is taken, but one is announced
    all.add(ProblemType.INTERNAL_ERROR);
    all.addAll(
        List.of(
            ProblemType.OVERLOADED,
            ProblemType.UNAVAILABLE,
            ProblemType.STARTING,
            ProblemType.SHUTTING_DOWN,
            ProblemType.DATABASE_UNAVAILABLE));
    if (method != HttpMethod.GET) {
      all.add(ProblemType.PRECONDITION_FAILED);
      all.add(ProblemType.CONTENT_TOO_LARGE);
    }
    if (method == HttpMethod.POST) {
      all.add(ProblemType.REQUEST_IN_PROGRESS);
      all.add(ProblemType.IDEMPOTENCY_KEY_REUSED);
    }
    return all.stream()
        .distinct()
        .collect(Collectors.groupingBy(ProblemType::status, TreeMap::new, Collectors.toList()));
  }

  private void add(APIResponses responses, int status, List<ProblemType> types) {
    responses.addAPIResponse(
        Integer.toString(status),
        OASFactory.createAPIResponse()
            .description(DESCRIPTIONS.get(status))
            .content(problems.oneOf(types)));
  }

  private void addHeaders(String status, APIResponse response) {
    headers.put(response, ResponseHeaders.TRACEPARENT);
    headers.put(response, ResponseHeaders.RATE_LIMIT);
    headers.put(response, ResponseHeaders.RATE_LIMIT_POLICY);
    if (status.equals("401")) {
      headers.put(response, ResponseHeaders.CHALLENGE);
    }
    if (method == HttpMethod.POST && status.equals(CREATED) || isOfJob(status, response)) {
      headers.put(response, ResponseHeaders.LOCATION);
    }
    if (status.startsWith("2") && hasVersion(response)) {
      headers.put(response, ResponseHeaders.ETAG);
    }
    if (status.equals("503") || status.equals("409") || status.equals("429")) {
      headers.put(response, ResponseHeaders.RETRY_AFTER);
    }
    if (method == HttpMethod.POST && REPLAYABLE.contains(status)) {
      headers.put(response, ResponseHeaders.REPLAYED);
    }
    if (status.equals(CREATED) && Parameters.has(operation, "Prefer")) {
      headers.put(response, ResponseHeaders.PREFERENCE_APPLIED);
    }
  }

  private boolean isOfJob(String status, APIResponse response) {
    return isList && status.equals(ACCEPTED) && "Accepted".equals(nameOfSchema(response));
  }

  private boolean hasVersion(APIResponse response) {
    Schema schema = components.getSchemas().get(nameOfSchema(response));
    return schema != null
        && schema.getProperties() != null
        && schema.getProperties().containsKey("version");
  }

  /** Empty where the answer has no named schema. */
  private static String nameOfSchema(APIResponse response) {
    if (response.getContent() == null
        || !response.getContent().hasMediaType(MediaType.APPLICATION_JSON)) {
      return "";
    }
    Schema schema = response.getContent().getMediaType(MediaType.APPLICATION_JSON).getSchema();
    String ref = schema == null ? null : schema.getRef();
    return ref == null ? "" : ref.substring(ref.lastIndexOf('/') + 1);
  }
}
