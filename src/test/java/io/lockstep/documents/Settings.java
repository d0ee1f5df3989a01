package io.lockstep.documents;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The settings that the modules declare, with their defaults. */
final class Settings {
  private Settings() {}

  /** Name to default; empty where there is none. */
  static Map<String, String> declared() throws IOException {
    Map<String, String> declared = new TreeMap<>();
    for (String each : configClasses()) {
      Class<?> mapping = load(each);
      if (mapping.isAnnotationPresent(ConfigMapping.class)) {
        collect(mapping.getAnnotation(ConfigMapping.class).prefix(), mapping, declared);
      }
    }
    return declared;
  }

  private static List<String> configClasses() throws IOException {
    Path classes = Path.of("target/classes");
    try (Stream<Path> all = Files.walk(classes.resolve("io/lockstep"))) {
      return all.map(each -> classes.relativize(each).toString())
          .filter(each -> each.endsWith("Config.class"))
          .map(each -> each.replace(".class", "").replace(File.separatorChar, '.'))
          .toList();
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException missing) {
      throw new IllegalStateException(missing);
    }
  }

  /** Whether it is a setting of a channel that some channel of the service has, too. */
  static boolean isOfChannels(String name) {
    String channel = "mp\\.messaging\\.incoming\\.[a-z-]+\\.";
    String ofChannel = name.replaceFirst("^" + channel, "");
    String line = channel + Pattern.quote(ofChannel) + "=.*";
    return !ofChannel.equals(name)
        && Block.lines(Path.of("src/main/resources/application.properties")).stream()
            .anyMatch(each -> each.matches(line));
  }

  private static void collect(String prefix, Class<?> mapping, Map<String, String> into) {
    for (Method each : mapping.getDeclaredMethods()) {
      String name = prefix + "." + kebab(each.getName());
      if (each.getReturnType().getName().startsWith(mapping.getName() + "$")) {
        collect(name, each.getReturnType(), into);
      } else if (!each.isSynthetic() && !Modifier.isStatic(each.getModifiers())) {
        WithDefault value = each.getAnnotation(WithDefault.class);
        into.put(name, value == null ? "" : value.value());
      }
    }
  }

  private static String kebab(String camel) {
    return camel.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
