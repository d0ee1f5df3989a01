package io.lockstep.platform;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The text is an ISO 4217 code; null is left to other constraints. */
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = CurrencyCode.Check.class)
public @interface CurrencyCode {
  /** What the caller is told. */
  String message() default "must be an ISO 4217 code";

  /** Required by the specification of constraints; not used. */
  Class<?>[] groups() default {};

  /** Required by the specification of constraints; not used. */
  Class<? extends Payload>[] payload() default {};

  /** Looks the code up. */
  class Check implements ConstraintValidator<CurrencyCode, String> {
    @Override
    public boolean isValid(String code, ConstraintValidatorContext context) {
      return code == null || Money.isCurrency(code);
    }
  }
}
