package io.lockstep.logins.sessions;

import io.lockstep.logins.keys.ApiKeys;
import io.lockstep.logins.keys.ConfiguredKey;
import io.lockstep.logins.limits.LoginAttempts;
import io.lockstep.platform.Time;
import io.lockstep.security.Caller;
import io.lockstep.sql.Transactions;
import io.quarkus.cache.Cache;
import io.quarkus.cache.CacheName;
import io.quarkus.cache.CaffeineCache;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.Cookie;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The table {@code console_sessions}. A session has the rights that its key has at the moment, so a
 * key that is revoked or has expired ends it, within the two seconds for which an answer is kept.
 */
@ApplicationScoped
public class Sessions {
  /** The cookie that holds a session's token; browsers send it below {@link #PATH} alone. */
  public static final String COOKIE = "lockstep-session";

  /** Below this path a cookie says who makes a request. */
  public static final String PATH = "/console";

  private final Transactions transactions;
  private final ApiKeys keys;
  private final ConfiguredKey configured;
  private final LoginAttempts attempts;
  private final CaffeineCache cache;
  private final SessionsConfig config;
  private final Clock clock;

  Sessions(
      Transactions transactions,
      ApiKeys keys,
      ConfiguredKey configured,
      LoginAttempts attempts,
      @CacheName("console-sessions") Cache cache,
      SessionsConfig config,
      Clock clock) {
    this.transactions = transactions;
    this.keys = keys;
    this.configured = configured;
    this.attempts = attempts;
    this.cache = cache.as(CaffeineCache.class);
    this.config = config;
    this.clock = clock;
  }

  /** Whether a text has the form of a session's token. */
  public static boolean isToken(String text) {
    return SessionToken.isOne(text);
  }

  /** Exchanges an API key for a session's token; empty if the key is worth nothing. */
  public Uni<Optional<String>> open(String key, RoutingContext http) {
    Uni<Optional<Caller>> holder =
        configured.is(key)
            ? Uni.createFrom().item(Optional.of(Caller.configuredKey()))
            : keys.callerOf(key, http);
    return holder.flatMap(
        caller ->
            caller.isPresent()
                ? insert(caller.get(), key).map(Optional::of)
                : Uni.createFrom().item(Optional.empty()));
  }

  private Uni<String> insert(Caller caller, String key) {
    String token = SessionToken.next();
    Instant now = clock.instant();
    return transactions
        .run(
            "open-session",
            tx ->
                tx.update(
                    "INSERT INTO console_sessions (hash, actor, key_hash, created_at, expires_at)"
                        + " VALUES (?, ?, ?, ?, ?)",
                    hashOf(token),
                    caller.actor(),
                    hashOf(key),
                    Time.toColumn(now),
                    Time.toColumn(now.plus(config.lifetime()))))
        .replaceWith(token);
  }

  /** Who makes a request of a page of the console, by its cookie. */
  public Uni<Optional<Caller>> callerOf(RoutingContext http) {
    return tokenOf(http)
        .map(token -> callerOf(token, http))
        .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
  }

  /** The token in the cookie of a request; empty for requests of anything but the console. */
  public static Optional<String> tokenOf(RoutingContext http) {
    String path = http.request().path();
    if (path == null || !(path.equals(PATH) || path.startsWith(PATH + "/"))) {
      return Optional.empty();
    }
    return Optional.ofNullable(http.request().getCookie(COOKIE))
        .map(Cookie::getValue)
        .filter(SessionToken::isOne);
  }

  /** Whose session this is; empty if it has ended, or too many of the address were none. */
  public Uni<Optional<Caller>> callerOf(String token, RoutingContext http) {
    String hash = hashOf(token);
    Supplier<Uni<Optional<Caller>>> look =
        () -> cache.getAsync(hash, this::find).flatMap(this::callerOf);
    return cache.getIfPresent(hash) == null ? attempts.attempt(http, look) : look.get();
  }

  private Uni<Optional<Found>> find(String hash) {
    return transactions.read(
        tx ->
            tx.first(
                "SELECT actor, key_hash, expires_at FROM console_sessions WHERE hash = ?",
                Found::of,
                hash));
  }

  private Uni<Optional<Caller>> callerOf(Optional<Found> found) {
    if (found.isEmpty() || !clock.instant().isBefore(found.get().until())) {
      return Uni.createFrom().item(Optional.empty());
    }
    Found session = found.get();
    byte[] keyHash = HexFormat.of().parseHex(session.keyHash());
    Uni<Optional<Caller>> holder =
        session.actor().equals(Caller.CONFIGURED_KEY)
            ? Uni.createFrom()
                .item(Optional.of(Caller.configuredKey()).filter(any -> configured.isOf(keyHash)))
            : keys.callerOf(UUID.fromString(session.actor()), keyHash);
    return holder.map(caller -> caller.map(each -> each.until(session.until())));
  }

  /** Ends a session, on this instance at once. */
  public Uni<Void> end(String token) {
    String hash = hashOf(token);
    return transactions
        .run("end-session", tx -> tx.update("DELETE FROM console_sessions WHERE hash = ?", hash))
        .chain(deleted -> cache.invalidate(hash));
  }

  private static String hashOf(String text) {
    return HexFormat.of().formatHex(ApiKeys.hash(text));
  }

  /** A session that was opened. */
  private record Found(String actor, String keyHash, Instant until) {
    static Found of(Row row) {
      return new Found(
          row.getString("actor"),
          row.getString("key_hash"),
          Time.fromColumn(row.getLocalDateTime("expires_at")));
    }
  }
}
