package io.lockstep.payments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The picture of the states in docs/payments.md is the one of the code. */
class PaymentStatesUnitTest {
  private static final Path DOCUMENT = Path.of("docs/payments.md");
  private static final String BEGIN = "<!-- made by PaymentStatesUnitTest -->";
  private static final Set<PaymentStatus> CONFIRMED =
      EnumSet.complementOf(EnumSet.of(PaymentStatus.UNKNOWN, PaymentStatus.REFUND_PENDING));

  @Test
  void theDocumentShowsWhatMayFollowWhat() throws IOException {
    assertThat(Files.readString(DOCUMENT))
        .as("put this after the mark in %s", DOCUMENT)
        .contains(BEGIN + "\n\n```mermaid\nstateDiagram-v2\n" + picture() + "\n```\n");
  }

  private static String picture() {
    Stream<String> first = Stream.of("  [*] --> REQUESTED");
    Stream<String> moves =
        CONFIRMED.stream()
            .flatMap(from -> from.next().stream().map(to -> "  " + from + " --> " + to));
    Stream<String> missing =
        Stream.of(
            "  REQUESTED --> UNKNOWN: no clear answer",
            "  UNKNOWN --> REQUESTED: what was sure before",
            "  CAPTURED --> REFUND_PENDING: to be refunded, and not yet",
            "  REFUND_PENDING --> REFUNDED");
    Stream<String> ends =
        CONFIRMED.stream()
            .filter(state -> state.next().isEmpty())
            .map(end -> "  " + end + " --> [*]");
    return Stream.of(first, moves, missing, ends)
        .flatMap(lines -> lines)
        .collect(Collectors.joining("\n"));
  }

  @Test
  void everyStatusIsReachedAndEveryEndIsOne() {
    Set<PaymentStatus> reached =
        CONFIRMED.stream().flatMap(from -> from.next().stream()).collect(Collectors.toSet());
    assertThat(reached)
        .isEqualTo(
            EnumSet.range(PaymentStatus.AUTHORISED, PaymentStatus.REFUNDED).stream()
                .filter(CONFIRMED::contains)
                .collect(Collectors.toSet()));
    for (PaymentStatus end :
        List.of(PaymentStatus.DECLINED, PaymentStatus.VOIDED, PaymentStatus.REFUNDED)) {
      assertThat(end.next()).isEmpty();
    }
  }
}
