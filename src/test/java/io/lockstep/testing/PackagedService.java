package io.lockstep.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/**
 * The packaged service as a process of its own: the native executable if it was built, else {@code
 * target/quarkus-app/quarkus-run.jar}. Several may run side by side on one stack. All of them end
 * with the test run at the latest.
 */
public final class PackagedService implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(90);
  private static final Set<PackagedService> RUNNING = ConcurrentHashMap.newKeySet();
  private static final AtomicInteger COUNT = new AtomicInteger();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(PackagedService::killAll));
  }

  private final Process process;
  private final int port;
  private final Path log;

  private PackagedService(Process process, int port, Path log) {
    this.process = process;
    this.port = port;
    this.log = log;
  }

  /** Starts one on the stack of this run and waits until it is ready. */
  public static PackagedService start() {
    return on(Stack.current()).start();
  }

  /** One that is to run on these servers. */
  public static Builder on(Stack stack) {
    return new Builder(stack);
  }

  /** Where it answers. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Calls it. */
  public Rest rest() {
    return Rest.at(uri());
  }

  /** Its port, on which a successor can be started. */
  public int port() {
    return port;
  }

  /** What it writes. */
  public Path log() {
    return log;
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** With what it has ended. */
  public int exitCode() {
    return process.exitValue();
  }

  /** Whether its process is there. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits until {@code /q/health/ready} says UP. */
  public PackagedService awaitReady() {
    return awaitHealth("ready");
  }

  /** Waits until readiness names no server as away either. */
  public PackagedService awaitWhole() {
    awaitReady();
    Awaitility.await("the service has all its servers, see " + log)
        .atMost(TIMEOUT)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> rest().get("/q/health/ready").text(), PackagedService::namesNoServer);
    return this;
  }

  private static boolean namesNoServer(String readiness) {
    return !readiness.contains("degraded") && !readiness.contains("starting");
  }

  /** Waits until {@code /q/health/live} says UP. */
  public PackagedService awaitLive() {
    return awaitHealth("live");
  }

  private PackagedService awaitHealth(String kind) {
    Awaitility.await("the service is " + kind + ", see " + log)
        .atMost(TIMEOUT)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> !isAlive() || answersHealth(kind));
    if (!isAlive()) {
      throw new IllegalStateException(
          "the service ended with " + process.exitValue() + ", see " + log);
    }
    return this;
  }

  private boolean answersHealth(String kind) {
    try {
      return rest().get("/q/health/" + kind).status() == 200;
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  /** Ends it at once, as a crash does (SIGKILL), and waits until it is gone. */
  public void kill9() {
    process.destroyForcibly();
    awaitEnd(Duration.ofSeconds(20));
  }

  /**
   * Asks it to end (SIGTERM) and waits for that.
   *
   * @return its exit code
   */
  public int terminate() {
    process.destroy();
    return awaitEnd(Duration.ofSeconds(60));
  }

  /** Asks it to end (SIGTERM) and does not wait. */
  public void beginTermination() {
    process.destroy();
  }

  /**
   * Waits until it has ended.
   *
   * @return its exit code
   */
  public int awaitEnd(Duration patience) {
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("the service did not end in " + patience + ", see " + log);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
    RUNNING.remove(this);
    return process.exitValue();
  }

  /** Freezes it (SIGSTOP), as a long pause of its machine does. */
  public void pause() {
    signal("STOP");
  }

  /** Lets it go on. */
  public void resume() {
    signal("CONT");
  }

  private void signal(String signal) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("the service could not be sent SIG" + signal);
      }
    } catch (IOException notStarted) {
      throw new UncheckedIOException(notStarted);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  @Override
  public void close() {
    if (isAlive()) {
      kill9();
    }
    RUNNING.remove(this);
  }

  static void killAll() {
    RUNNING.forEach(service -> service.process.destroyForcibly());
    RUNNING.clear();
  }

  /** How it is to run. */
  public static final class Builder {
    private final Stack stack;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<String, String> variables = new LinkedHashMap<>();
    private int port;

    private Builder(Stack stack) {
      this.stack = stack;
    }

    /** A setting by its property name, such as {@code lockstep.messaging.relay-poll}. */
    public Builder with(String property, String value) {
      settings.put(property, value);
      return this;
    }

    /** A variable of its environment. */
    public Builder withVariable(String name, String value) {
      variables.put(name, value);
      return this;
    }

    /** On this port instead of a free one, as a restart does. */
    public Builder at(int thisPort) {
      port = thisPort;
      return this;
    }

    /** Starts it and waits until it is ready and has all its servers. */
    public PackagedService start() {
      return startWithoutWaiting().awaitWhole();
    }

    /** Starts it and waits until it is ready: for days on which not every broker is there. */
    public PackagedService startDegraded() {
      return startWithoutWaiting().awaitReady();
    }

    /** Starts it and waits only until it lives: for days on which the database is not there. */
    public PackagedService startUnready() {
      return startWithoutWaiting().awaitLive();
    }

    /** Starts the process and returns at once. */
    public PackagedService startWithoutWaiting() {
      int chosen = port == 0 ? Ports.free() : port;
      Path log = newLog();
      ProcessBuilder builder = new ProcessBuilder(command(chosen));
      builder.environment().putAll(stack.settings());
      builder.environment().putAll(variables);
      builder.redirectErrorStream(true).redirectOutput(log.toFile());
      try {
        PackagedService service = new PackagedService(builder.start(), chosen, log);
        RUNNING.add(service);
        return service;
      } catch (IOException notStarted) {
        throw new UncheckedIOException(notStarted);
      }
    }

    private List<String> command(int chosen) {
      Map<String, String> properties = new LinkedHashMap<>();
      properties.put("quarkus.http.host", "127.0.0.1");
      properties.put("quarkus.http.port", Integer.toString(chosen));
      properties.put("quarkus.management.host", "127.0.0.1");
      properties.put("quarkus.management.port", Integer.toString(chosen + 1));
      properties.putAll(settings);
      List<String> command = new ArrayList<>();
      Path executable = nativeExecutable();
      boolean isNative = Files.isExecutable(executable);
      command.add(isNative ? executable.toString() : java());
      command.add("-Xmx512m");
      properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
      if (!isNative) {
        // none lives long enough for the second compiler to pay
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.add("-jar");
        command.add(jar().toString());
      }
      return command;
    }

    private static Path nativeExecutable() {
      return Path.of(System.getProperty("native.image.path", "target/no-native-executable"));
    }

    private static Path jar() {
      Path jar = Stack.root().resolve("target/quarkus-app/quarkus-run.jar");
      if (!Files.exists(jar)) {
        throw new IllegalStateException("there is no " + jar + ": ./mvnw package -Dquick makes it");
      }
      return jar;
    }

    private static String java() {
      return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static Path newLog() {
      try {
        Path folder = Files.createDirectories(Stack.root().resolve("target/services"));
        return folder.resolve(
            "service-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet() + ".log");
      } catch (IOException notWritable) {
        throw new UncheckedIOException(notWritable);
      }
    }
  }
}
