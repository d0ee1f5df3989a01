package io.lockstep.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the pages show is what the running service does. */
@QuarkusTest
class DocumentsTest {
  private static final Pattern METRIC =
      Pattern.compile("\\b((?:lockstep|http|jvm|process|system)_[a-z_]+)\\b");
  private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");

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
    Matcher types = TYPE.matcher(RestAssured.get("/q/metrics").asString());
    while (types.find()) {
      known.add(types.group(1));
      if (types.group(2).equals("summary") || types.group(2).equals("histogram")) {
        known.addAll(List.of(types.group(1) + "_count", types.group(1) + "_sum"));
      }
    }
    assertThat(named).isSubsetOf(known);
  }

  private static List<Block> commands(Path page) {
    return Block.of(page).stream().filter(block -> block.is("sh")).toList();
  }

  private static void run(Path page) throws Exception {
    String run = Long.toString(System.currentTimeMillis(), 36);
    new Session(commands(page)).expectAnswers("127.0.0.1:" + RestAssured.port, run);
  }
}
