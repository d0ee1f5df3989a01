package io.lockstep.archfixtures.payments;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** A resource that other modules could call, and whose work ends with its caller. */
@Path("/test/public-resource")
public class PublicResource {
  @GET
  public Uni<String> answer() {
    return Uni.createFrom().item("");
  }
}
