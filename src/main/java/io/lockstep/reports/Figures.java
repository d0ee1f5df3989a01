package io.lockstep.reports;

import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.orders.OrderFigures;
import io.lockstep.orders.OrderFigures.Figure;
import io.lockstep.platform.Money;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Puts a report together from figures that were read with one statement, so that all sums agree.
 */
final class Figures {
  private static final BigDecimal LARGEST = BigDecimal.valueOf(Money.LARGEST);

  private final List<Figure> all;

  Figures(List<Figure> all) {
    this.all = all;
  }

  /**
   * The report.
   *
   * @param wanted the currency of revenue; null for the only one that there is
   * @param usual what it is where there is none or several
   * @throws Problem 422 if the revenue exceeds 15 digits
   */
  OrderReport report(String wanted, String usual) {
    String currency = wanted == null ? onlyOneOr(usual) : wanted;
    return new OrderReport(
        count(all),
        revenue(all, currency),
        byStatus(currency),
        groups(figure -> figure.day().toString(), currency),
        otherThan(currency));
  }

  private String onlyOneOr(String usual) {
    List<String> currencies = currencies();
    return currencies.size() == 1 ? currencies.get(0) : usual;
  }

  private List<Money> otherThan(String currency) {
    return currencies().stream()
        .filter(other -> !other.equals(currency))
        .map(other -> revenue(all, other))
        .toList();
  }

  private List<String> currencies() {
    return all.stream()
        .filter(Figure::isRevenue)
        .map(Figure::currency)
        .distinct()
        .sorted()
        .toList();
  }

  private Map<String, OrderReport.Group> byStatus(String currency) {
    Map<String, OrderReport.Group> found = groups(Figure::status, currency);
    Map<String, OrderReport.Group> every = new java.util.LinkedHashMap<>();
    OrderFigures.statuses()
        .forEach(
            status -> every.put(status, found.getOrDefault(status, group(List.of(), currency))));
    return every;
  }

  private Map<String, OrderReport.Group> groups(Function<Figure, String> key, String currency) {
    return all.stream()
        .collect(
            Collectors.groupingBy(
                key,
                TreeMap::new,
                Collectors.collectingAndThen(Collectors.toList(), some -> group(some, currency))));
  }

  private static OrderReport.Group group(List<Figure> some, String currency) {
    return new OrderReport.Group(count(some), revenue(some, currency));
  }

  private static long count(List<Figure> some) {
    return some.stream().mapToLong(Figure::count).sum();
  }

  private static Money revenue(List<Figure> some, String currency) {
    BigDecimal sum =
        some.stream()
            .filter(figure -> figure.isRevenue() && figure.currency().equals(currency))
            .map(Figure::amount)
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    if (sum.compareTo(LARGEST) > 0) {
      throw Problem.of(
          ProblemType.REVENUE_OVERFLOW, "The revenue exceeds 15 digits: choose a shorter period");
    }
    return new Money(sum.longValueExact(), currency);
  }
}
