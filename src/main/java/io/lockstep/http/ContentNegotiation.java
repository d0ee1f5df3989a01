package io.lockstep.http;

import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/**
 * Chooses the form of an answer that can be had in several.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#name-accept">RFC 9110, 12.5.1</a>
 */
public final class ContentNegotiation {
  private ContentNegotiation() {}

  /**
   * Of what is offered the type that the caller likes best; where they like several as much, the
   * one that is offered first.
   *
   * @throws NotAcceptableException if they accept none, or {@code Accept} cannot be read
   */
  public static MediaType choose(HttpHeaders headers, List<MediaType> offered) {
    return accepted(headers).stream()
        .filter(wanted -> !isRefused(wanted))
        .flatMap(wanted -> offered.stream().filter(wanted::isCompatible))
        .findFirst()
        .orElseThrow(NotAcceptableException::new);
  }

  private static List<MediaType> accepted(HttpHeaders headers) {
    try {
      return headers.getAcceptableMediaTypes();
    } catch (IllegalArgumentException noMediaTypes) {
      throw new NotAcceptableException(noMediaTypes);
    }
  }

  /** A weight of zero says that the type is not acceptable. */
  private static boolean isRefused(MediaType wanted) {
    return wanted.getParameters().getOrDefault("q", "1").matches("0(\\.0*)?");
  }
}
