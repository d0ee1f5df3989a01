package io.lockstep.logins.keys;

import io.lockstep.logins.limits.LoginAttempts;
import io.lockstep.platform.Time;
import io.lockstep.security.Caller;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.JsonRows;
import io.quarkus.cache.Cache;
import io.quarkus.cache.CacheName;
import io.quarkus.cache.CaffeineCache;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;

/**
 * The table {@code api_keys}. Of a key only its SHA-256 is kept: a hash that is slow to compute is
 * for passwords, which can be guessed, and 256 random bits cannot.
 *
 * <p>What a key was found to be is kept for two seconds on each instance, found or not, under the
 * hash of the whole key: so a wrong key costs the same look into the table whatever part of it is
 * right, and a revoked one is refused everywhere within these two seconds. A key that was not right
 * within the last minutes is looked for only as often as failed logins of its address may be; one
 * that was is looked for at most once in two seconds.
 */
@ApplicationScoped
public class ApiKeys {
  private static final Logger LOG = Logger.getLogger(ApiKeys.class);

  private final Transactions transactions;
  private final LoginAttempts attempts;
  private final CaffeineCache cache;
  private final CaffeineCache wereRight;
  private final Clock clock;

  ApiKeys(
      Transactions transactions,
      LoginAttempts attempts,
      @CacheName("api-keys") Cache cache,
      @CacheName("right-api-keys") Cache wereRight,
      Clock clock) {
    this.transactions = transactions;
    this.attempts = attempts;
    this.cache = cache.as(CaffeineCache.class);
    this.wereRight = wereRight.as(CaffeineCache.class);
    this.clock = clock;
  }

  /** Whether a bearer token claims to be a key. */
  public static boolean isOne(String token) {
    return token.startsWith(ApiKeyText.PREFIX);
  }

  /** The SHA-256 of a key. */
  public static byte[] hash(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /**
   * Who has this key; empty if it is none, is revoked or has expired, or if too many from the
   * address of the request were none.
   */
  public Uni<Optional<Caller>> callerOf(String key, RoutingContext http) {
    Optional<UUID> id = ApiKeyText.idOf(key);
    if (id.isEmpty()) {
      return Uni.createFrom().item(Optional.empty());
    }
    byte[] hash = hash(key);
    String text = HexFormat.of().formatHex(hash);
    return isThere(cache, text) || isThere(wereRight, text)
        ? callerOf(id.get(), hash)
        : attempts.attempt(http, () -> callerOf(id.get(), hash));
  }

  /** Who has the key of this id and hash; empty if there is none, or it has expired. */
  public Uni<Optional<Caller>> callerOf(UUID id, byte[] hash) {
    return cache
        .getAsync(HexFormat.of().formatHex(hash), absent -> read(id, hash))
        .map(found -> found.filter(this::isValid).map(Found::caller));
  }

  private static boolean isThere(CaffeineCache cache, String text) {
    return cache.getIfPresent(text) != null;
  }

  private boolean isValid(Found found) {
    return found.caller().until() == null || clock.instant().isBefore(found.caller().until());
  }

  private Uni<Optional<Found>> read(UUID id, byte[] hash) {
    return transactions
        .read(
            tx ->
                tx.first(
                    "SELECT " + ApiKey.COLUMNS + ", hash FROM api_keys WHERE id = ?",
                    Found::of,
                    id.toString()))
        .map(found -> found.filter(each -> MessageDigest.isEqual(each.hash(), hash)))
        .invoke(found -> found.ifPresent(this::remember));
  }

  private void remember(Found found) {
    String text = HexFormat.of().formatHex(found.hash());
    wereRight.put(text, CompletableFuture.completedFuture(found.caller().actor()));
    noteUse(found);
  }

  /** At most once a minute for each key, and nobody waits for it. */
  private void noteUse(Found found) {
    transactions
        .run("api-key-use", tx -> noteUse(tx, found.caller().actor()))
        .subscribe()
        .with(
            noted -> LOG.tracef("the use of %d keys was noted", noted),
            failure -> LOG.debugf("the use of a key was not noted: %s", failure));
  }

  private static Uni<Integer> noteUse(Tx tx, String id) {
    return tx.update(
        "UPDATE api_keys SET last_used_at = UTC_TIMESTAMP(6) WHERE id = ? AND"
            + " (last_used_at IS NULL OR last_used_at < UTC_TIMESTAMP(6) - INTERVAL 1 MINUTE)",
        id);
  }

  /** Inserts a key under its hash. */
  Uni<Void> insert(Tx tx, ApiKey key, byte[] hash) {
    return tx.update(
            "INSERT INTO api_keys (id, name, roles, user_id, created_at, created_by, expires_at,"
                + " hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            key.id(),
            key.name(),
            key.rolesColumn(),
            key.userId(),
            Time.toColumn(key.createdAt()),
            key.createdBy(),
            key.expiresAt() == null ? null : Time.toColumn(key.expiresAt()),
            HexFormat.of().formatHex(hash))
        .replaceWithVoid();
  }

  /** Deletes a key; answers whether there was one. This instance refuses it from now on. */
  Uni<Boolean> delete(Tx tx, String id) {
    tx.afterCommit(() -> forget(id));
    return tx.update("DELETE FROM api_keys WHERE id = ?", id).map(deleted -> deleted == 1);
  }

  private void forget(String id) {
    cache
        .invalidateAll()
        .subscribe()
        .with(
            done -> LOG.debugf("key %s is revoked", id),
            failure -> LOG.warnf("key %s may be accepted for a moment: %s", id, failure));
  }

  /** Those of these ids that are there, expired or not. */
  public Uni<Set<String>> existing(Set<String> ids) {
    return transactions
        .read(
            tx ->
                tx.list(
                    """
                    SELECT id FROM api_keys WHERE id IN (
                      SELECT j.id FROM JSON_TABLE(?, '$[*]' COLUMNS (
                        id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) j)""",
                    row -> row.getString("id"),
                    JsonRows.ofValues(ids)))
        .map(Set::copyOf);
  }

  /** The key of this id. */
  Uni<Optional<ApiKey>> find(String id) {
    return transactions.read(
        tx -> tx.first("SELECT " + ApiKey.COLUMNS + " FROM api_keys WHERE id = ?", ApiKey::of, id));
  }

  /** Those behind an id, in the order in which they were made. */
  Uni<List<ApiKey>> list(String after, int limit) {
    return transactions.read(
        tx ->
            tx.list(
                "SELECT "
                    + ApiKey.COLUMNS
                    + " FROM api_keys WHERE id > ? ORDER BY id LIMIT "
                    + limit,
                ApiKey::of,
                after));
  }

  /** A key that is there, with its hash. */
  private record Found(Caller caller, byte[] hash) {
    static Found of(Row row) {
      ApiKey key = ApiKey.of(row);
      return new Found(
          Caller.ofKey(key.id(), Set.copyOf(key.roles()), key.userId(), key.expiresAt()),
          HexFormat.of().parseHex(row.getString("hash")));
    }
  }
}
