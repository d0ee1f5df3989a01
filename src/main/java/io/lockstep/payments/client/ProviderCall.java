package io.lockstep.payments.client;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One call of a provider.
 *
 * @param method {@code GET} or {@code POST}
 * @param url with its query
 * @param body null for none
 */
public record ProviderCall(String method, String url, Map<String, String> headers, String body) {
  /** A question, which changes nothing. */
  public static ProviderCall get(String url, String key) {
    return new ProviderCall("GET", url, headers(key), null);
  }

  /** A step that is done once for its idempotency key. */
  public static ProviderCall post(
      String url, String key, String idempotencyKey, String contentType, String body) {
    Map<String, String> headers = headers(key);
    headers.put("Idempotency-Key", idempotencyKey);
    headers.put("Content-Type", contentType);
    return new ProviderCall("POST", url, headers, body);
  }

  private static Map<String, String> headers(String key) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Authorization", "Bearer " + key);
    headers.put("Accept", "application/json");
    return headers;
  }

  /** The same with one header more. */
  public ProviderCall with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new ProviderCall(method, url, more, body);
  }

  /** Without the key and the body. */
  @Override
  public String toString() {
    return method + " " + url;
  }
}
