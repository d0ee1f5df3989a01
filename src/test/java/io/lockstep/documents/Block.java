package io.lockstep.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A fenced block of a page.
 *
 * @param page where it stands
 * @param line the line of its opening fence, from 1
 * @param language what stands behind the fence; empty where nothing does
 * @param text its lines
 */
record Block(Path page, int line, String language, List<String> text) {
  private static final String FENCE = "```";

  /** The README and the pages of {@code docs}, in the order of their names. */
  static List<Path> pages() {
    try (Stream<Path> found = Files.walk(Path.of("docs"))) {
      return Stream.concat(
              Stream.of(Path.of("README.md")),
              found.filter(each -> each.toString().endsWith(".md")).sorted())
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** All blocks of all pages. */
  static List<Block> all() {
    return pages().stream().flatMap(page -> of(page).stream()).toList();
  }

  /** The blocks of a page, in its order. */
  static List<Block> of(Path page) {
    List<String> lines = lines(page);
    List<Block> blocks = new ArrayList<>();
    for (int at = 0; at < lines.size(); at++) {
      if (lines.get(at).startsWith(FENCE)) {
        int end = at + 1;
        while (!lines.get(end).equals(FENCE)) {
          end++;
        }
        String language = lines.get(at).substring(FENCE.length()).strip();
        blocks.add(new Block(page, at + 1, language, List.copyOf(lines.subList(at + 1, end))));
        at = end;
      }
    }
    return blocks;
  }

  static List<String> lines(Path page) {
    try {
      return Files.readAllLines(page);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  boolean is(String wanted) {
    return language.equals(wanted);
  }

  String joined() {
    return String.join("\n", text) + "\n";
  }

  String place() {
    return page + ":" + line;
  }
}
