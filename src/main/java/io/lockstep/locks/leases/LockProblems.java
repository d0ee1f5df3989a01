package io.lockstep.locks.leases;

import io.lockstep.http.Answer;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.locks.LocksUnavailable;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What a caller hears whose lock cannot be asked for. */
class LockProblems {
  private static final Logger LOG = Logger.getLogger(LockProblems.class);

  @ServerExceptionMapper
  Response unavailable(LocksUnavailable away) {
    LOG.debugf("locks are away: %s", away.getMessage());
    return Answer.refused(
            Problem.of(
                ProblemType.LOCKS_UNAVAILABLE,
                "The servers that keep these locks cannot be reached now"))
        .toResponse();
  }
}
