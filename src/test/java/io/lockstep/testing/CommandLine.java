package io.lockstep.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that a test runs to its end; it fails with what that has said if it fails. */
public final class CommandLine {
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  private final Path folder;
  private final Map<String, String> environment;

  private CommandLine(Path folder, Map<String, String> environment) {
    this.folder = folder;
    this.environment = environment;
  }

  /** Programs that are run in this folder. */
  public static CommandLine in(Path folder) {
    return new CommandLine(folder, Map.of());
  }

  /** The same with these variables besides those that the tests have. */
  public CommandLine with(Map<String, String> variables) {
    return new CommandLine(folder, variables);
  }

  /**
   * Runs it; nothing that it has started is left.
   *
   * @return what it has said
   */
  public String run(String... command) {
    try {
      Path words = Files.createTempFile("lockstep-test", ".log");
      try {
        return run(List.of(command), words);
      } finally {
        Files.delete(words);
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private String run(List<String> command, Path words) throws IOException, InterruptedException {
    Process process = start(command, words);
    try {
      boolean ended = process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      String said = Files.readString(words);
      assertThat(ended).as("%s ends; it says%n%s", command, said).isTrue();
      assertThat(process.exitValue()).as("%s says%n%s", command, said).isZero();
      return said;
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private Process start(List<String> command, Path words) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(words.toFile());
    builder.environment().putAll(environment);
    try {
      return builder.start();
    } catch (IOException missing) {
      throw new AssertionError(command.get(0) + " is needed, see CONTRIBUTING.md", missing);
    }
  }
}
