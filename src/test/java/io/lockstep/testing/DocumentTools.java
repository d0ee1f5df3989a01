package io.lockstep.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The tools of others that judge our documents. They come from npm in the versions that {@code
 * src/test/npm/package-lock.json} pins, and are installed once below {@code target}.
 */
public final class DocumentTools {
  private static final Path SOURCE = Path.of("src/test/npm");
  private static final Path INSTALLED = Path.of("target/npm");
  private static final String LOCK = "package-lock.json";
  private static final long MINUTES = 5;

  private DocumentTools() {}

  /** Installs the tools where they are not there yet in these versions. */
  public static void install() {
    try {
      Files.createDirectories(INSTALLED);
      try (FileChannel guard =
              FileChannel.open(
                  INSTALLED.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock held = guard.lock()) {
        assertThat(held.isValid()).isTrue();
        boolean same = isInstalled();
        copySources();
        if (!same) {
          run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
          Files.copy(SOURCE.resolve(LOCK), stamp(), StandardCopyOption.REPLACE_EXISTING);
        }
      }
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private static boolean isInstalled() throws IOException {
    return Files.exists(stamp()) && Files.mismatch(SOURCE.resolve(LOCK), stamp()) < 0;
  }

  private static Path stamp() {
    return INSTALLED.resolve("installed.json");
  }

  private static void copySources() throws IOException {
    try (Stream<Path> files = Files.list(SOURCE)) {
      for (Path file : files.toList()) {
        Files.copy(
            file, INSTALLED.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /**
   * Writes a document where the tools run.
   *
   * @return its name there
   */
  public static String document(String name, String text) {
    try {
      Files.writeString(INSTALLED.resolve(name), text);
      return name;
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  /** Runs an executable of one of the installed packages; fails with its words if that fails. */
  public static void runTool(String executable, String... arguments) {
    run(Path.of("node_modules/.bin", executable).toString(), arguments);
  }

  /** Runs a script of {@code src/test/npm}; fails with its words if that fails. */
  public static void runScript(String script, String... arguments) {
    List<String> all = new ArrayList<>(List.of(script));
    all.addAll(List.of(arguments));
    run("node", all.toArray(String[]::new));
  }

  private static void run(String program, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of(arguments));
    Process process = start(command);
    try {
      String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).as("%s ends", command).isTrue();
      assertThat(process.exitValue()).as("%s says%n%s", command, words).isZero();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    } finally {
      process.destroyForcibly();
    }
  }

  private static Process start(List<String> command) {
    try {
      return new ProcessBuilder(command)
          .directory(INSTALLED.toFile())
          .redirectErrorStream(true)
          .start();
    } catch (IOException missing) {
      throw new AssertionError(
          "node and npm are needed (Debian: apt-get install nodejs npm)", missing);
    }
  }
}
