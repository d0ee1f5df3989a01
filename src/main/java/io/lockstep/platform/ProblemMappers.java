package io.lockstep.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import io.lockstep.platform.Problem.FieldError;
import io.lockstep.sql.Overloaded;
import io.lockstep.sql.SqlErrors;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The one place where failures become problems; nothing of their inside leaves. */
class ProblemMappers {
  private static final Logger LOG = Logger.getLogger(ProblemMappers.class);
  private static final int RETRY_AFTER_SECONDS = 1;

  @ServerExceptionMapper
  Response problem(Problem problem) {
    return Answer.refused(problem).toResponse();
  }

  @ServerExceptionMapper
  Response constraints(ConstraintViolationException violations) {
    return problem(
        Problem.invalid(
            violations.getConstraintViolations().stream()
                .map(ProblemMappers::fieldError)
                .sorted((a, b) -> a.field().compareTo(b.field()))
                .toList()));
  }

  @ServerExceptionMapper
  Response json(JsonProcessingException unreadable) {
    return problem(Problem.invalid(List.of(fieldError(unreadable))));
  }

  /** Named on its own because the framework has a mapper of its own for it. */
  @ServerExceptionMapper
  Response wrongType(MismatchedInputException wrong) {
    return json(wrong);
  }

  @ServerExceptionMapper
  Response framework(WebApplicationException refused) {
    Throwable cause = refused.getCause();
    if (cause instanceof JsonProcessingException unreadable) {
      return json(unreadable);
    }
    return problem(ofStatus(refused.getResponse().getStatus()));
  }

  @ServerExceptionMapper
  Response overloaded(Overloaded overloaded) {
    return problem(
        Problem.unavailable(
            "overloaded",
            "Overloaded",
            "More requests wait than can be served soon",
            RETRY_AFTER_SECONDS));
  }

  @ServerExceptionMapper
  Response anythingElse(Throwable failure) {
    if (SqlErrors.isUnavailable(failure)) {
      LOG.warnf("the database is away: %s", failure.getMessage());
      return problem(databaseAway());
    }
    if (SqlErrors.isLockWaitTimeout(failure) || SqlErrors.isDeadlock(failure)) {
      return overloaded(null);
    }
    LOG.error("a request failed", failure);
    return problem(ofStatus(500));
  }

  private static Problem databaseAway() {
    return Problem.unavailable(
        "database-unavailable",
        "Database unavailable",
        "The database cannot be reached now",
        RETRY_AFTER_SECONDS);
  }

  /** The problem for a status that the framework itself answers with. */
  static Problem ofStatus(int status) {
    return switch (status) {
      case 400 -> Problem.of(400, "invalid-request", "Invalid request", "The request is not valid");
      case 404 -> Problem.of(404, "not-found", "Not found", "There is nothing here");
      case 405 ->
          Problem.of(405, "method-not-allowed", "Method not allowed", "Not with this method");
      case 406 ->
          Problem.of(406, "not-acceptable", "Not acceptable", "None of the accepted media types");
      case 413 ->
          Problem.of(413, "content-too-large", "Content too large", "The body exceeds 1 MiB");
      case 415 ->
          Problem.of(
              415, "unsupported-media-type", "Unsupported media type", "Send application/json");
      default ->
          status < 500
              ? Problem.of(status, "refused", "Refused", "The request was refused")
              : Problem.of(status, "internal-error", "Internal error", "Something went wrong here");
    };
  }

  private static FieldError fieldError(ConstraintViolation<?> violation) {
    String field =
        StreamSupport.stream(violation.getPropertyPath().spliterator(), false)
            .skip(1) // the resource method
            .map(Path.Node::toString)
            .collect(Collectors.joining("."));
    int afterArgument = field.indexOf('.');
    boolean isInBody = violation.getRootBean() != violation.getLeafBean();
    return new FieldError(
        isInBody && afterArgument > 0 ? field.substring(afterArgument + 1) : field,
        violation.getMessage());
  }

  private static FieldError fieldError(JsonProcessingException unreadable) {
    if (unreadable instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
      return new FieldError(pathOf(mapping), messageOf(mapping));
    }
    return new FieldError("", "must be a JSON document of the expected form");
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
    return "has the wrong type or is missing";
  }
}
