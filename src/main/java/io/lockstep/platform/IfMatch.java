package io.lockstep.platform;

/**
 * The If-Match header against a version.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#name-if-match">RFC 9110, 13.1.1</a>
 */
public final class IfMatch {
  private IfMatch() {}

  /**
   * Checks that the header, if there is one, allows a change of this version.
   *
   * @param header the header as sent, or null
   * @throws Problem 412 if it names another version
   */
  public static void check(String header, long version) {
    if (header == null || header.trim().equals("*")) {
      return;
    }
    for (String candidate : header.split(",", -1)) {
      if (candidate.trim().equals("\"" + version + "\"")) {
        return;
      }
    }
    throw Problem.preconditionFailed();
  }

  /**
   * Checks that the header allows to create what does not exist: it must not be there.
   *
   * @param header the header as sent, or null
   * @throws Problem 412 if it names a version
   */
  public static void checkMissing(String header) {
    if (header != null) {
      throw Problem.preconditionFailed();
    }
  }
}
