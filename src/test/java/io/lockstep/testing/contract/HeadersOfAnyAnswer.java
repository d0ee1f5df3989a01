package io.lockstep.testing.contract;

import java.util.ArrayList;
import java.util.List;

/** What has to be in the head of every answer, or of every one with its status. */
final class HeadersOfAnyAnswer {
  private HeadersOfAnyAnswer() {}

  static List<String> faults(Exchange exchange) {
    List<String> faults = new ArrayList<>();
    need("traceparent", exchange, faults);
    switch (exchange.status()) {
      case 401 -> need("WWW-Authenticate", exchange, faults);
      case 405 -> need("Allow", exchange, faults);
      case 429, 503 -> need("Retry-After", exchange, faults);
      default -> {
        // nothing more
      }
    }
    return faults;
  }

  private static void need(String header, Exchange exchange, List<String> faults) {
    if (exchange.header(header) == null) {
      faults.add("the header %s is missing".formatted(header));
    }
  }
}
