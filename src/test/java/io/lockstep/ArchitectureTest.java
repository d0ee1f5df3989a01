package io.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
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
}
