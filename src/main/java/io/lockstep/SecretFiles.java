package io.lockstep;

import io.smallrye.config.EnvConfigSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads settings from files, which is how containers get their secrets: where a variable {@code
 * X_FILE} names a file and {@code X} is not set, {@code X} is what the file has, without the line
 * end behind it. A variable of the process can be read by whoever sees the process; a file has
 * permissions of its own.
 */
public final class SecretFiles extends EnvConfigSource {
  /** The environment has 300, and what is set there directly counts. */
  private static final int BEHIND_THE_ENVIRONMENT = 299;

  /** Of the service alone: other programs read variables such as {@code SSL_CERT_FILE}. */
  private static final Pattern NAME =
      Pattern.compile("((?:LOCKSTEP|QUARKUS|RABBITMQ|KAFKA|MP)_\\w+)_FILE");

  /** Those of the process. */
  public SecretFiles() {
    super(read(System.getenv()), BEHIND_THE_ENVIRONMENT);
  }

  /**
   * The variables that are in files, with their values.
   *
   * @throws IllegalArgumentException if a file cannot be read, with words for who has named it
   */
  static Map<String, String> read(Map<String, String> environment) {
    Map<String, String> found = new TreeMap<>();
    environment.forEach(
        (variable, file) -> {
          Matcher name = NAME.matcher(variable);
          if (name.matches() && !file.isBlank() && !environment.containsKey(name.group(1))) {
            found.put(name.group(1), contentOf(variable, file));
          }
        });
    return found;
  }

  /** Why they cannot be read, if so. */
  static Optional<String> fault(Map<String, String> environment) {
    try {
      var unused = read(environment);
      return Optional.empty();
    } catch (IllegalArgumentException unreadable) {
      return Optional.of(unreadable.getMessage());
    }
  }

  private static String contentOf(String variable, String file) {
    try {
      byte[] content = Files.readAllBytes(Path.of(file));
      return new String(content, StandardCharsets.UTF_8).replaceFirst("[\\r\\n]+$", "");
    } catch (IOException | InvalidPathException unreadable) {
      throw new IllegalArgumentException(
          "%s names the file %s, which cannot be read (%s)"
              .formatted(variable, file, unreadable.getClass().getSimpleName()),
          unreadable);
    }
  }
}
