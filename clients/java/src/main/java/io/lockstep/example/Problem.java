package io.lockstep.example;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.client.ApiClient;
import io.lockstep.client.ApiException;

/**
 * Why the service refused a request (RFC 9457). {@code type} tells the kinds apart; each has a
 * class of its own, with the members that only it has.
 */
record Problem(JsonNode body) {

  /** What an answer said that was no success. */
  static Problem of(ApiException refusal) throws JsonProcessingException {
    return of(refusal.getResponseBody());
  }

  static Problem of(String body) throws JsonProcessingException {
    return new Problem(ApiClient.createDefaultObjectMapper().readTree(body));
  }

  String type() {
    return body.path("type").asText();
  }

  String detail() {
    return body.path("detail").asText();
  }

  /** This problem as that of its type, such as {@code UnknownSkuProblem}. */
  <T> T as(Class<T> problem) throws JsonProcessingException {
    return ApiClient.createDefaultObjectMapper().treeToValue(body, problem);
  }
}
