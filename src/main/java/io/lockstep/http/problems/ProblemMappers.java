package io.lockstep.http.problems;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.lockstep.http.Answer;
import io.lockstep.http.Problem;
import io.lockstep.http.Problem.FieldError;
import io.lockstep.http.ProblemType;
import io.lockstep.sql.Overloaded;
import io.lockstep.sql.SqlErrors;
import io.vertx.core.http.HttpClosedException;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;

/** The one place where failures become problems; nothing of their inside leaves. */
class ProblemMappers {
  private static final Logger LOG = Logger.getLogger(ProblemMappers.class);
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int NOT_FOUND = 404;
  private static final int NOT_ACCEPTABLE = 406;
  private static final int UNSUPPORTED_MEDIA_TYPE = 415;
  private static final long SECOND_NANOS = 1_000_000_000;

  private final AtomicLong lastWarning = new AtomicLong(System.nanoTime() - 2 * SECOND_NANOS);
  private final Admission admission;

  ProblemMappers(Admission admission) {
    this.admission = admission;
  }

  @ServerExceptionMapper
  Response problem(Problem problem) {
    return Answer.refused(problem).toResponse();
  }

  @ServerExceptionMapper
  Response constraints(ConstraintViolationException violations) {
    if (violations.getConstraintViolations().stream().anyMatch(ProblemMappers::isOurFault)) {
      return anythingElse(violations);
    }
    return problem(
        Problem.invalid(
            violations.getConstraintViolations().stream()
                .map(ProblemMappers::fieldError)
                .sorted(Comparator.comparing(FieldError::field).thenComparing(FieldError::message))
                .toList()));
  }

  /**
   * A document of ours that cannot be written, perhaps behind a commit: what cannot be read of a
   * request is refused where it is read, see {@code ReadingBody}. Named one by one, because the
   * framework brings mappers of its own for the special cases, which blame the caller.
   */
  @ServerExceptionMapper({
    JsonProcessingException.class,
    JsonMappingException.class,
    MismatchedInputException.class,
    InvalidDefinitionException.class
  })
  Response ourJson(JsonProcessingException ours) {
    return anythingElse(ours);
  }

  @ServerExceptionMapper({WebApplicationException.class, NotFoundException.class})
  Response framework(WebApplicationException refused, RoutingContext http) {
    int status = refused.getResponse().getStatus();
    if (status < 400) {
      return refused.getResponse();
    }
    if (status >= 500) {
      LOG.error("a request failed", refused);
    }
    return status == METHOD_NOT_ALLOWED || status == NOT_FOUND && isThere()
        ? withAllow(problem(ofStatus(METHOD_NOT_ALLOWED)))
        : problem(isAboutMediaTypes(status) ? afterLogin(http, status) : ofStatus(status));
  }

  private static boolean isAboutMediaTypes(int status) {
    return status == NOT_ACCEPTABLE || status == UNSUPPORTED_MEDIA_TYPE;
  }

  /** The framework looks at media types first; whoever may not call at all hears of that alone. */
  private Problem afterLogin(RoutingContext http, int status) {
    return AllowedMethods.resourceOf(CurrentRequestManager.get())
        .flatMap(resource -> admission.refusalOf(resource, http))
        .orElseGet(() -> ofStatus(status));
  }

  /**
   * Where several resource classes share the beginning of a path, the framework has looked into the
   * last of them, and does not know any more that another has the path with another method.
   */
  private static boolean isThere() {
    ResteasyReactiveRequestContext request = CurrentRequestManager.get();
    String allowed = request == null ? "" : AllowedMethods.of(request);
    return !allowed.isEmpty() && !List.of(allowed.split(", ")).contains(request.getMethod());
  }

  private static Response withAllow(Response refusal) {
    return Response.fromResponse(refusal)
        .header(HttpHeaders.ALLOW, AllowedMethods.of(CurrentRequestManager.get()))
        .build();
  }

  @ServerExceptionMapper
  Response overloaded(Overloaded overloaded) {
    return problem(
        Problem.of(ProblemType.OVERLOADED, "More requests wait than can be served soon"));
  }

