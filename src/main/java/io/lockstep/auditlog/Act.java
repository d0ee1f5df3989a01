package io.lockstep.auditlog;

import io.lockstep.http.TraceParent;
import io.lockstep.platform.CodePoints;
import io.lockstep.security.Caller;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/**
 * What somebody is about to do, as far as the audit log tells of it.
 *
 * @param caller who
 * @param action the id of the operation
 * @param target what it is done to, as the path names it; null where it names nothing
 * @param reason why, in their words; null if they have not said so
 * @param traceparent the trace context of the request, or null
 */
public record Act(Caller caller, String action, String target, String reason, String traceparent) {
  private static final String ATTRIBUTE = Act.class.getName();
  private static final int LONGEST_TARGET = 255;

  public Act {
    target = target == null ? null : CodePoints.first(LONGEST_TARGET, target);
  }

  /**
   * Notes what a request is about to do.
   *
   * @throws io.lockstep.http.Problem 400 if the reason that it names is none
   */
  public static void attach(RoutingContext http, Caller caller, String action, String target) {
    HttpServerRequest request = http.request();
    String trace = TraceParent.orNull(request.getHeader(TraceParent.HEADER));
    http.put(ATTRIBUTE, new Act(caller, action, target, Reason.of(request), trace));
  }

  /** What this request is about to do. */
  public static Act of(RoutingContext http) {
    Act act = http.get(ATTRIBUTE);
    if (act == null) {
      throw new IllegalStateException(http.request().path() + " is not said to change anything");
    }
    return act;
  }

  /** The same, where the path does not name what it is done to. */
  public Act on(String what) {
    return new Act(caller, action, what, reason, traceparent);
  }

  /** Who does it, as the audit log names them. */
  public String actor() {
    return caller.actor();
  }

  /** Who does it, for the history of an order; null where anyone may do everything. */
  public String knownActor() {
    return caller.kind() == Caller.Kind.OPEN ? null : caller.actor();
  }

  /** What an act of an operator was about, with their reason where they have said it. */
  public String because(String what) {
    return reason == null ? what : what + ": " + reason;
  }
}
