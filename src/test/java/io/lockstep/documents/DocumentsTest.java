package io.lockstep.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.testing.Management;
import io.lockstep.testing.Stack;
import io.lockstep.testing.Tables;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the pages show is what the running service does. */
@QuarkusTest
class DocumentsTest {
  private static final Pattern METRIC =
      Pattern.compile("\\b((?:lockstep|http|jvm|process|system)_[a-z_]+)\\b");
  private static final Pattern SAMPLE = Pattern.compile("(?m)^[a-z_]+");

  @TestFactory
  List<DynamicTest> answersAsThePageSays() {
    return Block.pages().stream()
        .filter(page -> !commands(page).isEmpty())
        .map(page -> DynamicTest.dynamicTest(page.toString(), () -> run(page)))
        .toList();
  }

  @Test
  void hasTheMetricsThatQueriesName() {
    Set<String> named = new TreeSet<>();
    Block.all().stream()
        .filter(block -> block.is("promql"))
        .map(Block::joined)
        .forEach(text -> METRIC.matcher(text).results().forEach(hit -> named.add(hit.group(1))));
    assertThat(named).isNotEmpty();
    Set<String> known = new TreeSet<>();
    RestAssured.get("/products/none"); // requests are measured from the first one on
    String metrics = RestAssured.get(Management.ofTest("/q/metrics")).asString();
    SAMPLE.matcher(metrics).results().forEach(hit -> known.add(hit.group()));
    assertThat(named).isSubsetOf(known);
  }

  @Test
  void showsSqlThatTheDatabaseUnderstands() {
    Tables tables = Tables.of(Stack.current());
    for (Block block : Block.all()) {
      if (block.is("sql")) {
        String plan = tables.text("EXPLAIN " + block.joined().replace("?", "1"));
        assertThat(plan).as(block.place()).isNotNull();
      }
    }
  }

  private static List<Block> commands(Path page) {
    return Block.of(page).stream().filter(block -> block.is("sh")).toList();
  }

  private static void run(Path page) throws Exception {
    String run = Long.toString(System.currentTimeMillis(), 36);
    new Session(commands(page)).expectAnswers("127.0.0.1:" + RestAssured.port, run);
  }
}
