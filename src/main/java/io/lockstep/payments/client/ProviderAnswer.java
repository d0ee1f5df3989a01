package io.lockstep.payments.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.lockstep.payments.spi.ProviderRefused;

/**
 * What a provider has answered.
 *
 * @param isEmpty whether there was no body
 * @param json the body; missing where there is none, or where it is no JSON
 */
public record ProviderAnswer(int status, boolean isEmpty, JsonNode json) {
  static ProviderAnswer of(int status, byte[] body) {
    return new ProviderAnswer(
        status, body.length == 0, ProviderJson.parse(body).orElseGet(MissingNode::getInstance));
  }

  /**
   * What an answer means that says that the call was not let in: nothing was done.
   *
   * @param code why, in the provider's word, or null
   */
  public ProviderRefused refused(String code) {
    return new ProviderRefused(
        code != null
            ? code
            : switch (status) {
              case 401 -> "unauthorized";
              case 403 -> "forbidden";
              case 429 -> "too-many-requests";
              default -> "status-" + status;
            });
  }

  /** Whether it says that the call was not let in. */
  public boolean isNotLetIn() {
    return status == 401 || status == 403 || status == 429;
  }

  /** What it is where nobody can tell from it how the payment stands. */
  public UnclearAnswer unclear() {
    return new UnclearAnswer(
        "status %d with %s"
            .formatted(status, isEmpty ? "no body" : json.isMissingNode() ? "no JSON" : "JSON"));
  }

  /** Without the body, which may hold secrets and personal data. */
  @Override
  public String toString() {
    return "ProviderAnswer[" + status + "]";
  }
}
