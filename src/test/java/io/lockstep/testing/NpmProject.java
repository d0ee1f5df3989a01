package io.lockstep.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A folder with a {@code package.json} and the lock file that pins what it needs, and the copy of
 * it below {@code target} in which that is installed, once.
 */
public final class NpmProject {
  private static final String LOCK = "package-lock.json";

  /** Not to be asked for at each run, nor to be told about. */
  private static final Map<String, String> QUIET =
      Map.of(
          "REDOCLY_TELEMETRY", "off",
          "REDOCLY_SUPPRESS_UPDATE_NOTICE", "true",
          "NO_UPDATE_NOTIFIER", "true");

  private final Path source;
  private final Path installed;

  private NpmProject(Path source, Path installed) {
    this.source = source;
    this.installed = installed;
  }

  /**
   * One of this repository.
   *
   * @param source where it is
   * @param installed where it is copied to
   */
  public static NpmProject of(String source, String installed) {
    return new NpmProject(Path.of(source), Path.of(installed));
  }

  /** Copies it, and installs what it needs where that is not there yet in these versions. */
  public NpmProject install() {
    try {
      Files.createDirectories(installed);
      try (FileChannel guard =
              FileChannel.open(
                  installed.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock held = guard.lock()) {
        assertThat(held.isValid()).isTrue();
        boolean same = isInstalled();
        Copies.ofSources(source, installed);
        if (!same) {
          run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
          Files.copy(source.resolve(LOCK), stamp(), StandardCopyOption.REPLACE_EXISTING);
        }
      }
      return this;
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private boolean isInstalled() throws IOException {
    return Files.exists(stamp()) && Files.mismatch(source.resolve(LOCK), stamp()) < 0;
  }

  private Path stamp() {
    return installed.resolve("installed.json");
  }

  /** A file of the copy. */
  public Path file(String name) {
    return installed.resolve(name);
  }

  /** Runs an executable of one of the installed packages; fails with its words if that fails. */
  public String runTool(String executable, String... arguments) {
    return run(Path.of("node_modules/.bin", executable).toString(), arguments);
  }

  /** Runs a program in the copy; fails with its words if that fails. */
  public String run(String program, String... arguments) {
    return CommandLine.in(installed)
        .with(QUIET)
        .run(Stream.concat(Stream.of(program), List.of(arguments).stream()).toArray(String[]::new));
  }
}
