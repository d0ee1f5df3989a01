package io.lockstep.quotes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.catalog.PriceList;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.inventory.stock.AvailableStock;
import io.lockstep.messaging.requests.Repliers;
import io.lockstep.platform.Money;
import io.lockstep.sql.Tx;
import io.lockstep.sql.groups.GroupCommit;
import io.lockstep.sql.groups.GroupCommits;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.validation.Validator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Answers what products would cost. Questions that come together are answered together: two
 * statements for any number of them.
 */
@ApplicationScoped
class AnsweringQuotes {
  /** The kind of question: the routing key on the exchange {@code requests}. */
  static final String KEY = "quote";

  private static final int LANES = 2;

  private final GroupCommit<QuoteRequest, Supplier<Quote>> group;
  private final Repliers repliers;
  private final PriceList prices;
  private final AvailableStock stock;
  private final Validator validator;
  private final ObjectMapper json;

  AnsweringQuotes(
      GroupCommits groups,
      Repliers repliers,
      PriceList prices,
      AvailableStock stock,
      Validator validator,
      ObjectMapper json) {
    this.group =
        groups
            .<QuoteRequest, Supplier<Quote>>group("quotes", this::quoteAll)
            .lanes(LANES)
            .reading()
            .build();
    this.repliers = repliers;
    this.prices = prices;
    this.stock = stock;
    this.validator = validator;
    this.json = json;
  }

  void start(@Observes StartupEvent event) {
    repliers.answer(KEY, this::answer);
  }

  private Uni<Quote> answer(byte[] question) {
    return group.submit(read(question)).map(Supplier::get);
  }

  /** Whoever asks over AMQP is held to what REST callers are held to. */
  private QuoteRequest read(byte[] question) {
    try {
      QuoteRequest request = json.readValue(question, QuoteRequest.class);
      List<Problem.FieldError> errors = errorsOf(request);
      if (!errors.isEmpty()) {
        throw Problem.invalid(errors);
      }
      return request.checked();
    } catch (JsonProcessingException unreadable) {
      throw Problem.invalid("", "must be a JSON document of the expected form");
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private List<Problem.FieldError> errorsOf(QuoteRequest request) {
    return request == null
        ? List.of(new Problem.FieldError("", "a JSON body is required"))
        : validator.validate(request).stream()
            .map(
                wrong ->
                    new Problem.FieldError(wrong.getPropertyPath().toString(), wrong.getMessage()))
            .toList();
  }

  private Uni<List<Supplier<Quote>>> quoteAll(Tx tx, List<QuoteRequest> questions) {
    List<String> skus = questions.stream().flatMap(QuoteRequest::skus).distinct().toList();
    return prices
        .pricesOf(tx, skus)
        .flatMap(
            known ->
                stock
                    .of(tx, skus)
                    .map(
                        available ->
                            questions.stream()
                                .<Supplier<Quote>>map(each -> () -> quote(each, known, available))
                                .toList()));
  }

  /**
   * One quote.
   *
   * @throws Problem 422 where there is none
   */
  private static Quote quote(
      QuoteRequest question, Map<String, Money> prices, Map<String, Long> available) {
    Optional<String> unknown = question.skus().filter(sku -> !prices.containsKey(sku)).findFirst();
    if (unknown.isPresent()) {
      throw Problem.of(ProblemType.UNKNOWN_SKU, "The SKU is not in the catalogue")
          .with("sku", unknown.get());
    }
    List<Quote.Line> lines =
        question.items().stream()
            .map(
                item ->
                    new Quote.Line(
                        item.sku(),
                        item.quantity(),
                        prices.get(item.sku()),
                        available.getOrDefault(item.sku(), 0L)))
            .toList();
    return new Quote(total(lines), lines);
  }

  private static Money total(List<Quote.Line> lines) {
    if (lines.stream().map(line -> line.unitPrice().currency()).distinct().count() > 1) {
      throw Problem.of(ProblemType.MIXED_CURRENCIES, "All items of a quote have one currency");
    }
    try {
      return lines.stream()
          .map(line -> line.unitPrice().times(line.quantity()))
          .reduce(Money::plus)
          .orElseThrow();
    } catch (IllegalArgumentException tooLarge) {
      throw Problem.of(ProblemType.TOTAL_TOO_LARGE, "The total must fit in 15 digits");
    }
  }
}
