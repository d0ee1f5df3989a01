package io.lockstep.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The conditions under which a caller wants a change: {@code If-Match} and {@code If-None-Match}.
 * They are checked in the transaction of the change, against the row that it has locked.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#name-preconditions">RFC 9110, 13</a>
 */
public final class Preconditions {
  private static final String IF_MATCH = "If-Match";
  private static final String IF_NONE_MATCH = "If-None-Match";
  private static final String ANY = "*";

  /** An entity tag, RFC 9110, 8.8.3; several are separated by commas. */
  private static final Pattern TAG =
      Pattern.compile("\\s*((?:W/)?\"[\\x21\\x23-\\x7E\\x80-\\xFF]*\")\\s*(?:,|$)");

  private final List<String> match;
  private final List<String> noneMatch;

  private Preconditions(List<String> match, List<String> noneMatch) {
    this.match = match;
    this.noneMatch = noneMatch;
  }

  /**
   * Reads the headers of a request.
   *
   * @throws Problem 400 if one is there and is neither {@code *} nor a list of entity tags
   */
  public static Preconditions of(HttpServerRequest request) {
    return new Preconditions(
        parse(IF_MATCH, request.headers().getAll(IF_MATCH)),
        parse(IF_NONE_MATCH, request.headers().getAll(IF_NONE_MATCH)));
  }

  /**
   * Checks them against what exists with this version. Tags are compared strongly: a weak one never
   * matches.
   *
   * @throws Problem 412 if they do not hold
   */
  public void check(long version) {
    String current = "\"" + version + "\"";
    if (!match.isEmpty() && !match.contains(ANY) && !match.contains(current)
        || noneMatch.contains(ANY)
        || noneMatch.contains(current)
        || noneMatch.contains("W/" + current)) {
      throw Problem.preconditionFailed();
    }
  }

  /**
   * Checks them against what exists and has no version: no tag can be that of it.
   *
   * @throws Problem 412 if they do not hold
   */
  public void checkUnversioned() {
    if (!match.isEmpty() && !match.contains(ANY) || noneMatch.contains(ANY)) {
      throw Problem.preconditionFailed();
    }
  }

  /**
   * Checks them against what does not exist.
   *
   * @throws Problem 412 if it would have to
   */
  public void checkMissing() {
    if (!match.isEmpty()) {
      throw Problem.preconditionFailed();
    }
  }

  private static List<String> parse(String header, List<String> values) {
    List<String> tags = new ArrayList<>();
    for (String value : values) {
      if (value.strip().equals(ANY)) {
        tags.add(ANY);
      } else {
        addTags(header, value, tags);
      }
    }
    if (tags.contains(ANY) && tags.size() > 1) {
      throw malformed(header);
    }
    return tags;
  }

  private static void addTags(String header, String value, List<String> tags) {
    Matcher tag = TAG.matcher(value);
    int end = 0;
    while (tag.lookingAt() || end < value.length()) {
      if (!tag.lookingAt()) {
        throw malformed(header);
      }
      tags.add(tag.group(1));
      end = tag.end();
      tag.region(end, value.length());
    }
    if (end == 0 || value.stripTrailing().endsWith(",")) {
      throw malformed(header);
    }
  }

  private static Problem malformed(String header) {
    return Problem.invalid(header, "must be * or a list of entity tags, such as \"1\"");
  }
}
