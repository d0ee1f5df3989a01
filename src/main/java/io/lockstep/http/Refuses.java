package io.lockstep.http;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The problems of its own that a resource method can answer with, for the OpenAPI document. What
 * any operation of its kind can answer with (a wrong parameter, a used idempotency key, a
 * precondition that does not hold, a database that is away) is added there by itself.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Refuses {
  /** The types of these problems. */
  ProblemType[] value();
}
