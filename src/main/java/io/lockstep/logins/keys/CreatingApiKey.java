package io.lockstep.logins.keys;

import io.lockstep.http.Answer;
import io.lockstep.idempotency.Idempotency;
import io.lockstep.idempotency.KeyedAct;
import io.lockstep.idempotency.Replays;
import io.lockstep.logins.keys.ApiKeysResource.CreatedApiKey;
import io.lockstep.platform.Ids;
import io.lockstep.security.Caller;
import io.lockstep.security.Role;
import io.lockstep.sql.TxOptions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Makes API keys. The text of a key is in the first answer alone: nothing keeps it. */
@ApplicationScoped
class CreatingApiKey {
  private final Idempotency idempotency;
  private final ApiKeys keys;
  private final Ids ids;
  private final Clock clock;

  CreatingApiKey(Idempotency idempotency, ApiKeys keys, Ids ids, Clock clock) {
    this.idempotency = idempotency;
    this.keys = keys;
    this.ids = ids;
    this.clock = clock;
  }

  Uni<Created> create(KeyedAct act, Wanted wanted, Caller caller) {
    UUID id = ids.next();
    String text = ApiKeyText.of(id);
    ApiKey made =
        new ApiKey(
            id.toString(),
            wanted.name(),
            wanted.roles(),
            wanted.userId(),
            clock.instant(),
            caller.actor(),
            wanted.expiresAt(),
            null);
    return idempotency.once(
        act,
        TxOptions.of("create-api-key"),
        Created.REPLAYS,
        tx -> keys.insert(tx, made, ApiKeys.hash(text)).replaceWith(Created.now(made, text)));
  }

  /**
   * What an admin wants.
   *
   * @param userId null for none
   * @param expiresAt null for never
   */
  record Wanted(String name, List<Role> roles, String userId, Instant expiresAt) {}

  /** The answer, and what of it is kept for those who repeat the request: all but the key. */
  record Created(Answer toAnswer, Answer withoutKey) {
    static final Replays<Created> REPLAYS =
        new Replays<>() {
          @Override
          public Answer answer(Created outcome) {
            return outcome.withoutKey();
          }

          @Override
          public Created replayed(Answer stored) {
            return new Created(stored, stored);
          }
        };

    static Created now(ApiKey made, String text) {
      String location = "/api-keys/" + made.id();
      return new Created(
          Answer.created(location, CreatedApiKey.of(made, text)),
          Answer.created(location, CreatedApiKey.of(made, null)));
    }
  }
}
