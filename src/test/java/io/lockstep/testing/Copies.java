package io.lockstep.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Copies of a project's folder, in which it can be built without a trace among the sources. */
public final class Copies {
  /** What builds make, if somebody has built it there too. */
  private static final Set<String> BUILT = Set.of("node_modules", "dist", "target");

  private Copies() {}

  /** Copies all that is not made by a build. */
  public static void ofSources(Path source, Path target) {
    try (Stream<Path> children = Files.list(source)) {
      Files.createDirectories(target);
      List<Path> sources =
          children.filter(child -> !BUILT.contains(child.getFileName().toString())).toList();
      for (Path child : sources) {
        Path copy = target.resolve(child.getFileName());
        if (Files.isDirectory(child)) {
          ofSources(child, copy);
        } else {
          Files.copy(child, copy, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }
}
