package io.lockstep.workflow.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepUnitTest {
  private final ObjectMapper json = new ObjectMapper();

  @Test
  void isItsNameWhereThatIsAll() throws JsonProcessingException {
    for (String text : new String[] {"\"pick\"", "{\"name\":\"pick\",\"retries\":null}"}) {
      Step step = json.readValue(text, Step.class);

      assertThat(step).isEqualTo(Step.named("pick"));
      assertThat(json.writeValueAsString(step)).isEqualTo("\"pick\"");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\":\"pick\",\"timeoutSeconds\":1,\"retries\":0,\"compensation\":\"put-back\"}",
        "{\"name\":\"pick\",\"timeoutSeconds\":2592000}",
        "{\"name\":\"pick\",\"retries\":1000}",
        "{\"name\":\"pick\",\"compensation\":\"put-back\"}"
      })
  void comesOutAsItWentIn(String text) throws JsonProcessingException {
    assertThat(json.writeValueAsString(json.readValue(text, Step.class))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\"",
        "\"two words\"",
        "5",
        "true",
        "[\"pick\"]",
        "{}",
        "{\"name\":null}",
        "{\"name\":5}",
        "{\"name\":\"two words\"}",
        "{\"name\":\"pick\",\"compensation\":\"\"}",
        "{\"name\":\"pick\",\"compensation\":7}",
        "{\"name\":\"pick\",\"timeoutSeconds\":0}",
        "{\"name\":\"pick\",\"timeoutSeconds\":2592001}",
        "{\"name\":\"pick\",\"timeoutSeconds\":\"60\"}",
        "{\"name\":\"pick\",\"timeoutSeconds\":60.0}",
        "{\"name\":\"pick\",\"timeoutSeconds\":4294967297}",
        "{\"name\":\"pick\",\"retries\":-1}",
        "{\"name\":\"pick\",\"retries\":1001}",
        "{\"name\":\"pick\",\"retry\":1}"
      })
  void isNothingElse(String text) {
    assertThatThrownBy(() -> json.readValue(text, Step.class))
        .isInstanceOf(JsonMappingException.class);
  }
}
