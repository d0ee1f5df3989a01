package io.lockstep.documents;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The settings that the modules declare, with their defaults. */
final class Settings {
  private Settings() {}

  /** Name to default; empty where there is none. */
  static Map<String, String> declared() {
    Map<String, String> declared = new TreeMap<>();
    for (JavaClass each :
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.lockstep")) {
      if (each.isAnnotatedWith(ConfigMapping.class)) {
        Class<?> mapping = each.reflect();
        collect(mapping.getAnnotation(ConfigMapping.class).prefix(), mapping, declared);
      }
    }
    return declared;
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
