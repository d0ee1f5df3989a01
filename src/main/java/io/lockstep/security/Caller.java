package io.lockstep.security;

import io.lockstep.http.Problem;
import io.lockstep.platform.Names;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who makes a request.
 *
 * @param kind how they have said so
 * @param actor names them in logs, and nobody else: the subject of their token, or the id of their
 *     key; a subject that looks like such an id has {@code sub:} before it
 * @param roles what they are to this service
 * @param userId the user that they are, as far as they are a shopper; null for none
 * @param until when their token or key expires; null for never
 * @param isConfined whether, in this request, they may see only what is their own
 */
public record Caller(
    Kind kind, String actor, Set<Role> roles, String userId, Instant until, boolean isConfined) {
  /** Anyone, where no way to log in is configured. */
  public static final Caller OPEN =
      new Caller(Kind.OPEN, "anonymous", Set.of(Role.ADMIN), null, null, false);

  /** Anyone who has shown nothing that says who they are. */
  public static final Caller UNKNOWN =
      new Caller(Kind.UNKNOWN, "anonymous", Set.of(), null, null, false);

  /** Anyone whose token or key is worth nothing. */
  public static final Caller REJECTED =
      new Caller(Kind.REJECTED, "anonymous", Set.of(), null, null, false);

  /** The name of the key that the configuration has. */
  public static final String CONFIGURED_KEY = "admin-key";

  private static final Set<String> RESERVED = Set.of(OPEN.actor, CONFIGURED_KEY);
  private static final String ATTRIBUTE = Caller.class.getName();
  private static final int LONGEST_SUBJECT = 255;
  private static final String SUBJECT = "sub:";

  /** As {@link io.lockstep.platform.Ids} makes them. */
  private static final Pattern KEY_ID =
      Pattern.compile(
          "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
          Pattern.CASE_INSENSITIVE);

  /** Somebody with the key that the configuration has. */
  public static Caller configuredKey() {
    return new Caller(Kind.KEY, CONFIGURED_KEY, Set.of(Role.ADMIN), null, null, false);
  }

  /**
   * Somebody whose token names this subject.
   *
   * @return empty if nobody can be called so
   */
  public static Optional<Caller> ofToken(String subject, Set<Role> roles, Instant until) {
    if (subject == null
        || subject.isBlank()
        || !subject.equals(subject.strip()) // the database does not tell spaces at the end
        || subject.length() > LONGEST_SUBJECT
        || RESERVED.contains(subject)
        || subject.chars().anyMatch(Caller::isUnfitForLogs)) {
      return Optional.empty();
    }
    String userId = Names.isValid(subject) ? subject : null;
    String actor = actorOf(subject);
    return actor.length() > LONGEST_SUBJECT
        ? Optional.empty()
        : Optional.of(new Caller(Kind.TOKEN, actor, copy(roles), userId, until, false));
  }

  /** Different for each subject, and never the id of a key. */
  private static String actorOf(String subject) {
    boolean isAmbiguous = KEY_ID.matcher(subject).matches() || subject.startsWith(SUBJECT);
    return isAmbiguous ? SUBJECT + subject : subject;
  }

  private static boolean isUnfitForLogs(int character) {
    return Character.isISOControl(character) || Character.isSurrogate((char) character);
  }

  /** Somebody with the API key of this id. */
  public static Caller ofKey(String id, Set<Role> roles, String userId, Instant until) {
    return new Caller(Kind.KEY, id, copy(roles), userId, until, false);
  }

  private static Set<Role> copy(Set<Role> roles) {
    return roles.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(roles));
  }

  /** Who makes this request. */
  public static Caller of(RoutingContext http) {
    Caller caller = http.get(ATTRIBUTE);
    return caller == null ? UNKNOWN : caller;
  }

  /** Notes who makes this request. */
  public void attachTo(RoutingContext http) {
    http.put(ATTRIBUTE, this);
  }

  /** Whether it is known who they are, or does not matter. */
  public boolean isKnown() {
    return kind != Kind.UNKNOWN && kind != Kind.REJECTED;
  }

  /** The same, as the permission of what they are about to do has it. */
  public Caller under(Permission permission) {
    boolean confined = roles.stream().noneMatch(permission::isUnconfined);
    return new Caller(kind, actor, roles, userId, until, confined);
  }

  /** The same, for no longer than until this time. */
  public Caller until(Instant latest) {
    Instant earlier = until == null || latest.isBefore(until) ? latest : until;
    return new Caller(kind, actor, roles, userId, earlier, isConfined);
  }

  /** Whether something of this user's is theirs, as far as that matters to them. */
  public boolean isAllowed(String owner) {
    return !isConfined || userId != null && userId.equals(owner);
  }

  /**
   * Checks that a request is about what is theirs, as far as that matters to them.
   *
   * @throws Problem 404 if it is about another user
   */
  public void requireOwn(String user) {
    if (!isAllowed(user)) {
      throw Problem.notFound("The user");
    }
  }

  /**
   * The user to whom a request is limited.
   *
   * @param wanted the user whom the request names, or null
   * @return {@code wanted}, or their own id where they see only what is theirs
   * @throws Problem 404 if that is not what they want
   */
  public String limit(String wanted) {
    if (!isConfined) {
      return wanted;
    }
    requireOwn(wanted == null ? userId : wanted);
    return userId;
  }

  /** How somebody says who they are. */
  public enum Kind {
    /** They need not. */
    OPEN,
    /** They have not. */
    UNKNOWN,
    /** Not so that it could be believed. */
    REJECTED,
    /** By a token of the OpenID Connect provider. */
    TOKEN,
    /** By an API key. */
    KEY
  }
}
