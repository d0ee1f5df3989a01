package io.lockstep.http.problems;

import io.lockstep.http.Problem;
import io.lockstep.http.TraceParent;
import io.netty.handler.codec.http.HttpObjectDecoder;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Arrays;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The refusals that are made before a resource is found, or outside of any: too large a body, a
 * path or a query that cannot be decoded. They are problems like all others.
 */
@ApplicationScoped
public class HttpProblems {
  private static final Logger LOG = Logger.getLogger(HttpProblems.class);
  private static final int BEFORE_THE_FRAMEWORKS_OWN = 900;
  private static final int BAD_REQUEST = 400;
  private static final int CONTENT_TOO_LARGE = 413;
  private static final int INTERNAL_ERROR = 500;
  private static final long LINGER_MILLIS = 2000;

  private final long largestBody;
  private final BodyHandler undeclared;
  private final UnroutedRequests unrouted;

  HttpProblems(
      @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize largestBody,
      UnroutedRequests unrouted) {
    this.unrouted = unrouted;
    this.largestBody = largestBody.asLongValue();
    this.undeclared = BodyHandler.create(false).setBodyLimit(this.largestBody);
  }

  void guard(@Observes Filters filters) {
    filters.register(this::refuseUnreadable, BEFORE_THE_FRAMEWORKS_OWN + 1);
    filters.register(this::refuseLargeBody, BEFORE_THE_FRAMEWORKS_OWN);
    filters.register(HttpProblems::noteEmptyBody, BEFORE_THE_FRAMEWORKS_OWN - 1);
  }

  void answerFailures(@Observes Router router) {
    router.route().order(-BEFORE_THE_FRAMEWORKS_OWN).failureHandler(this::answerFailure);
    // a path that cannot be decoded meets no route at all
    router.errorHandler(BAD_REQUEST, this::answerFailure);
  }

  private void refuseUnreadable(RoutingContext context) {
    Optional<Problem> unreadable = UnreadableRequest.of(context.request());
    unreadable.ifPresentOrElse(problem -> write(context, problem), context::next);
  }

  private void refuseLargeBody(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (declaredLength(request) > largestBody) {
      write(context, ProblemMappers.ofStatus(CONTENT_TOO_LARGE));
    } else if (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
      undeclared.handle(context); // fails with 413, or goes on with the body
    } else {
      context.next();
    }
  }

  /**
   * A body in chunks that has none was read to its end already; whoever reads it again would wait
   * for ever.
   */
  private static void noteEmptyBody(RoutingContext context) {
    if (context.request().headers().contains(HttpHeaders.TRANSFER_ENCODING)
        && context.body().buffer() == null) {
      ((RoutingContextInternal) context).setBody(Buffer.buffer());
    }
    context.next();
  }

  private static long declaredLength(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException moreThanFits) {
      return Long.MAX_VALUE;
    }
  }

  private void answerFailure(RoutingContext context) {
    int status = statusOf(context);
    if (status >= 500) {
      LOG.error("a request failed", context.failure());
    }
    if (context.response().ended()) {
      return;
    }
    unrouted.see(context).subscribe().with(seen -> write(context, ProblemMappers.ofStatus(status)));
  }

  /** A body that is framed wrongly, or whose caller went away in its middle, is no failure here. */
  private static int statusOf(RoutingContext context) {
    if (context.statusCode() >= BAD_REQUEST) {
      return context.statusCode();
    }
    boolean isCallers =
        context.failure() instanceof HttpClosedException || isOfTheDecoder(context.failure());
    return isCallers ? BAD_REQUEST : INTERNAL_ERROR;
  }

  /** The decoder has no exception of its own for a chunk whose size is no number. */
  private static boolean isOfTheDecoder(Throwable failure) {
    return failure != null
        && Arrays.stream(failure.getStackTrace())
            .anyMatch(frame -> frame.getClassName().equals(HttpObjectDecoder.class.getName()));
  }

  public static void write(RoutingContext context, Problem problem) {
    HttpServerResponse response = context.response();
    if (response.headWritten()) {
      response.reset();
      return;
    }
    response.setStatusCode(problem.status());
    response.putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
    problem.headers().forEach(response::putHeader);
    if (!response.headers().contains(TraceParent.HEADER)) {
      response.putHeader(TraceParent.HEADER, TraceParent.begun()); // no route, so no filter either
    }
    if (problem.status() == CONTENT_TOO_LARGE) {
      closeAfterwards(context);
    }
    response.end(new JsonObject(problem.body()).toBuffer());
  }

  /**
   * Reads on for a moment before the connection is closed: a caller that is still sending would
   * meet a reset, and never see the answer.
   */
  static void closeAfterwards(RoutingContext context) {
    HttpServerRequest request = context.request();
    context.response().putHeader(HttpHeaders.CONNECTION, "close");
    context.addEndHandler(
        done -> {
          request.resume();
          context.vertx().setTimer(LINGER_MILLIS, timer -> request.connection().close());
        });
  }
}
