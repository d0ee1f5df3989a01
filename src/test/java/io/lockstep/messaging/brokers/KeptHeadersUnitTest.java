package io.lockstep.messaging.brokers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class KeptHeadersUnitTest {
  private static final byte[] NO_TEXT = {(byte) 0xff, 0};

  @Test
  void keepsWhatIsTheMessagesOwnOnRabbitMq() {
    Map<String, Object> headers = new HashMap<>();
    headers.put("text", "ü");
    headers.put("number", 7);
    headers.put("flag", true);
    headers.put("nothing", null);
    headers.put("table", Map.of("list", List.of(1, "two")));
    headers.put("cloudEvents_dataschema", "/schemas/a/1");
    headers.put("cloudEvents_mood", "good");

    assertThat(KeptHeaders.toAmqp(KeptHeaders.of(headers))).isEqualTo(headers);
  }

  @Test
  void keepsBytes() {
    String kept = KeptHeaders.of(Map.<String, Object>of("bytes", NO_TEXT));
    assertThat((byte[]) KeptHeaders.toAmqp(kept).get("bytes")).isEqualTo(NO_TEXT);
  }

  @Test
  void leavesOutWhatIsSetAnewAndWhatIsSaidOfDeaths() {
    Map<String, Object> headers =
        Map.of(
            "cloudEvents_id", "1",
            "cloudEvents_type", "t",
            "traceparent", "p",
            "x-death", List.of(Map.of("queue", "q")),
            "x-first-death-queue", "q",
            "x-lockstep-reason", "r",
            "x-delivery-count", 3,
            "CC", List.of("elsewhere"));

    assertThat(KeptHeaders.of(headers)).isNull();
    assertThat(KeptHeaders.toAmqp(null)).isEmpty();
  }

  @Test
  void keepsWhatIsTheRecordsOwnOnKafka() {
    Headers headers = new RecordHeaders();
    headers.add("once", bytes("a"));
    headers.add("twice", bytes("b"));
    headers.add("twice", bytes("c"));
    headers.add("bytes", NO_TEXT);
    headers.add("nothing", null);
    headers.add("ce_dataschema", bytes("/schemas/a/1"));
    Headers all = new RecordHeaders(headers);
    all.add("ce_id", bytes("1"));
    all.add("content-type", bytes("application/json"));

    Headers back = new RecordHeaders();
    KeptHeaders.addTo(back, KeptHeaders.of(all));

    assertThat(back.toArray()).containsExactlyInAnyOrder(headers.toArray());
  }

  @Test
  void writesNumbersAsTextOnKafka() {
    Headers headers = new RecordHeaders();
    KeptHeaders.addTo(headers, "{\"n\": 7}");
    assertThat(Arrays.equals(headers.lastHeader("n").value(), bytes("7"))).isTrue();
  }

  @Test
  void addsOneMore() {
    assertThat(KeptHeaders.with(null, "a", "1")).isEqualTo("{\"a\":\"1\"}");
    assertThat(KeptHeaders.with("{\"b\":2}", "a", "1")).isEqualTo("{\"b\":2,\"a\":\"1\"}");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
