package io.lockstep.payments.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.payments.client.ProviderAnswer;
import io.lockstep.payments.client.ProviderCall;
import io.lockstep.payments.client.ProviderClient;
import io.lockstep.payments.client.ProviderJson;
import io.lockstep.payments.client.ProviderSettings;
import io.lockstep.payments.client.UnclearAnswer;
import io.lockstep.payments.spi.Notification;
import io.lockstep.payments.spi.PaymentProvider;
import io.lockstep.payments.spi.PaymentRequest;
import io.lockstep.payments.spi.ProviderPayment;
import io.lockstep.payments.spi.WebhookRequest;
import io.lockstep.payments.spi.WebhookSignature;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A payment service that speaks the protocol of docs/payments.md. What it may not mean by that
 * protocol is unclear, and asked for again.
 */
@ApplicationScoped
class HttpProvider implements PaymentProvider {
  private static final Duration TOLERANCE = Duration.ofMinutes(5);
  private static final int PAGE = 100;

  private final ProviderSettings settings;
  private final List<String> secrets;
  private final ProviderClient client;

  HttpProvider(HttpProviderConfig config, ProviderClient client) {
    this.settings = new ProviderSettings(HttpProviderConfig.PREFIX, config.url(), config.key());
    this.secrets = config.webhookSecrets().orElse(List.of());
    this.client = client;
  }

  @Override
  public String name() {
    return "http";
  }

  @Override
  public List<String> missingSettings() {
    return settings.missing();
  }

  @Override
  public Uni<ProviderPayment> authorise(PaymentRequest payment) {
    return step("authorise", payment);
  }

  @Override
  public Uni<ProviderPayment> capture(PaymentRequest payment) {
    return step("capture", payment);
  }

  @Override
  public Uni<ProviderPayment> voidAuthorisation(PaymentRequest payment) {
    return step("void", payment);
  }

  @Override
  public Uni<ProviderPayment> refund(PaymentRequest payment) {
    return step("refund", payment);
  }

  private Uni<ProviderPayment> step(String step, PaymentRequest payment) {
    ProviderCall call =
        ProviderCall.post(
            settings.at("/payments/" + payment.paymentId() + "/" + step),
            key(),
            payment.idempotencyKey(),
            "application/json",
            HttpPayment.asked(payment));
    return client.send(call).map(answer -> standing(answer, payment.paymentId()));
  }

  @Override
  public Uni<ProviderPayment> lookup(PaymentRequest payment) {
    return client
        .send(ProviderCall.get(settings.at("/payments/" + payment.paymentId()), key()))
        .map(
            answer ->
                isUnknown(answer)
                    ? ProviderPayment.none(payment.paymentId())
                    : standing(answer, payment.paymentId()));
  }

  /** A page of a proxy that does not find the service says nothing of the payment. */
  private static boolean isUnknown(ProviderAnswer answer) {
    return answer.status() == 404 && (answer.isEmpty() || answer.json().isObject());
  }

  @Override
  public Uni<List<ProviderPayment>> list(Instant from, Instant until, String after) {
    String query = "?from=" + from + "&until=" + until + "&limit=" + PAGE;
    String page = after == null ? "" : "&after=" + URLEncoder.encode(after, StandardCharsets.UTF_8);
    return client
        .send(ProviderCall.get(settings.at("/payments" + query + page), key()))
        .map(HttpProvider::page);
  }

  private static List<ProviderPayment> page(ProviderAnswer answer) {
    JsonNode data = said(answer).path("data");
    if (!data.isArray()) {
      throw ProviderJson.wrong("data");
    }
    List<ProviderPayment> page = new ArrayList<>();
    data.forEach(each -> page.add(HttpPayment.standing(each)));
    return List.copyOf(page);
  }

  private static ProviderPayment standing(ProviderAnswer answer, UUID paymentId) {
    ProviderPayment payment = HttpPayment.standing(said(answer));
    if (!paymentId.equals(payment.paymentId())) {
      throw new UnclearAnswer("an answer about another payment");
    }
    return payment;
  }

  /** What a sure answer says; any other fails. */
  private static JsonNode said(ProviderAnswer answer) {
    String reason = ProviderJson.code(answer.json(), "reason");
    if (answer.isNotLetIn() || (answer.status() == 409 && reason != null)) {
      throw answer.refused(reason);
    }
    if (answer.status() != 200 || !answer.json().isObject()) {
      throw answer.unclear();
    }
    return answer.json();
  }

  private String key() {
    return settings.key().orElseThrow();
  }

  @Override
  public Notification notification(WebhookRequest request) {
    WebhookSignature.verify(
        request.header().apply("Lockstep-Signature"),
        request.body(),
        secrets,
        request.now(),
        TOLERANCE);
    JsonNode said = ProviderJson.object(request.body());
    JsonNode payment = said.path("payment");
    return new Notification(
        ProviderJson.text(said, "id", 255),
        ProviderJson.text(said, "type", 64),
        payment.isMissingNode() || payment.isNull() ? null : HttpPayment.standing(payment));
  }
}
