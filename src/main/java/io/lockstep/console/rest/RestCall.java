package io.lockstep.console.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.http.HttpMethod;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request to the REST interface.
 *
 * @param path below the root, with its query
 * @param body null for none
 * @param headers besides those that say who asks
 */
public record RestCall(HttpMethod method, String path, JsonNode body, Map<String, String> headers) {
  /** Reads. */
  public static RestCall get(String path) {
    return new RestCall(HttpMethod.GET, path, null, Map.of());
  }

  /** Does something. */
  public static RestCall post(String path) {
    return new RestCall(HttpMethod.POST, path, null, Map.of());
  }

  /** Changes something. */
  public static RestCall patch(String path) {
    return new RestCall(HttpMethod.PATCH, path, null, Map.of());
  }

  /** Deletes something. */
  public static RestCall delete(String path) {
    return new RestCall(HttpMethod.DELETE, path, null, Map.of());
  }

  /** The same, with a body. */
  public RestCall with(JsonNode content) {
    return new RestCall(method, path, content, headers);
  }

  /** The same, with a header; without it where there is no value. */
  public RestCall header(String name, String value) {
    if (value == null || value.isBlank()) {
      return this;
    }
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new RestCall(method, path, body, Map.copyOf(more));
  }
}
