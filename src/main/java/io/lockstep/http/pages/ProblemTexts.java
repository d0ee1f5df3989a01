package io.lockstep.http.pages;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.Set;

/** What {@code problems.properties} says of each type of problem, by its slug. */
final class ProblemTexts {
  private static final String FILE = "problems.properties";
  private static final String MEANING = ".meaning";
  private static final String REMEDY = ".remedy";

  private final Properties texts = new Properties();

  ProblemTexts() {
    try {
      texts.load(new StringReader(ResourceText.read(FILE)));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  String meaningOf(String slug) {
    return text(slug + MEANING);
  }

  String remedyOf(String slug) {
    return text(slug + REMEDY);
  }

  /** All keys of the file. */
  Set<String> keys() {
    return texts.stringPropertyNames();
  }

  private String text(String key) {
    String text = texts.getProperty(key, "");
    if (text.isBlank()) {
      throw new IllegalStateException(FILE + " has no " + key);
    }
    return text;
  }
}
