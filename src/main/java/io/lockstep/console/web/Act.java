package io.lockstep.console.web;

import io.lockstep.console.frame.Refusals;
import io.lockstep.console.rest.RestCall;
import io.lockstep.console.rest.RestReply;
import java.nio.charset.StandardCharsets;

/** Something that a person does to the system, with a reason, over the REST interface. */
final class Act {
  private Act() {}

  /**
   * The call, with the reason, and with the form's key, so that what is sent twice is done once.
   */
  static RestCall of(RestCall call, Visit visit) {
    return call.header("Lockstep-Reason", asHeader(visit.form("reason")))
        .header("Idempotency-Key", visit.form("key"));
  }

  /** The service reads headers as UTF-8; the client writes each character as a byte. */
  private static String asHeader(String reason) {
    return new String(
        reason.strip().replaceAll("\\s+", " ").getBytes(StandardCharsets.UTF_8),
        StandardCharsets.ISO_8859_1);
  }

  /**
   * What it has come to.
   *
   * @param message if it was done
   */
  static Done outcome(RestReply reply, String next, String message) {
    return reply.isDone() ? Done.well(next, message) : Done.refused(next, Refusals.inWords(reply));
  }
}
