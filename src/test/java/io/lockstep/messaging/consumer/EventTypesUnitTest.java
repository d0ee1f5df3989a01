package io.lockstep.messaging.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTypesUnitTest {
  sealed interface Fruit permits Apple, Pears {}

  record Apple(@JsonProperty(required = true) String name) implements Fruit {}

  record Pears(@JsonProperty(required = true) List<String> names) implements Fruit {}

  private final EventTypes<Fruit> types =
      EventTypes.of(Map.of("apple", Apple.class, "pears", Pears.class));

  /** Refuses what it does not know, as that of the application does. */
  private final ObjectMapper json =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  @Test
  void readsABodyAsItsType() {
    assertThat(read("apple", "{\"name\":\"Cox\"}")).isEqualTo(new Apple("Cox"));
    assertThat(read("pears", "{\"names\":[\"Anjou\"]}")).isEqualTo(new Pears(List.of("Anjou")));
  }

  @Test
  void skipsMembersThatAProducerHasAdded() {
    assertThat(read("apple", "{\"colour\":{\"red\":1},\"name\":\"Cox\"}"))
        .isEqualTo(new Apple("Cox"));
  }

  @Test
  void neverSkipsATypeThatItDoesNotKnow() {
    for (String type : new String[] {"plum", "Apple", "apple ", "", null, "null"}) {
      assertPoison(() -> read(type, "{\"name\":\"Cox\"}"), "unknown-type");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "null", "[]", "5", "\"Cox\"", "{\"name\":{}}"})
  void refusesABodyOfAnotherShape(String body) {
    assertPoison(() -> read("apple", body), "wrong-shape");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"name\":",
        "{\"name\":\"Cox\"",
        "{\"name\":{\"a\":tru",
        "",
        "Cox",
        "{'name':'Cox'}"
      })
  void refusesABodyThatIsNoJson(String body) {
    assertPoison(() -> read("apple", body), "not-json");
    assertPoison(() -> readTyped(body), "not-json");
  }

  @Test
  void readsABodyThatNamesItsOwnType() {
    assertThat(readTyped("{\"name\":\"Cox\",\"type\":\"apple\"}")).isEqualTo(new Apple("Cox"));
    assertPoison(() -> readTyped("{\"name\":\"Cox\",\"type\":\"plum\"}"), "unknown-type");
    assertPoison(() -> readTyped("{\"type\":\"apple\"}"), "wrong-shape");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"type\":5}", "{\"type\":null}", "[]", "null", "\"type\"", "7"})
  void refusesABodyThatDoesNotNameItsType(String body) {
    assertPoison(() -> readTyped(body), "wrong-shape");
  }

  @Test
  void refusesABodyThatIsEmpty() {
    assertPoison(() -> readTyped(""), "not-json");
    assertPoison(() -> readTyped("  "), "not-json");
    assertPoison(() -> types.readTyped("type", null, json), "not-json");
  }

  private Fruit read(String type, String body) {
    return types.read(type, body.getBytes(StandardCharsets.UTF_8), json);
  }

  private Fruit readTyped(String body) {
    return types.readTyped("type", body.getBytes(StandardCharsets.UTF_8), json);
  }

  private static void assertPoison(ThrowingCallable reading, String reason) {
    assertThatThrownBy(reading)
        .isInstanceOfSatisfying(
            PoisonMessage.class, poison -> assertThat(poison.reason()).isEqualTo(reason));
  }
}
