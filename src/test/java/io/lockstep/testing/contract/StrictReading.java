package io.lockstep.testing.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** JSON with nothing behind it. A member may be there twice, in what others have sent. */
final class StrictReading {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private StrictReading() {}

  /** The value, or null for what is none. */
  static JsonNode json(String text) {
    try {
      JsonNode read = JSON.readTree(text);
      return read.isMissingNode() ? null : read;
    } catch (JsonProcessingException notJson) {
      return null;
    }
  }
}
