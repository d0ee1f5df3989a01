package io.lockstep.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.models.Operation;

/**
 * What {@code operations.properties} says of each operation. It is in a file of its own because it
 * is prose, which would hide what a resource does.
 */
final class Descriptions {
  private static final String FILE = "/operations.properties";

  private final Properties texts = new Properties();
  private final Set<String> described = new TreeSet<>();

  Descriptions() {
    try (InputStream bytes = Descriptions.class.getResourceAsStream(FILE);
        Reader reader = new InputStreamReader(bytes, StandardCharsets.UTF_8)) {
      texts.load(reader);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /**
   * Describes it.
   *
   * @throws IllegalStateException if there is nothing about it; it belongs into the file
   */
  void describe(Operation operation) {
    String id = operation.getOperationId();
    String text = texts.getProperty(id);
    if (text == null) {
      throw new IllegalStateException(FILE + " says nothing about " + id);
    }
    described.add(id);
    operation.setDescription(text);
  }

  /**
   * To be called after the last operation.
   *
   * @throws IllegalStateException if the file describes what is not there
   */
  void verifyAllUsed() {
    Set<String> unused = new TreeSet<>(texts.stringPropertyNames());
    unused.removeAll(described);
    if (!unused.isEmpty()) {
      throw new IllegalStateException(FILE + " describes what is no operation: " + unused);
    }
  }
}
