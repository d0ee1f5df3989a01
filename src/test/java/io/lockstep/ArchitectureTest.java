package io.lockstep;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {
  private static final int LONGEST_FILE = 250;
  private static final String MODULES = "io.lockstep";
  private static final String BROKEN_MODULES = "io.lockstep.archfixtures";

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(MODULES);
  private static final JavaClasses BROKEN = new ClassFileImporter().importPackages(BROKEN_MODULES);

  static Stream<ArchRule> rules() {
    return ArchitectureRules.under(MODULES).all().stream();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void holdsForMainCode(ArchRule rule) {
    rule.check(MAIN);
  }

  static Stream<ArchRule> rulesForTheFixtures() {
    return ArchitectureRules.under(BROKEN_MODULES).all().stream();
  }

  @ParameterizedTest
  @MethodSource("rulesForTheFixtures")
  void isBrokenByItsFixture(ArchRule rule) {
    assertThat(rule.evaluate(BROKEN).hasViolation()).isTrue();
  }

  /** Of each kind one: an interface, an enum, what collections and optionals hold, any object. */
  @Test
  void findsEachUnregisteredTypeBehindARegisteredOne() {
    String fixture = "io.lockstep.archfixtures.payments.PaymentHeard";

    assertThat(JsonTypes.unregistered(List.copyOf(BROKEN)).keySet())
        .contains(
            fixture,
            fixture + "$Kind",
            fixture + "$Part",
            fixture + "$Deep",
            fixture + "$Wrapped",
            "io.lockstep.archfixtures.payments.PaymentRequest")
        .doesNotContain(fixture + "$Completed");
  }

  @Test
  void noFileIsLongerThanOneCanHoldInMind() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      List<String> tooLong =
          files
              .filter(file -> file.toString().endsWith(".java") && lines(file) > LONGEST_FILE)
              .map(file -> file.getFileName().toString())
              .toList();
      assertThat(tooLong).isEmpty();
    }
  }

  private static long lines(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Of a package only what it offers, and only by those to whom it is offered. */
  @Test
  void findsEachUseThatNoPackageInfoAllows() {
    ArchitectureRules rules = ArchitectureRules.under(BROKEN_MODULES);

    assertThat(violations(rules.packagesAreUsedByTheirApi(), "Curious"))
        .anyMatch(each -> each.contains("cellar.Hidden"))
        .anyMatch(each -> each.contains("cellar.Inner"))
        .noneMatch(each -> each.contains("cellar.Offered"));
    assertThat(violations(rules.packagesUseWhatTheySay(), "Curious"))
        .singleElement(STRING)
        .contains("payments.PublicResource");
  }

  /** So that what a package-info says is no more than what is so. */
  @Test
  void everyUseAndApiThatAPackageInfoNamesIsThere() {
    Map<String, Set<String>> uses = new TreeMap<>();
    Map<String, Set<String>> api = new TreeMap<>();
    for (JavaClass type : MAIN) {
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = outermost(dependency.getTargetClass().getBaseComponentType());
        if (target.getPackageName().startsWith(MODULES)
            && !target.getPackageName().equals(type.getPackageName())) {
          uses.computeIfAbsent(type.getPackageName(), name -> new TreeSet<>())
              .add(target.getPackageName().substring(MODULES.length() + 1));
          api.computeIfAbsent(target.getPackageName(), name -> new TreeSet<>())
              .add(target.getSimpleName());
        }
      }
    }
    SoftAssertions.assertSoftly(
        softly ->
            MAIN.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(MODULES + "."))
                .distinct()
                .forEach(
                    name -> {
                      PackageDocs said = PackageDocs.of(name).orElseThrow();
                      softly
                          .assertThat(uses.getOrDefault(name, Set.of()))
                          .as("what %s uses", name)
                          .containsAll(said.uses());
                      softly
                          .assertThat(api.getOrDefault(name, Set.of()))
                          .as("what is used of %s", name)
                          .containsAll(withoutConstants(name, said.api()))
                          .containsAll(withoutConstants(name, said.inner()));
                    }));
  }

  /** The compiler copies the values of constants, so that their use leaves no trace. */
  private static Set<String> withoutConstants(String packageName, Set<String> types) {
    return types.stream()
        .filter(type -> !MAIN.get(packageName + "." + type).getMethods().isEmpty())
        .collect(toSet());
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
  }

  private static List<String> violations(ArchRule rule, String of) {
    return rule.evaluate(BROKEN).getFailureReport().getDetails().stream()
        .filter(detail -> detail.contains(of + " "))
        .toList();
  }

  /** A resource that is read at run time is only there if the native build is told of it. */
  @Test
  void includesInTheNativeExecutableEachResourceThatIsRead() throws IOException {
    Properties settings = new Properties();
    try (InputStream file = getClass().getResourceAsStream("/application.properties")) {
      settings.load(file);
    }
    List<String> readers =
        MAIN.stream()
            // runs while the application is built
            .filter(type -> !type.getPackageName().startsWith("io.lockstep.openapi"))
            .flatMap(type -> type.getMethodCallsFromSelf().stream())
            .filter(call -> call.getName().matches("getResource(s|AsStream)?"))
            .map(call -> call.getOriginOwner().getSimpleName())
            .distinct()
            .toList();

    assertThat(readers).containsExactlyInAnyOrder("Assets", "AsyncApiDocument", "ResourceText");
    assertThat(settings.getProperty("quarkus.native.resources.includes"))
        .isEqualTo(
            "asyncapi.yaml,schemas/*.json,problems.properties,pages/*.css,"
                + "META-INF/resources/console/*,"
                + "META-INF/resources/_static/htmx.org/*/dist/htmx.min.js");
  }
}
