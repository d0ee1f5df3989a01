package io.lockstep.testing;

import java.util.Locale;
import java.util.Map;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Gives every test run its servers, so that plain {@code ./mvnw verify} and an IDE work too. A
 * stack that the caller named is brought up if need be, and kept; else the run gets one of its own,
 * which is removed at the end. {@code -Dlockstep.test.servers=false} runs what needs none.
 */
public final class StackForTests implements LauncherSessionListener {
  /** Settings whose property is not simply the variable with dots. */
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "RABBITMQ_HOST", "rabbitmq-host",
          "RABBITMQ_PORT", "rabbitmq-port",
          "RABBITMQ_USERNAME", "rabbitmq-username",
          "RABBITMQ_PASSWORD", "rabbitmq-password",
          "LOCKSTEP_LOCKS_REDLOCK_SERVERS", "lockstep.locks.redlock-servers");

  private String ownStack;
  private Thread removal;

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    if (!Boolean.parseBoolean(System.getProperty("lockstep.test.servers", "true"))
        || System.getProperty(Stack.NAME_PROPERTY) != null) {
      return;
    }
    String name = Stack.currentName().orElseGet(this::nameOfOurOwn);
    Stack stack = Stack.bringUp(name);
    System.setProperty(Stack.NAME_PROPERTY, name);
    stack.settings().forEach((variable, value) -> System.setProperty(propertyOf(variable), value));
  }

  /** The removal is a shutdown hook because not every launcher closes its session. */
  private String nameOfOurOwn() {
    ownStack = "test-" + ProcessHandle.current().pid();
    removal = new Thread(() -> Stack.remove(ownStack), "removes the stack " + ownStack);
    Runtime.getRuntime().addShutdownHook(removal);
    return ownStack;
  }

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    PackagedService.killAll();
    if (removal != null) {
      Runtime.getRuntime().removeShutdownHook(removal);
      Stack.remove(ownStack);
      removal = null;
    }
  }

  private static String propertyOf(String variable) {
    return PROPERTIES.getOrDefault(variable, variable.toLowerCase(Locale.ROOT).replace('_', '.'));
  }
}
