package io.lockstep.console.rest;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What the REST interface has answered.
 *
 * @param body missing where there is none
 * @param etag the version of what was read, or null
 */
public record RestReply(int status, JsonNode body, String etag) {
  private static final int FIRST_REFUSAL = 400;

  /** Whether it has done what was asked. */
  public boolean isDone() {
    return status < FIRST_REFUSAL;
  }

  /**
   * Its body.
   *
   * @throws RestRefusal if it has refused
   */
  public JsonNode orRefusal() {
    if (!isDone()) {
      throw new RestRefusal(this);
    }
    return body;
  }
}
