package io.lockstep.messaging.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

/** What tests receive is held against the document, and closely. */
class MessageContractUnitTest {
  private static final String BODY =
      "{\"eventType\":\"USER_DELETED\",\"userId\":\"ada\",\"data\":{},"
          + "\"timestamp\":\"2026-03-01T09:30:00Z\"}";

  private final MessageContract contract = MessageContract.ofTheService();

  @Test
  void hasNothingAgainstAMessageAsItIsDocumented() {
    assertThat(contract.faults("user-events", "ce_", "USER_DELETED", BODY, headers())).isEmpty();
  }

  @Test
  void namesAMemberThatIsNotDocumented() {
    String more = BODY.replace("\"data\"", "\"name\":\"Ada\",\"data\"");
    assertThat(contract.faults("user-events", "ce_", "USER_DELETED", more, headers()))
        .singleElement()
        .asString()
        .contains("name");
  }

  @Test
  void namesAMemberThatIsMissingOrWrong() {
    assertThat(
            contract.faults(
                "user-events", "ce_", "USER_DELETED", BODY.replace("ada", "a b"), headers()))
        .isNotEmpty();
    assertThat(contract.faults("user-events", "ce_", "USER_DELETED", "{}", headers())).hasSize(4);
    assertThat(contract.faults("user-events", "ce_", "USER_DELETED", "no JSON", headers()))
        .isNotEmpty();
  }

  @Test
  void namesATypeOrTopicThatIsNotDocumented() {
    assertThat(contract.faults("user-events", "ce_", "USER_EATEN", BODY, headers())).hasSize(1);
    assertThat(contract.faults("user-things", "ce_", "USER_DELETED", BODY, headers())).hasSize(1);
  }

  @Test
  void namesAHeaderThatIsMissingOrNotDocumented() {
    ObjectNode without = headers();
    without.remove("ce_dataschema");
    assertThat(contract.faults("user-events", "ce_", "USER_DELETED", BODY, without)).hasSize(1);
    assertThat(
            contract.faults(
                "user-events", "ce_", "USER_DELETED", BODY, headers().put("ce_mood", "good")))
        .hasSize(1);
  }

  @Test
  void looksAtWhatTheServiceHasPublishedAlone() {
    assertThat(
            contract.faults(
                "user-events", "ce_", "USER_EATEN", BODY, headers().put("ce_source", "/other")))
        .isEmpty();
    ObjectNode ofATest = headers().put(MessageContract.FROM_A_TEST, "true");
    assertThat(contract.faults("user-events", "ce_", "USER_EATEN", BODY, ofATest)).isEmpty();
  }

  private static ObjectNode headers() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("ce_specversion", "1.0")
        .put("ce_id", "1")
        .put("ce_type", "USER_DELETED")
        .put("ce_source", "/lockstep")
        .put("ce_subject", "ada")
        .put("ce_time", "2026-03-01T09:30:00Z")
        .put("ce_datacontenttype", "application/json")
        .put("ce_dataschema", "/schemas/USER_DELETED/1")
        .put("content-type", "application/json");
  }
}
