package io.lockstep.archfixtures.payments;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.lockstep.http.Answer;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Annotated for Jackson, and not registered: in the native executable its member is missing. */
interface PaymentHeard {
  @JsonProperty("eventType")
  String type();

  /** Registered, but what it is made of is not. */
  @RegisterForReflection
  record Completed(Kind kind, List<Part> parts, Map<String, Optional<Deep>> more)
      implements PaymentHeard {
    @Override
    public String type() {
      return "completed";
    }

    static Answer answer(Completed completed) {
      return Answer.ok(completed);
    }
  }

  /** An enum that is not registered. */
  enum Kind {
    CARD,
    CASH
  }

  /** Not registered. */
  record Part(long amount) {}

  /** Not registered either. */
  record Deep(String what) {}

  /** Handed to Jackson by a method that takes anything. */
  record Wrapped(String what) {
    static Answer answer(Wrapped wrapped) {
      return anything(wrapped);
    }

    static Answer anything(Object body) {
      return Answer.accepted(body);
    }
  }
}
