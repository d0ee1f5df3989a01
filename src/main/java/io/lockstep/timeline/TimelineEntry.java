package io.lockstep.timeline;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One thing that happened.
 *
 * @param name the status, the type of the message, or what was done
 * @param detail more about it, such as the reason, or null
 * @param actor who did it, or null where that is not known
 * @param traceId the trace that it belongs to, or null
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.ALWAYS)
public record TimelineEntry(
    Instant at,
    Kind kind,
    String name,
    @Schema(nullable = true) String detail,
    @Schema(nullable = true) String actor,
    @Schema(nullable = true) String traceId) {
  /** What a message was: handed to the outbox. */
  private static final String SENT = "sent";

  /** What a message was: applied. */
  private static final String RECEIVED = "received";

  public static TimelineEntry of(
      Instant at, Kind kind, String name, String detail, String traceId) {
    return new TimelineEntry(at, kind, name, detail, null, traceId);
  }

  /** A message that left in the transaction of what it tells of. */
  public static TimelineEntry sent(Instant at, String type, String traceId) {
    return of(at, Kind.MESSAGE, type, SENT, traceId);
  }

  /** A message, told by its effect. */
  public static TimelineEntry received(Instant at, String type, String traceId) {
    return of(at, Kind.MESSAGE, type, RECEIVED, traceId);
  }

  /** What it has to do with. */
  @RegisterForReflection
  @Schema(name = "TimelineEntryKind")
  public enum Kind {
    @JsonProperty("status")
    STATUS,
    @JsonProperty("message")
    MESSAGE,
    @JsonProperty("payment")
    PAYMENT,
    @JsonProperty("stock")
    STOCK,
    @JsonProperty("operator")
    OPERATOR;

    String wire() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Kind of(String wire) {
      return valueOf(wire.toUpperCase(Locale.ROOT));
    }
  }
}
