package io.lockstep.orders.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.http.Problem;
import io.lockstep.orders.OrderHistoryEntry;
import io.lockstep.orders.OrderStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LastEventIdUnitTest {
  private static final List<OrderHistoryEntry> PAID =
      history(OrderStatus.PENDING, OrderStatus.PAID);
  private static final List<OrderHistoryEntry> CONFIRMED =
      history(OrderStatus.PENDING, OrderStatus.PAID, OrderStatus.CONFIRMED);

  @Test
  void isNoneWhereTheReaderIsNew() {
    assertThat(LastEventId.of(null).version()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "7, 7", "007, 7", "999999999999999999, 999999999999999999"})
  void isAVersion(String header, long version) {
    assertThat(LastEventId.of(header).version()).isEqualTo(OptionalLong.of(version));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "x",
        "-1",
        "+1",
        "1.0",
        "1 ",
        " 1",
        "1\n",
        "٥",
        "0x1",
        "1000000000000000000"
      })
  void refusesWhatNoStreamGaveOut(String header) {
    assertThatThrownBy(() -> LastEventId.of(header))
        .isInstanceOfSatisfying(
            Problem.class, refused -> assertThat(refused.status()).isEqualTo(400));
  }

  @Test
  void tellsANewReaderTheCurrentStatusOnly() {
    assertThat(LastEventId.of(null).lastVersionOf(PAID)).isEqualTo(1);
    assertThat(LastEventId.of(null).lastVersionOf(CONFIRMED)).isEqualTo(2);
  }

  @Test
  void tellsAReaderWhoComesBackAllThatWasMissed() {
    assertThat(LastEventId.of("0").lastVersionOf(CONFIRMED)).isZero();
    assertThat(LastEventId.of("1").lastVersionOf(CONFIRMED)).isEqualTo(1);
    assertThat(LastEventId.of("3").lastVersionOf(CONFIRMED)).isEqualTo(3);
  }

  @Test
  void takesAVersionThatIsYetToComeForTheCurrentOne() {
    assertThat(LastEventId.of("9").lastVersionOf(PAID)).isEqualTo(2);
  }

  @Test
  void isTheLastOnlyWhereTheOrderIsFinalAndTheReaderKnowsIt() {
    assertThat(LastEventId.of("3").isLastOf(CONFIRMED)).isTrue();
    assertThat(LastEventId.of("9").isLastOf(CONFIRMED)).isTrue();
    assertThat(LastEventId.of("2").isLastOf(CONFIRMED)).isFalse();
    assertThat(LastEventId.of(null).isLastOf(CONFIRMED)).isFalse();
    assertThat(LastEventId.of("2").isLastOf(PAID)).isFalse();
  }

  private static List<OrderHistoryEntry> history(OrderStatus... statuses) {
    List<OrderHistoryEntry> entries = new ArrayList<>();
    for (OrderStatus status : statuses) {
      entries.add(new OrderHistoryEntry(entries.size() + 1L, status, null, Instant.EPOCH, null));
    }
    return entries;
  }
}
