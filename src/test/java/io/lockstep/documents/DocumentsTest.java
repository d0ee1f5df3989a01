package io.lockstep.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.testing.CommandLine;
import io.lockstep.testing.Management;
import io.lockstep.testing.Stack;
import io.lockstep.testing.Tables;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

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

  /** As alerts: they have to be expressions that give a vector, too. */
  @Test
  void showsQueriesThatPrometheusUnderstands(@TempDir Path folder) throws IOException {
    StringBuilder rules = new StringBuilder("groups:\n- name: pages\n  rules:\n");
    for (Block block : Block.all()) {
      if (block.is("promql")) {
        rules
            .append("  - alert: \"%s\"\n    expr: |\n".formatted(block.place()))
            .append(block.joined().indent(6));
      }
    }
    Path file = Files.writeString(folder.resolve("rules.yaml"), rules);
    String install = "set -eu; source scripts/common.sh; need_packages promtool=prometheus; ";
    String said =
        CommandLine.in(Path.of("."))
            .run("bash", "-c", install + "promtool check rules \"$0\"", file.toString());
    assertThat(said).contains("SUCCESS");
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

  static List<Block> commands(Path page) {
    return Block.of(page).stream().filter(block -> block.is("sh")).toList();
  }

  private static void run(Path page) throws Exception {
    String run = Long.toString(System.currentTimeMillis(), 36);
    new Session(commands(page))
        .expectAnswers("127.0.0.1:" + RestAssured.port, Management.ofTest("/").getAuthority(), run);
  }
}
