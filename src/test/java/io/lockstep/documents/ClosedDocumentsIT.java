package io.lockstep.documents;

import io.lockstep.testing.PackagedService;
import io.lockstep.testing.Stack;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the pages show holds on a closed service too, once curl has the key as {@code
 * docs/quickstart.md} gives it to it.
 */
class ClosedDocumentsIT {
  private static final String KEY = "lsk_of-the-documents-0123456789abcdef0123456789";
  private static final Path PAGE = Path.of("docs/quickstart.md");

  @TempDir static Path home;
  private static PackagedService service;

  @BeforeAll
  static void startClosed() throws Exception {
    service =
        PackagedService.on(Stack.current())
            .withVariable("LOCKSTEP_ADMIN_KEY", KEY)
            .with("quarkus.swagger-ui.enabled", "true")
            .start();
    service.rest().get("/orders").expect(401);
    giveCurlTheKey();
  }

  /** In the words of the page. */
  private static void giveCurlTheKey() throws IOException, InterruptedException {
    String words =
        Block.of(PAGE).stream()
            .map(Block::joined)
            .filter(text -> text.contains(".curlrc"))
            .findFirst()
            .orElseThrow();
    ProcessBuilder shell = new ProcessBuilder("bash", "-euc", words).inheritIO();
    shell.environment().put("CURL_HOME", home.toString());
    shell.environment().put("LOCKSTEP_KEY", KEY);
    if (shell.start().waitFor() != 0 || !Files.exists(home.resolve(".curlrc"))) {
      throw new IllegalStateException("curl did not get its key by " + words);
    }
  }

  @AfterAll
  static void stop() {
    if (service != null) {
      service.close();
    }
  }

  @TestFactory
  List<DynamicTest> answersAsThePageSays() {
    return Block.pages().stream()
        .filter(page -> !DocumentsTest.commands(page).isEmpty())
        .map(page -> DynamicTest.dynamicTest(page.toString(), () -> run(page)))
        .toList();
  }

  private static void run(Path page) throws Exception {
    String run = "closed-" + Long.toString(System.currentTimeMillis(), 36);
    URI at = service.uri();
    new Session(DocumentsTest.commands(page))
        .with("CURL_HOME", home.toString())
        .expectAnswers(at.getAuthority(), at.getHost() + ":" + (at.getPort() + 1), run);
  }
}
