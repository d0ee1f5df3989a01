package io.lockstep.platform;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The text has at most that many characters, as JSON Schema and the database count them; null is
 * left to other constraints. ({@code @Size} counts Java's code units, of which one character can be
 * two.)
 */
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = Characters.Check.class)
public @interface Characters {
  /** The most characters. */
  int max();

  /** What the caller is told. */
  String message() default "must have at most {max} characters";

  /** Required by the specification of constraints; not used. */
  Class<?>[] groups() default {};

  /** Required by the specification of constraints; not used. */
  Class<? extends Payload>[] payload() default {};

  /** Counts. */
  class Check implements ConstraintValidator<Characters, String> {
    private int max;

    @Override
    public void initialize(Characters constraint) {
      max = constraint.max();
    }

    @Override
    public boolean isValid(String text, ConstraintValidatorContext context) {
      return text == null || CodePoints.count(text) <= max;
    }
  }
}
