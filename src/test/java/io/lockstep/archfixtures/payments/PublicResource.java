package io.lockstep.archfixtures.payments;

import io.lockstep.sql.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/**
 * A resource that other modules could call, whose work ends with its caller, and that opens a
 * transaction.
 */
@Path("/test/public-resource")
public class PublicResource {
  Transactions transactions;

  @GET
  public Uni<String> answer() {
    return Uni.createFrom().item("");
  }
}
