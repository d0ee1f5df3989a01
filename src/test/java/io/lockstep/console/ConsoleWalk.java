package io.lockstep.console;

import io.lockstep.testing.NpmProject;
import io.lockstep.testing.PackagedService;
import io.lockstep.testing.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The pages that the packaged service has for people, in Debian's Chromium. What is looked at is in
 * {@code src/test/console}; pictures of each page are in {@code target/console} afterwards.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConsoleWalk {
  private static final String ADMIN_KEY = "lsk_of-the-tests-0123456789abcdef0123456789abcdef";
  private static final NpmProject WALK = NpmProject.of("src/test/console", "target/console-walk");

  private static RestartableService running;
  private static Path plan;

  @BeforeAll
  static void startServiceThatHasMuchToShow() throws IOException, SQLException {
    WALK.install();
    running = new RestartableService(ConsoleWalk::start);
    plan = Files.createTempFile("console", ".json");
    WalkPlan.write(running, ADMIN_KEY, Path.of("target/console"), plan);
  }

  private static PackagedService start(int port) {
    return PackagedService.on(Stack.current())
        .with("lockstep.admin.key", ADMIN_KEY)
        .at(port)
        .start();
  }

  @AfterAll
  static void endService() throws IOException {
    if (running != null) {
      running.close();
    }
    if (plan != null) {
      Files.delete(plan);
    }
  }

  @Test
  @Order(1)
  void everyPageIsReadableInBothThemesAtEachWidth() {
    walk("pages");
  }

  @Test
  @Order(1)
  void everythingIsReachedByKeyboard() {
    walk("keyboard");
  }

  @Test
  @Order(1)
  void pagesAreThereAtOnceAndDoNotMoveWhileOrdersFlow() {
    walk("speed");
  }

  @Test
  @Order(1)
  void nobodyIsShownWhatTheirRoleMayNotDo() {
    walk("roles");
  }

  @Test
  @Order(2)
  void everyActIsDoneByKeyboardAndLogged() {
    walk("acts");
  }

  /** Mends what the other tests look at. */
  @Test
  @Order(2)
  void anOrderThatCannotGoOnIsFoundUnderstoodAndMended() {
    walk("story");
  }

  @Test
  @Order(3)
  void aPageSaysThatTheServiceIsAwayAndComesBackByItself() {
    walk("restart");
  }

  private static void walk(String concern) {
    WALK.run("node", "walk.mjs", concern, plan.toString());
  }
}
