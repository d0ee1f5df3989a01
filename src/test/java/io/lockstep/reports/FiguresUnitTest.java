package io.lockstep.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.http.Problem;
import io.lockstep.orders.OrderFigures.Figure;
import io.lockstep.platform.Money;
import io.lockstep.reports.OrderReport.Group;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FiguresUnitTest {
  private static final LocalDate FRIDAY = LocalDate.parse("2026-11-27");
  private static final LocalDate SATURDAY = FRIDAY.plusDays(1);

  @Test
  void countsAllOrdersAndTheMoneyOfThoseThatAreConfirmed() {
    OrderReport report =
        report(
            null,
            confirmed(SATURDAY, "EUR", 2, 300),
            cancelled(SATURDAY, "EUR", 1, 999),
            confirmed(FRIDAY, "EUR", 1, 50));

    assertThat(report.count()).isEqualTo(4);
    assertThat(report.revenue()).isEqualTo(eur(350));
    assertThat(report.byStatus())
        .containsExactly(
            Map.entry("PENDING", new Group(0, eur(0))),
            Map.entry("PAID", new Group(0, eur(0))),
            Map.entry("CONFIRMED", new Group(3, eur(350))),
            Map.entry("CANCELLED", new Group(1, eur(0))));
    assertThat(report.byDay())
        .containsExactly(
            Map.entry("2026-11-27", new Group(1, eur(50))),
            Map.entry("2026-11-28", new Group(3, eur(300))));
    assertThat(report.otherRevenue()).isEmpty();
  }

  @Test
  void isInTheOnlyCurrencyThatThereIs() {
    assertThat(report(null, confirmed(FRIDAY, "CHF", 1, 5)).revenue())
        .isEqualTo(new Money(5, "CHF"));
  }

  @Test
  void isInTheUsualCurrencyWhereThereIsNoneOrSeveral() {
    assertThat(report(null).revenue()).isEqualTo(eur(0));
    assertThat(report(null, cancelled(FRIDAY, "CHF", 1, 5)).revenue()).isEqualTo(eur(0));
    OrderReport two = report(null, confirmed(FRIDAY, "USD", 1, 7), confirmed(FRIDAY, "CHF", 1, 5));
    assertThat(two.revenue()).isEqualTo(eur(0));
    assertThat(two.otherRevenue()).containsExactly(new Money(5, "CHF"), new Money(7, "USD"));
  }

  @Test
  void isInTheCurrencyThatIsAskedForAndNamesTheOthers() {
    OrderReport report =
        report("CHF", confirmed(FRIDAY, "EUR", 1, 7), confirmed(SATURDAY, "CHF", 2, 5));

    assertThat(report.revenue()).isEqualTo(new Money(5, "CHF"));
    assertThat(report.count()).isEqualTo(3);
    assertThat(report.otherRevenue()).containsExactly(eur(7));
  }

  @Test
  void holdsUpToFifteenDigits() {
    Figure most = confirmed(FRIDAY, "EUR", 1, Money.LARGEST);

    assertThat(report(null, most).revenue()).isEqualTo(eur(Money.LARGEST));
    assertThatThrownBy(() -> report(null, most, confirmed(SATURDAY, "EUR", 1, 1)))
        .isInstanceOfSatisfying(
            Problem.class, refused -> assertThat(refused.slug()).isEqualTo("revenue-overflow"));
  }

  private static OrderReport report(String wanted, Figure... figures) {
    return new Figures(List.of(figures)).report(wanted, "EUR");
  }

  private static Figure confirmed(LocalDate day, String currency, long count, long amount) {
    return new Figure("CONFIRMED", day, currency, count, BigDecimal.valueOf(amount), true);
  }

  private static Figure cancelled(LocalDate day, String currency, long count, long amount) {
    return new Figure("CANCELLED", day, currency, count, BigDecimal.valueOf(amount), false);
  }

  private static Money eur(long amount) {
    return new Money(amount, "EUR");
  }
}
