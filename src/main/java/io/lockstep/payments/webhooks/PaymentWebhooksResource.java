package io.lockstep.payments.webhooks;

import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.http.Refuses;
import io.lockstep.payments.protocol.Providers;
import io.lockstep.payments.spi.Notification;
import io.lockstep.payments.spi.PaymentProvider;
import io.lockstep.payments.spi.WebhookRefused;
import io.lockstep.payments.spi.WebhookRequest;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.server.Cancellable;

/** What payment providers call. Nobody logs in here: the signature says who it is. */
@Cancellable(false)
@RegisterForReflection
@Path("/payments/webhooks/{provider}")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Payments")
class PaymentWebhooksResource {
  private static final Logger LOG = Logger.getLogger(PaymentWebhooksResource.class);
  private static final String CHALLENGE = "Signature realm=\"lockstep\"";

  private final Providers providers;
  private final ReceivingNotification receiving;
  private final Clock clock;

  PaymentWebhooksResource(Providers providers, ReceivingNotification receiving, Clock clock) {
    this.providers = providers;
    this.receiving = receiving;
    this.clock = clock;
  }

  @POST
  @Operation(
      operationId = "receivePaymentWebhook",
      summary = "Take what a payment provider tells; known already is 200, too")
  @Parameter(
      name = "Lockstep-Signature",
      in = ParameterIn.HEADER,
      description = "The signature of the provider http",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "Stripe-Signature",
      in = ParameterIn.HEADER,
      description = "The signature of the provider stripe",
      schema = @Schema(type = SchemaType.STRING))
  @ResponseStatus(200)
  @APIResponse(responseCode = "200", description = "It is kept")
  @Refuses({ProblemType.UNAUTHENTICATED, ProblemType.NOT_FOUND})
  public Uni<Void> receive(
      @PathParam("provider") String name,
      @Context HttpHeaders headers,
      @RequestBody(
              required = true,
              description = "What the provider says, as its own documents describe it",
              content = @Content(schema = @Schema(type = SchemaType.OBJECT)))
          byte[] body) {
    PaymentProvider provider =
        providers.find(name).orElseThrow(() -> Problem.notFound("The payment provider"));
    return receiving.receive(name, read(provider, headers, body));
  }

  private Notification read(PaymentProvider provider, HttpHeaders headers, byte[] body) {
    try {
      return provider.notification(
          new WebhookRequest(
              headers::getHeaderString, body == null ? new byte[0] : body, clock.instant()));
    } catch (WebhookRefused refused) {
      LOG.infof("a webhook of %s is refused: %s", provider.name(), refused.getMessage());
      throw Problem.of(ProblemType.UNAUTHENTICATED, "The signature does not hold")
          .header("WWW-Authenticate", CHALLENGE);
    } catch (IllegalArgumentException unreadable) {
      throw Problem.invalid("body", "is not a notification of this provider");
    }
  }
}
