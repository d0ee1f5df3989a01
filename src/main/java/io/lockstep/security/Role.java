package io.lockstep.security;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a caller is to this service; see {@link Permissions} for what each may do. */
@RegisterForReflection
@Schema(name = "Role")
public enum Role {
  /** A customer: what is their own. */
  @JsonProperty("shopper")
  SHOPPER,

  /** The backend of a shop: what a shop does, for anyone. */
  @JsonProperty("service")
  SERVICE,

  /** Those who run it: read everything but payroll, and put things right. */
  @JsonProperty("operator")
  OPERATOR,

  /** Money and payroll. */
  @JsonProperty("finance")
  FINANCE,

  /** Everything, and API keys. */
  @JsonProperty("admin")
  ADMIN;

  /** As tokens and JSON have it. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** As JSON has it, to the letter. */
  @JsonCreator
  static Role read(String wire) {
    return of(wire).orElseThrow(() -> new IllegalArgumentException("is no role"));
  }

  /** The role of this name; empty if it is none of ours. */
  public static Optional<Role> of(String wire) {
    return Arrays.stream(values()).filter(role -> role.wire().equals(wire)).findFirst();
  }
}
