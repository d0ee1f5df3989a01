package io.lockstep.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.SoftAssertions;

/**
 * The commands of a page and what they are said to answer. All commands of a page run in one shell,
 * one after the other, so that later ones may use variables of earlier ones.
 */
final class Session {
  private static final String PROMPT = "$ ";
  private static final String END = "-- end of the answer --";

  private final Map<String, String> environment = new HashMap<>();
  private final List<String> places = new ArrayList<>();
  private final List<String> commands = new ArrayList<>();
  private final List<List<String>> answers = new ArrayList<>();

  Session(List<Block> blocks) {
    blocks.forEach(this::read);
  }

  /** Runs in a shell that has this variable. */
  Session with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  private void read(Block block) {
    boolean continues = false;
    for (String line : block.text()) {
      int last = commands.size() - 1;
      if (continues) {
        commands.set(last, commands.get(last) + "\n" + line);
      } else if (line.startsWith(PROMPT)) {
        commands.add(line.substring(PROMPT.length()));
        places.add(block.place());
        answers.add(new ArrayList<>());
      } else if (!line.isBlank()) {
        answers.get(last).add(line);
      }
      continues = (continues || line.startsWith(PROMPT)) && line.endsWith("\\");
    }
  }

  /**
   * Runs the commands and compares.
   *
   * @param address of the service, in place of {@code localhost:8080}
   * @param management its management port, in place of {@code localhost:9000}
   * @param run stands behind each name that begins with {@code demo-}, so that a page can be run
   *     again on servers that know its names
   */
  void expectAnswers(String address, String management, String run)
      throws IOException, InterruptedException {
    StringBuilder script = new StringBuilder();
    for (String command : commands) {
      script.append(prepared(command, address, management, run));
      script.append("\nprintf '\\n%s\\n' '").append(END).append("'\n");
    }
    List<String> outputs = run(script.toString());
    assertThat(outputs).as(places.toString()).hasSize(commands.size());
    SoftAssertions softly = new SoftAssertions();
    for (int each = 0; each < commands.size(); each++) {
      String expected = prepared(String.join("\n", answers.get(each)), address, management, run);
      softly
          .assertThat(LooseAnswer.normal(outputs.get(each)))
          .as("%s %s%nanswered %s", places.get(each), commands.get(each), outputs.get(each))
          .isEqualTo(LooseAnswer.normal(expected));
    }
    softly.assertAll();
  }

  private static String prepared(String text, String address, String management, String run) {
    return text.replace("localhost:8080", address)
        .replace("localhost:9000", management)
        .replaceAll("\\bdemo-[a-z]+", "$0-" + run);
  }

  private List<String> run(String script) throws IOException, InterruptedException {
    Path file = Files.createTempFile("page", ".sh");
    Path output = Files.createTempFile("page", ".out");
    Files.writeString(file, script);
    ProcessBuilder bash =
        new ProcessBuilder("bash", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    bash.environment().putAll(environment);
    Process shell = bash.start();
    shell.getOutputStream().close();
    if (!shell.waitFor(60, TimeUnit.SECONDS)) {
      shell.destroyForcibly();
    }
    String all = Files.readString(output, StandardCharsets.UTF_8);
    Files.delete(file);
    Files.delete(output);
    String[] parts = all.split("\\R?" + END + "\\R");
    return Arrays.asList(parts);
  }
}
