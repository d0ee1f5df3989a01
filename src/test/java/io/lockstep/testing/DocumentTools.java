package io.lockstep.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The tools of others that judge our documents. They come from npm in the versions that {@code
 * src/test/npm/package-lock.json} pins, and are installed once below {@code target}.
 */
public final class DocumentTools {
  private static final NpmProject TOOLS = NpmProject.of("src/test/npm", "target/npm");

  private DocumentTools() {}

  /** Installs the tools where they are not there yet in these versions. */
  public static void install() {
    TOOLS.install();
  }

  /**
   * Writes a document where the tools run.
   *
   * @return its name there
   */
  public static String document(String name, String text) {
    try {
      Files.writeString(TOOLS.file(name), text);
      return name;
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  /** Where a document is that was written so, for what runs elsewhere. */
  public static Path path(String name) {
    return TOOLS.file(name).toAbsolutePath();
  }

  /**
   * Runs an executable of one of the installed packages; fails with its words if that fails.
   *
   * @return its words
   */
  public static String runTool(String executable, String... arguments) {
    return TOOLS.runTool(executable, arguments);
  }

  /**
   * Runs a script of {@code src/test/npm}; fails with its words if that fails.
   *
   * @return its words
   */
  public static String runScript(String script, String... arguments) {
    List<String> all = new ArrayList<>(List.of(script));
    all.addAll(List.of(arguments));
    return TOOLS.run("node", all.toArray(String[]::new));
  }
}
