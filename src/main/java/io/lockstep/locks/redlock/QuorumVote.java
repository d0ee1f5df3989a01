package io.lockstep.locks.redlock;

import io.lockstep.locks.LocksUnavailable;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.List;
import java.util.function.Function;

/**
 * What the servers said that were asked at the same time. It is closed as soon as nothing can
 * change its result: a hung server is waited for only where its vote would decide.
 *
 * @param servers how many were asked
 * @param quorum how many must say yes
 */
record QuorumVote(int servers, int quorum, int yes, int no) {
  /** Asks all of them. */
  static <S> Uni<QuorumVote> among(
      List<S> servers, int quorum, Function<S, Uni<Boolean>> question) {
    return servers.isEmpty()
        ? Uni.createFrom().item(new QuorumVote(0, quorum, 0, 0))
        : Uni.createFrom()
            .emitter(
                caller -> {
                  Count count = new Count(servers.size(), quorum, caller);
                  servers.forEach(
                      server ->
                          Uni.createFrom()
                              .deferred(() -> question.apply(server))
                              .subscribe()
                              .with(count::vote, count::abstention));
                });
  }

  boolean isCarried() {
    return yes >= quorum;
  }

  /** So many said no that it cannot be carried. */
  boolean isRejected() {
    return no > servers - quorum;
  }

  /** For a vote that too few servers have taken part in. */
  LocksUnavailable unavailable() {
    return new LocksUnavailable(
        "no quorum of Redlock servers: " + (yes + no) + " of " + servers + " voted", null);
  }

  private static final class Count {
    private final int servers;
    private final int quorum;
    private final UniEmitter<? super QuorumVote> caller;
    private int yes;
    private int no;
    private int unanswered;

    Count(int servers, int quorum, UniEmitter<? super QuorumVote> caller) {
      this.servers = servers;
      this.quorum = quorum;
      this.caller = caller;
    }

    void vote(boolean approves) {
      add(approves ? 1 : 0, approves ? 0 : 1, 0);
    }

    void abstention(Throwable why) {
      add(0, 0, 1);
    }

    private void add(int moreYes, int moreNo, int moreUnanswered) {
      QuorumVote result = null;
      synchronized (this) {
        yes += moreYes;
        no += moreNo;
        unanswered += moreUnanswered;
        QuorumVote now = new QuorumVote(servers, quorum, yes, no);
        if (now.isCarried() || now.isRejected() || yes + no + unanswered == servers) {
          result = now;
        }
      }
      if (result != null) {
        // later votes find the caller answered, and change nothing
        caller.complete(result);
      }
    }
  }
}