  @ServerExceptionMapper
  Response anythingElse(Throwable failure) {
    if (isCallerGone(failure)) {
      LOG.debugf("a caller went away: %s", failure.getMessage());
      return problem(ofStatus(503)); // nobody reads it
    }
    if (SqlErrors.isUnavailable(failure)) {
      warnAtMostOnceASecond(failure);
      return problem(databaseAway());
    }
    if (SqlErrors.isLockWaitTimeout(failure) || SqlErrors.isDeadlock(failure)) {
      return overloaded(null);
    }
    LOG.error("a request failed", failure);
    return problem(ofStatus(500));
  }

  /** The connection of the request itself broke while its body was read or it was answered. */
  private static boolean isCallerGone(Throwable failure) {
    if (!(failure instanceof HttpClosedException || failure instanceof IOException)) {
      return false;
    }
    ResteasyReactiveRequestContext request = CurrentRequestManager.get();
    return request != null
        && (request.serverResponse().closed() || request.serverResponse().headWritten());
  }

  /** Every request fails then: one line says as much as thousands. */
  private void warnAtMostOnceASecond(Throwable failure) {
    long last = lastWarning.get();
    long now = System.nanoTime();
    if (now - last > SECOND_NANOS && lastWarning.compareAndSet(last, now)) {
      LOG.warnf("the database is away: %s", failure.getMessage());
    }
  }

  private static Problem databaseAway() {
    return Problem.of(ProblemType.DATABASE_UNAVAILABLE, "The database cannot be reached now");
  }

  /** The problem for a status that the framework itself answers with. */
  static Problem ofStatus(int status) {
    return switch (status) {
      case 400 -> Problem.invalid("", "cannot be read");
      case 404 -> Problem.of(ProblemType.NOT_FOUND, "There is nothing here");
      case METHOD_NOT_ALLOWED -> Problem.of(ProblemType.METHOD_NOT_ALLOWED, "Not with this method");
      case 406 -> Problem.of(ProblemType.NOT_ACCEPTABLE, "None of the accepted media types");
      case 413 -> Problem.of(ProblemType.CONTENT_TOO_LARGE, "The body exceeds 1 MiB");
      case 415 -> Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, "Send application/json");
      case 503 -> Problem.of(ProblemType.UNAVAILABLE, "This cannot be served now");
      default ->
          status < 500
              ? Problem.of(ProblemType.REFUSED, status, "The request was refused")
              : Problem.of(ProblemType.INTERNAL_ERROR, status, "Something went wrong here");
    };
  }

  // ---------------------------------------------------------------------------------------------
  // Which member, and what about it

  /** A constraint on what a method of ours returns, or on something that no caller sent. */
  private static boolean isOurFault(ConstraintViolation<?> violation) {
    for (Path.Node node : violation.getPropertyPath()) {
      if (node.getKind() == ElementKind.PARAMETER) {
        return false;
      }
      if (node.getKind() == ElementKind.RETURN_VALUE) {
        return true;
      }
    }
    return true;
  }

  /**
   * The path within the body ({@code items[0].quantity}), or the name of the parameter; empty for
   * the body itself.
   */
  private static FieldError fieldError(ConstraintViolation<?> violation) {
    StringBuilder field = new StringBuilder();
    String parameter = "";
    for (Path.Node node : violation.getPropertyPath()) {
      if (node.getKind() == ElementKind.PARAMETER) {
        parameter = node.getName();
      } else if (!parameter.isEmpty()) {
        appendStep(field, node);
      }
    }
    if (!field.isEmpty()) {
      return new FieldError(field.toString(), violation.getMessage());
    }
    return isMissingBody(violation)
        ? new FieldError("", "a JSON body is required")
        : new FieldError(parameter, violation.getMessage());
  }

  /** Parameters of path and query are texts; what else is null is the body. */
  private static boolean isMissingBody(ConstraintViolation<?> violation) {
    return violation.getInvalidValue() == null
        && violation.getLeafBean() == violation.getRootBean();
  }

  private static void appendStep(StringBuilder field, Path.Node node) {
    if (node.isInIterable()) {
      field.append('[').append(node.getKey() != null ? node.getKey() : node.getIndex()).append(']');
    }
    if (node.getKind() == ElementKind.PROPERTY) {
      field.append(field.isEmpty() ? "" : ".").append(node.getName());
    }
  }
}
