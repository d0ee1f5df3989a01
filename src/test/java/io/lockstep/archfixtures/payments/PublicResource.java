package io.lockstep.archfixtures.payments;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** A resource that other modules could call. */
@Path("/test/public-resource")
public class PublicResource {
  @GET
  public String answer() {
    return "";
  }
}
