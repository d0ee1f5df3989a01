package io.lockstep.http.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import io.lockstep.http.Problem;
import io.lockstep.http.Problem.FieldError;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.IOException;
import java.util.List;

/**
 * The one place where a body that cannot be read becomes a 400: here nothing has been done yet, and
 * the caller is to blame. The same exceptions come from writing an answer, when a transaction may
 * have committed and we are; those become a 500.
 */
@Provider
class ReadingBody implements ReaderInterceptor {
  @Override
  public Object aroundReadFrom(ReaderInterceptorContext body) throws IOException {
    try {
      return body.proceed();
    } catch (JsonProcessingException unreadable) {
      throw refusal(unreadable);
    } catch (WebApplicationException refused) {
      throw refused.getCause() instanceof JsonProcessingException unreadable
          ? refusal(unreadable)
          : refused;
    }
  }

  private static Problem refusal(JsonProcessingException unreadable) {
    return Problem.invalid(List.of(fieldError(unreadable)));
  }

  private static FieldError fieldError(JsonProcessingException unreadable) {
    if (unreadable instanceof StreamConstraintsException) {
      return new FieldError("", "exceeds the limits of depth or length");
    }
    if (unreadable instanceof IllFormedText illFormed) {
      return new FieldError(
          illFormed.field(), "must be well-formed Unicode without NUL in all its texts");
    }
    if (!(unreadable instanceof JsonMappingException mapping)) {
      return new FieldError("", "must be a JSON document of the expected form");
    }
    return new FieldError(pathOf(mapping), messageOf(mapping));
  }

  private static String pathOf(JsonMappingException mapping) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference step : mapping.getPath()) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return path.toString();
  }

  private static String messageOf(JsonMappingException mapping) {
    if (mapping instanceof UnrecognizedPropertyException) {
      return "is not known";
    }
    if (mapping instanceof ValueInstantiationException
        && mapping.getCause() instanceof IllegalArgumentException refused) {
      return refused.getMessage();
    }
    if (mapping.getCause() instanceof InputCoercionException) {
      return "is out of range";
    }
    if (mapping.getCause() instanceof StreamReadException) {
      return "is not well-formed JSON";
    }
    return "has the wrong type or is missing";
  }
}
