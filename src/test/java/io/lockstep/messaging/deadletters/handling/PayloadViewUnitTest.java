package io.lockstep.messaging.deadletters.handling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadViewUnitTest {
  private final ObjectMapper json = new ObjectMapper();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1.10,\"b\":123456789012345678901234567890,\"c\":1e400,\"d\":-0.0,\"e\":1E+2}",
        " [1 ,\t2]\r\n",
        "{\"a\":1,\"a\":2}",
        "null",
        "\"\\u0041\\/\"",
        "\"\\ud83d\\ude00\"",
      })
  void showsJsonToTheLastDigitAndSpace(String body) {
    assertThat(of(body)).isEqualTo(new PayloadView("json", body));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "this is not JSON",
        "{\"a\":1} {\"a\":2}",
        "{\"a\":",
        "NaN",
        "\"\\ud800\"",
        "{\"\\u0000\":1}",
        "\ufeff{}",
        "\0",
      })
  void quotesOtherTextSoThatItReadsBackAsItWas(String body) throws JsonProcessingException {
    PayloadView view = of(body);
    assertThat(view.format()).isEqualTo("text");
    assertThat(json.readTree(view.json()).textValue()).isEqualTo(body);
  }

  @ParameterizedTest
  @ValueSource(strings = {"22eda08022", "ff", "22c08022"})
  void showsOtherBytesInBase64(String hex) throws Exception {
    byte[] body = HexFormat.of().parseHex(hex);
    PayloadView view = PayloadView.of(body, json);
    assertThat(view.format()).isEqualTo("base64");
    assertThat(json.readTree(view.json()).binaryValue()).isEqualTo(body);
  }

  @Test
  void quotesWhatIsNestedTooDeepForSomeReaders() {
    assertThat(of("[".repeat(200) + "]".repeat(200)).format()).isEqualTo("json");
    assertThat(of("[".repeat(201) + "]".repeat(201)).format()).isEqualTo("text");
    assertThat(of("[".repeat(5000)).format()).isEqualTo("text");
  }

  private PayloadView of(String body) {
    return PayloadView.of(body.getBytes(StandardCharsets.UTF_8), json);
  }
}
