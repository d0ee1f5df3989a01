package io.lockstep.payments.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.payments.client.ProviderAnswer;
import io.lockstep.payments.client.ProviderCall;
import io.lockstep.payments.client.ProviderClient;
import io.lockstep.payments.client.ProviderSettings;
import io.lockstep.payments.spi.Notification;
import io.lockstep.payments.spi.PaymentProvider;
import io.lockstep.payments.spi.PaymentRequest;
import io.lockstep.payments.spi.ProviderPayment;
import io.lockstep.payments.spi.ProviderPayment.State;
import io.lockstep.payments.spi.ProviderRefused;
import io.lockstep.payments.spi.WebhookRequest;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Stripe. A payment is a PaymentIntent, which is found by its id, or while that is not known by the
 * id of ours in its metadata. Stripe's search may find one a minute late; until then the
 * idempotency key keeps a second one from being made.
 *
 * <p>Stripe keeps the first answer to a key for a day, errors of its own too: a step that it has so
 * answered and not done is done a day later at the earliest.
 */
@ApplicationScoped
class StripeProvider implements PaymentProvider {
  /** The version of the interface that this is written for, whatever the account's is. */
  static final String VERSION = "2024-06-20";

  private static final String INTENTS = "/v1/payment_intents";
  private static final String CHARGE = "latest_charge";
  private static final String CHARGES = "data.latest_charge";
  private static final String PAGE = "100";

  private final ProviderSettings settings;
  private final List<String> secrets;
  private final ProviderClient client;

  StripeProvider(StripeConfig config, ProviderClient client) {
    this.settings = new ProviderSettings(StripeConfig.PREFIX, config.url(), config.key());
    this.secrets = config.webhookSecrets().orElse(List.of());
    this.client = client;
  }

  @Override
  public String name() {
    return "stripe";
  }

  @Override
  public List<String> missingSettings() {
    return settings.missing();
  }

  @Override
  public Uni<ProviderPayment> authorise(PaymentRequest payment) {
    if (payment.paymentMethod() == null) {
      return Uni.createFrom().item(StripeAnswers.declined(payment, null, "no-payment-method"));
    }
    OptionalLong amount = StripeAmount.toStripe(payment.amount(), payment.currency());
    if (amount.isEmpty()) {
      return Uni.createFrom().item(StripeAnswers.declined(payment, null, "amount-not-supported"));
    }
    return post(INTENTS, StripeForm.authorisation(payment, amount.getAsLong()), payment)
        .map(answer -> StripeAnswers.authorised(answer, payment));
  }

  @Override
  public Uni<ProviderPayment> capture(PaymentRequest payment) {
    return located(payment, State.AUTHORISED, known -> move(known, "/capture"));
  }

  @Override
  public Uni<ProviderPayment> voidAuthorisation(PaymentRequest payment) {
    return located(payment, State.AUTHORISED, known -> move(known, "/cancel"));
  }

  private Uni<ProviderPayment> move(PaymentRequest payment, String step) {
    String path = INTENTS + "/" + StripeReference.inPath(payment.reference()) + step;
    return post(path, new StripeForm().expanding(CHARGE), payment)
        .map(answer -> StripeAnswers.moved(answer, payment));
  }

  @Override
  public Uni<ProviderPayment> refund(PaymentRequest payment) {
    return located(payment, State.CAPTURED, this::giveBack);
  }

  private Uni<ProviderPayment> giveBack(PaymentRequest payment) {
    StripeForm form =
        new StripeForm()
            .add("payment_intent", payment.reference())
            .add("metadata[payment_id]", payment.paymentId().toString());
    return post("/v1/refunds", form, payment)
        .flatMap(
            answer ->
                answer.status() == 400
                    ? notGivenBack(answer, payment)
                    : Uni.createFrom().item(() -> StripeAnswers.refunded(answer, payment)));
  }

