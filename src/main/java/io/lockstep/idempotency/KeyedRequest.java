package io.lockstep.idempotency;

import io.lockstep.auditlog.AuditLog.Done;
import io.lockstep.http.Answer;
import io.lockstep.idempotency.IdempotencyKeys.KeyedAnswer;
import java.time.Duration;
import java.util.Optional;

/**
 * One request of those that are carried out together.
 *
 * @param openFor how long its caller may go on waiting after the commit, if it is not refused:
 *     until then a duplicate hears that the request is in progress
 * @param <I> what is asked for
 */
public record KeyedRequest<I>(KeyedAct act, I item, Duration openFor) {
  private static final int FIRST_REFUSAL = 400;

  /** One whose answer is final when it is committed. */
  public static <I> KeyedRequest<I> of(KeyedAct act, I item) {
    return new KeyedRequest<>(act, item, Duration.ZERO);
  }

  Optional<IdempotencyKey> key() {
    return act.key();
  }

  Done done(Answer answer) {
    return new Done(act.act(), answer);
  }

  Optional<KeyedAnswer> answered(Answer answer) {
    Duration open = answer.status() < FIRST_REFUSAL ? openFor : Duration.ZERO;
    return key().map(each -> new KeyedAnswer(each, answer, open));
  }
}
