package io.lockstep.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The servers under test, steered through {@code ./lockstep stack}. Its name is that of {@code
 * LOCKSTEP_STACK}, or of the stack that {@link StackForTests} brought up for this run.
 */
public final class Stack {
  static final String NAME_VARIABLE = "LOCKSTEP_STACK";
  static final String NAME_PROPERTY = "lockstep.test.stack";

  private static final Pattern SETTING = Pattern.compile("export ([A-Z0-9_]+)='(.*)'");

  private final String name;
  private final Map<String, String> settings;

  private Stack(String name, Map<String, String> settings) {
    this.name = name;
    this.settings = settings;
  }

  /** The stack of this run. */
  public static Stack current() {
    return named(
        currentName().orElseThrow(() -> new IllegalStateException("no stack: set LOCKSTEP_STACK")));
  }

  static Optional<String> currentName() {
    String ofThisRun = System.getProperty(NAME_PROPERTY, System.getenv(NAME_VARIABLE));
    return Optional.ofNullable(ofThisRun).filter(name -> !name.isBlank());
  }

  static Stack named(String name) {
    return new Stack(name, readSettings(run(name, "env")));
  }

  /** Brings the stack of that name up; one that is up already stays as it is. */
  static Stack bringUp(String name) {
    run(name, "up");
    return named(name);
  }

  /** Stops all servers, and keeps their data. */
  static void stopAll(String name) {
    run(name, "down");
  }

  /** Stops all servers and removes their data. */
  static void remove(String name) {
    run(name, "down", "--purge");
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** What the service is told in its environment to find these servers. */
  public Map<String, String> settings() {
    return settings;
  }

  /** One of the settings. */
  public String setting(String variable) {
    String value = settings.get(variable);
    if (value == null) {
      throw new IllegalArgumentException("the stack has no setting " + variable);
    }
    return value;
  }

  /** A connection to the database, for looking at what the service wrote. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(
        setting("QUARKUS_DATASOURCE_JDBC_URL"),
        setting("QUARKUS_DATASOURCE_USERNAME"),
        setting("QUARKUS_DATASOURCE_PASSWORD"));
  }

  /** Starts a server and waits until it answers. */
  public void start(Server server) {
    run(name, "start", server.word());
  }

  /** Ends a server in its own time and waits for its end. */
  public void stop(Server server) {
    run(name, "stop", server.word());
  }

  /** Ends a server with SIGKILL. */
  public void kill(Server server) {
    run(name, "kill", server.word());
  }

  /** Freezes a server with SIGSTOP: connections stay open and nothing answers. */
  public void pause(Server server) {
    run(name, "pause", server.word());
  }

  /** Lets a frozen server go on. */
  public void resume(Server server) {
    run(name, "resume", server.word());
  }

  private static Map<String, String> readSettings(String exports) {
    Map<String, String> settings = new LinkedHashMap<>();
    exports
        .lines()
        .map(SETTING::matcher)
        .filter(Matcher::matches)
        .forEach(setting -> settings.put(setting.group(1), setting.group(2)));
    return Map.copyOf(settings);
  }

  private static String run(String name, String... action) {
    List<String> command =
        Stream.concat(Stream.of(root().resolve("lockstep").toString(), "stack"), Stream.of(action))
            .collect(Collectors.toList());
    ProcessBuilder script = new ProcessBuilder(command).directory(root().toFile());
    script.environment().put(NAME_VARIABLE, name);
    // The servers keep what they inherit open: a pipe would never end, a file does not mind.
    try {
      Path output = Files.createTempFile("lockstep-stack", ".out");
      Path messages = Files.createTempFile("lockstep-stack", ".err");
      try {
        Process process =
            script.redirectOutput(output.toFile()).redirectError(messages.toFile()).start();
        if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
          process.destroy();
          throw new IllegalStateException(command + " failed: " + Files.readString(messages));
        }
        return Files.readString(output, StandardCharsets.UTF_8);
      } finally {
        Files.delete(output);
        Files.delete(messages);
      }
    } catch (IOException notStarted) {
      throw new UncheckedIOException(notStarted);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /** The project's folder: the nearest one upwards that has the script. */
  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isExecutable(folder.resolve("lockstep"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("run this in the project: there is no ./lockstep upwards");
      }
    }
    return folder;
  }
}
