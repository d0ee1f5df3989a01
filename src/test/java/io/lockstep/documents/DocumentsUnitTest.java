package io.lockstep.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be said of the pages without a running service. */
class DocumentsUnitTest {
  /** The first six are run or checked, here or in DocumentsTest; the others are only shown. */
  private static final Set<String> LANGUAGES =
      Set.of("sh", "java", "json", "properties", "promql", "sql", "text", "mermaid", "python");

  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
  private static final Pattern SETTING =
      Pattern.compile("^\\| `(lockstep\\.[a-z.-]+)` \\| ([^|]*) \\| .*\\|$");

  @Test
  void namesTheLanguageOfEachBlock() {
    assertThat(Block.all())
        .allSatisfy(block -> assertThat(LANGUAGES).as(block.place()).contains(block.language()));
  }

  @Test
  void linksToWhatIsThere() {
    List<String> broken = new ArrayList<>();
    for (Path page : Block.pages()) {
      Matcher links = LINK.matcher(prose(page));
      while (links.find()) {
        if (!links.group(1).matches("(https?:|mailto:).*") && !resolves(page, links.group(1))) {
          broken.add(page + ": " + links.group(1));
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void compilesTheJava(@TempDir Path classes) throws IOException {
    List<Block> blocks = Block.all().stream().filter(block -> block.is("java")).toList();
    assertThat(blocks).isNotEmpty();
    assertThat(JavaPieces.compile(blocks, classes)).isEmpty();
  }

  @Test
  void showsJsonThatIsJson() throws IOException {
    for (Block block : Block.all()) {
      if (block.is("json")) {
        assertThat(new ObjectMapper().readTree(block.joined())).as(block.place()).isNotNull();
      }
    }
  }

  @Test
  void setsOnlySettingsThatExist() throws IOException {
    Set<String> declared = Settings.declared().keySet();
    for (Block block : Block.all()) {
      if (block.is("properties")) {
        Properties set = new Properties();
        set.load(new StringReader(block.joined()));
        assertThat(set.stringPropertyNames())
            .as(block.place())
            .allMatch(name -> declared.contains(name) || Settings.isOfChannels(name));
      }
    }
  }

  @Test
  void listsEverySettingWithItsDefault() throws IOException {
    Map<String, String> listed = new TreeMap<>();
    for (String line : Block.lines(Path.of("docs/operations.md"))) {
      Matcher row = SETTING.matcher(line);
      if (row.matches()) {
        listed.put(row.group(1), row.group(2).strip());
      }
    }
    assertThat(listed).isEqualTo(Settings.declared());
  }

  private static String prose(Path page) {
    Set<Integer> inBlocks =
        Block.of(page).stream()
            .flatMap(
                block ->
                    IntStream.range(block.line() - 1, block.line() + block.text().size() + 1)
                        .boxed())
            .collect(Collectors.toSet());
    List<String> lines = Block.lines(page);
    StringBuilder prose = new StringBuilder();
    for (int at = 0; at < lines.size(); at++) {
      if (!inBlocks.contains(at)) {
        prose.append(lines.get(at)).append('\n');
      }
    }
    return prose.toString();
  }

  private static boolean resolves(Path page, String link) {
    String[] parts = link.split("#", 2);
    Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
    return Files.exists(target) && (parts.length == 1 || headings(target).contains(parts[1]));
  }

  private static Set<String> headings(Path page) {
    return Block.lines(page).stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
        .map(title -> title.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }
}
