package io.lockstep.archfixtures.payments;

import io.lockstep.sql.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * A resource that other modules could call, whose work ends with its caller, and that opens a
 * transaction.
 */
@Path("/test/public-resource")
public class PublicResource {
  Transactions transactions;

  @GET
  @Operation(hidden = true)
  public Uni<String> answer() {
    return Uni.createFrom().item("");
  }
}
