package io.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {
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

  /** A resource that is read at run time is only there if the native build is told of it. */
  @Test
  void includesInTheNativeExecutableEachResourceThatIsRead() throws IOException {
    Properties settings = new Properties();
    try (InputStream file = getClass().getResourceAsStream("/application.properties")) {
      settings.load(file);
    }
    List<String> readers =
        MAIN.stream()
            .flatMap(type -> type.getMethodCallsFromSelf().stream())
            .filter(call -> call.getName().matches("getResource(s|AsStream)?"))
            .map(call -> call.getOriginOwner().getSimpleName())
            .distinct()
            .toList();

    assertThat(readers).containsExactly("AsyncApiResource");
    assertThat(settings.getProperty("quarkus.native.resources.includes")).contains("asyncapi.yaml");
  }
}
