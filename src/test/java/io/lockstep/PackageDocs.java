package io.lockstep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a {@code package-info.java} says of its package: {@code Uses:} the other packages that it
 * may know, {@code API:} its types that every module may use, {@code For x alone:} those that only
 * the packages of its own module may. Read from the sources, since no class file has Javadoc.
 *
 * @param uses names below the root, such as {@code sql.tables}
 * @param api simple names
 * @param inner simple names
 */
record PackageDocs(Set<String> uses, Set<String> api, Set<String> inner) {
  private static final Map<String, Optional<PackageDocs>> READ = new ConcurrentHashMap<>();

  /** Empty where the package has no package-info or it does not say both. */
  static Optional<PackageDocs> of(String packageName) {
    return READ.computeIfAbsent(packageName, PackageDocs::read);
  }

  private static Optional<PackageDocs> read(String packageName) {
    return Stream.of("src/main/java", "src/test/java")
        .map(root -> Path.of(root, packageName.split("\\.")).resolve("package-info.java"))
        .filter(Files::exists)
        .findFirst()
        .flatMap(PackageDocs::parse);
  }

  private static Optional<PackageDocs> parse(Path file) {
    try {
      String text = Files.readString(file).replaceAll("\\n \\* ?", " ");
      Optional<Set<String>> uses = list("Uses", text);
      Optional<Set<String>> api = list("API", text);
      return uses.isEmpty() || api.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new PackageDocs(
                  uses.get(), api.get(), list("For [a-z]+ alone", text).orElse(Set.of())));
    } catch (IOException unreadable) {
      throw new IllegalStateException(unreadable);
    }
  }

  private static Optional<Set<String>> list(String title, String text) {
    Matcher found = Pattern.compile("<p>" + title + ":\\s+(.*?)\\.\\s").matcher(text);
    return found.find()
        ? Optional.of(
            Arrays.stream(found.group(1).split(",\\s+"))
                .filter(name -> !name.equals("none"))
                .collect(Collectors.toSet()))
        : Optional.empty();
  }

  boolean offers(String type, boolean withinTheModule) {
    return api.contains(type) || withinTheModule && inner.contains(type);
  }
}