  /** How the payment stands that could not be given back, or a refusal where it is still taken. */
  private Uni<ProviderPayment> notGivenBack(ProviderAnswer answer, PaymentRequest payment) {
    String refusal = StripeAnswers.refundRefused(answer);
    if (refusal != null) {
      return Uni.createFrom().failure(new ProviderRefused(refusal));
    }
    return lookup(payment)
        .onItem()
        .invoke(
            found -> {
              if (found.state() == State.CAPTURED) {
                throw StripeAnswers.refundRefusedFor(answer);
              }
            });
  }

  @Override
  public Uni<ProviderPayment> lookup(PaymentRequest payment) {
    return payment.reference() == null ? search(payment) : retrieve(payment);
  }

  private Uni<ProviderPayment> retrieve(PaymentRequest payment) {
    String path = INTENTS + "/" + StripeReference.inPath(payment.reference());
    return get(path, new StripeForm().expanding(CHARGE))
        .map(
            answer ->
                StripeAnswers.isUnknown(answer)
                    ? ProviderPayment.none(payment.paymentId())
                    : StripeAnswers.same(
                        PaymentIntent.standing(StripeAnswers.read(answer), false), payment));
  }

  private Uni<ProviderPayment> search(PaymentRequest payment) {
    StripeForm query =
        new StripeForm()
            .add("query", "metadata['payment_id']:'" + payment.paymentId() + "'")
            .expanding(CHARGES);
    return get(INTENTS + "/search", query)
        .map(answer -> furthest(StripeAnswers.data(answer), payment));
  }

  /** After a day without an answer there may be two; the one counts that has come further. */
  private static ProviderPayment furthest(List<JsonNode> found, PaymentRequest payment) {
    return found.stream()
        .map(intent -> PaymentIntent.standing(intent, false))
        .filter(each -> payment.paymentId().equals(each.paymentId()))
        .max(Comparator.comparingInt(each -> distance(each.state())))
        .orElseGet(() -> ProviderPayment.none(payment.paymentId()));
  }

  private static int distance(State state) {
    return switch (state) {
      case NONE, DECLINED -> 0;
      case VOIDED -> 1;
      case PENDING -> 2;
      case AUTHORISED -> 3;
      case REFUNDED -> 4;
      case CAPTURED -> 5;
    };
  }

  /** Does a step of a payment whose id at Stripe is not known yet only where it stands for it. */
  private Uni<ProviderPayment> located(
      PaymentRequest payment, State state, Function<PaymentRequest, Uni<ProviderPayment>> step) {
    if (payment.reference() != null) {
      return step.apply(payment);
    }
    return search(payment)
        .flatMap(
            found ->
                found.state() == state
                    ? step.apply(StripeReference.known(payment, found.reference()))
                    : Uni.createFrom().item(found));
  }

  @Override
  public Uni<List<ProviderPayment>> list(Instant from, Instant until, String after) {
    StripeForm query =
        new StripeForm()
            .add("created[gte]", Long.toString(from.getEpochSecond()))
            .add("created[lt]", Long.toString(until.getEpochSecond()))
            .add("limit", PAGE)
            .expanding(CHARGES);
    return get(INTENTS, after == null ? query : query.add("starting_after", after))
        .map(
            answer ->
                StripeAnswers.data(answer).stream()
                    .map(intent -> PaymentIntent.standing(intent, false))
                    .toList());
  }

  private Uni<ProviderAnswer> get(String path, StripeForm query) {
    return client.send(
        ProviderCall.get(settings.at(path) + "?" + query, key()).with("Stripe-Version", VERSION));
  }

  private Uni<ProviderAnswer> post(String path, StripeForm form, PaymentRequest payment) {
    return client.send(
        ProviderCall.post(
                settings.at(path),
                key(),
                payment.idempotencyKey(),
                StripeForm.TYPE,
                form.toString())
            .with("Stripe-Version", VERSION));
  }

  private String key() {
    return settings.key().orElseThrow();
  }

  @Override
  public Notification notification(WebhookRequest request) {
    return StripeEvent.notification(request, secrets);
  }
}
