package io.lockstep;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import com.google.errorprone.annotations.CheckReturnValue;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.lockstep.sql.Transactions;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.resteasy.reactive.server.Cancellable;

/**
 * What may know what, and what main code never does. {@code root} is the package whose direct
 * children are the modules.
 */
final class ArchitectureRules {
  private static final int MOST_TYPES = 15;

  /** What every module may use. */
  private static final List<String> KERNEL =
      List.of(
          "sql",
          "platform",
          "http",
          "security",
          "auditlog",
          "idempotency",
          "sweeps",
          "batches",
          "operations",
          "timeline");

  private final String root;

  private ArchitectureRules(String root) {
    this.root = root;
  }

  static ArchitectureRules under(String root) {
    return new ArchitectureRules(root);
  }

  List<ArchRule> all() {
    return List.of(
        modulesHaveNoCycles(),
        packagesHaveNoCycles(),
        packagesUseWhatTheySay(),
        packagesAreUsedByTheirApi(),
        packagesAreSmall(),
        sqlUsesNoModule(),
        kernelKnowsNoFeature(),
        locksUseTheKernelOnly(),
        messagingUsesTheKernelOnly(),
        ordersDoNotKnowWhoAnswersThem(),
        everyModuleSaysWhatItIsFor(),
        nobodyBlocks(),
        nobodySleeps(),
        nothingIsSentAndForgotten(),
        noUniLeavesMutiny(),
        resourcesAreInside(),
        useCasesAreInside(),
        requestsOutliveTheirCallers(),
        resourcesOpenNoTransaction(),
        nobodyRemovesThroughASession(),
        resourcesAreRegistered(),
        gaugesHoldWhatTheyMeasure(),
        jsonTypesAreRegistered(),
        nothingIsLoadedByName());
  }

  ArchRule modulesHaveNoCycles() {
    return slices().matching(root + ".(*)..").should().beFreeOfCycles();
  }

  ArchRule packagesHaveNoCycles() {
    return slices()
        .assignedFrom(
            new SliceAssignment() {
              @Override
              public SliceIdentifier getIdentifierOf(JavaClass type) {
                return type.getPackageName().startsWith(root)
                    ? SliceIdentifier.of(type.getPackageName())
                    : SliceIdentifier.ignore();
              }

              @Override
              public String getDescription() {
                return "packages";
              }
            })
        .should()
        .beFreeOfCycles();
  }

  /** What a package may use is the line {@code Uses:} of its package-info. */
  ArchRule packagesUseWhatTheySay() {
    return classes()
        .that(areInAPackageBelow(root))
        .should(
            new ArchCondition<>("use the packages that their package-info names") {
              @Override
              public void check(JavaClass item, ConditionEvents events) {
                Set<String> uses =
                    PackageDocs.of(item.getPackageName()).map(PackageDocs::uses).orElse(Set.of());
                dependenciesOnOtherPackages(item)
                    .filter(
                        target ->
                            !uses.contains(target.getPackageName().substring(root.length() + 1)))
                    .forEach(
                        target ->
                            events.add(
                                SimpleConditionEvent.violated(
                                    item, item.getName() + " uses " + target.getName())));
              }
            });
  }

  /** A package's API is the lines {@code API:} and {@code For x alone:} of its package-info. */
  ArchRule packagesAreUsedByTheirApi() {
    return classes()
        .that(areInAPackageBelow(root))
        .should(
            new ArchCondition<>("use of other packages what is their API") {
              @Override
              public void check(JavaClass item, ConditionEvents events) {
                dependenciesOnOtherPackages(item)
                    .filter(target -> !offers(target, moduleOf(item).equals(moduleOf(target))))
                    .forEach(
                        target ->
                            events.add(
                                SimpleConditionEvent.violated(
                                    item,
                                    "%s uses %s, which is no API"
                                        .formatted(item.getName(), target.getName()))));
              }
            });
  }

  private static boolean offers(JavaClass target, boolean withinTheModule) {
    return PackageDocs.of(target.getPackageName())
        .filter(docs -> docs.offers(target.getSimpleName(), withinTheModule))
        .isPresent();
  }

  private Stream<JavaClass> dependenciesOnOtherPackages(JavaClass item) {
    return item.getDirectDependenciesFromSelf().stream()
        .map(dependency -> outermost(dependency.getTargetClass().getBaseComponentType()))
        .filter(areInAPackageBelow(root))
        .filter(target -> !target.getPackageName().equals(item.getPackageName()))
        .distinct();
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(ArchitectureRules::outermost).orElse(type);
  }

  private String moduleOf(JavaClass type) {
    return type.getPackageName().substring(root.length() + 1).split("\\.")[0];
  }

  private static DescribedPredicate<JavaClass> areInAPackageBelow(String root) {
    return describe(
        "are in a package below " + root, type -> type.getPackageName().startsWith(root + "."));
  }

  /** No more than one can hold in mind. */
  ArchRule packagesAreSmall() {
    return classes()
        .should(
            new ArchCondition<>("share their package with " + (MOST_TYPES - 1) + " at most") {
              private Map<String, Long> types = Map.of();

              @Override
              public void init(Collection<JavaClass> all) {
                types =
                    all.stream()
                        .filter(type -> !type.isNestedClass())
                        .filter(type -> !type.getSimpleName().equals("package-info"))
                        .collect(groupingBy(JavaClass::getPackageName, counting()));
              }

              @Override
              public void check(JavaClass item, ConditionEvents events) {
                long count = types.getOrDefault(item.getPackageName(), 0L);
                events.add(
                    new SimpleConditionEvent(
                        item,
                        count <= MOST_TYPES,
                        "%s has %d types".formatted(item.getPackageName(), count)));
              }
            });
  }

  ArchRule sqlUsesNoModule() {
    return usesOnly("sql");
  }

  ArchRule kernelKnowsNoFeature() {
    return usesOnly(KERNEL, KERNEL);
  }

  ArchRule locksUseTheKernelOnly() {
    return usesOnly(List.of("locks"), KERNEL);
  }

  ArchRule messagingUsesTheKernelOnly() {
    return usesOnly(List.of("messaging", "locks"), KERNEL);
  }

  ArchRule ordersDoNotKnowWhoAnswersThem() {
    return noClasses()
        .that()
        .resideInAPackage(module("orders"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(module("payments"), module("inventory"))
        .allowEmptyShould(true);
  }

  /** Its package-info also makes Error Prone refuse an ignored result, such as a dropped Uni. */
  ArchRule everyModuleSaysWhatItIsFor() {
    return classes()
        .that()
        .resideInAPackage(root + ".(*)..")
        .should(
            new ArchCondition<>("be in a package with a package-info and @CheckReturnValue") {
              @Override
              public void check(JavaClass item, ConditionEvents events) {
                boolean ok =
                    item.getPackage()
                        .tryGetPackageInfo()
                        .filter(info -> info.isAnnotatedWith(CheckReturnValue.class))
                        .isPresent();
                events.add(new SimpleConditionEvent(item, ok, describe(item.getPackage())));
              }

              private static String describe(JavaPackage module) {
                return module.getName() + " has no package-info with @CheckReturnValue";
              }
            });
  }

  /** The one exception waits at the very end, when no event loop is left to be blocked. */
  ArchRule nobodyBlocks() {
    return noClasses()
        .should()
        .callMethodWhere(
            call(
                "Uni.await()",
                call ->
                    call.getName().equals("await")
                        && call.getTargetOwner().isAssignableTo(Uni.class)
                        && !call.getOrigin()
                            .getFullName()
                            .startsWith("io.lockstep.messaging.outbox.OutboxRelay.stop(")));
  }

  ArchRule nobodySleeps() {
    return noClasses()
        .should()
        .callMethodWhere(
            call(
                "Thread.sleep",
                call ->
                    call.getName().equals("sleep")
                        && call.getTargetOwner().isAssignableTo(Thread.class)));
  }

  /** {@code sendAndForget} and its kind in the Mutiny clients; their {@code AndAwait} blocks. */
  ArchRule nothingIsSentAndForgotten() {
    return noClasses()
        .should()
        .callMethodWhere(
            call(
                "methods that forget or await",
                call ->
                    call.getName().endsWith("AndForget") || call.getName().endsWith("AndAwait")));
  }

  /** A CompletionStage that nobody looks at hides its failure. */
  ArchRule noUniLeavesMutiny() {
    return noClasses()
        .should()
        .callMethodWhere(
            call(
                "subscribeAsCompletionStage",
                call -> call.getName().equals("subscribeAsCompletionStage")));
  }

  ArchRule resourcesAreInside() {
    return noClasses()
        .that()
        .areAnnotatedWith(Path.class)
        .should()
        .bePublic()
        .allowEmptyShould(true);
  }

  /**
   * What a request has begun is not cancelled with its connection. A method whose work may end with
   * its caller says so itself.
   */
  ArchRule requestsOutliveTheirCallers() {
    return classes()
        .that()
        .areAnnotatedWith(Path.class)
        .and()
        .containAnyMethodsThat(
            describe("answer a Uni", method -> method.getRawReturnType().isEquivalentTo(Uni.class)))
        .should()
        .beAnnotatedWith(
            describe(
                "@Cancellable(false)",
                annotation ->
                    annotation.getRawType().isEquivalentTo(Cancellable.class)
                        && Boolean.FALSE.equals(annotation.get("value").orElse(true))))
        .allowEmptyShould(true);
  }

  /** A transaction begins and ends in the use case. */
  ArchRule resourcesOpenNoTransaction() {
    return noClasses()
        .that()
        .areAnnotatedWith(Path.class)
        .should()
        .dependOnClassesThat()
        .areAssignableTo(Transactions.class)
        .allowEmptyShould(true);
  }

  /** The parameters of their methods are looked at, also in the native executable. */
  ArchRule resourcesAreRegistered() {
    return classes()
        .that()
        .areAnnotatedWith(Path.class)
        .should()
        .beAnnotatedWith(RegisterForReflection.class)
        .allowEmptyShould(true);
  }

  /**
   * Hibernate Reactive keeps the state of a removal where all sessions share it.
   *
   * @see <a href="https://github.com/hibernate/hibernate-reactive/issues/1713">The issue there</a>
   */
  ArchRule nobodyRemovesThroughASession() {
    return noClasses()
        .should()
        .callMethodWhere(
            call(
                "the removal of an entity",
                call ->
                    call.getName().startsWith("remove")
                            && call.getTargetOwner().isAssignableTo(Mutiny.Session.class)
                        || call.getName().equals("deleteById")
                        || call.getName().equals("delete")
                            && call.getTargetOwner().isAssignableTo(PanacheRepositoryBase.class)
                            && call.getTarget().getRawParameterTypes().size() == 1));
  }

  /** The short ways to make a gauge hold it weakly: once collected it reads NaN for ever. */
  ArchRule gaugesHoldWhatTheyMeasure() {
    return noClasses()
        .should()
        .callMethodWhere(
            call(
                "a gauge that holds weakly what it measures",
                call ->
                    call.getName().startsWith("gauge")
                        && call.getTargetOwner().isEquivalentTo(MeterRegistry.class)));
  }

  /** Use cases are named by the act: PlacingOrder. What other modules call is named otherwise. */
  ArchRule useCasesAreInside() {
    return noClasses()
        .that()
        .haveNameMatching(".*\\.[A-Z][a-z]+ing[A-Z]\\w*")
        .and()
        .areNotInterfaces()
        .and()
        .areNotRecords()
        .should()
        .bePublic()
        .allowEmptyShould(true);
  }

  /**
   * What Jackson reads or writes: in the native executable a type that is not registered is written
   * without its members and annotations, and nothing says so. See {@link JsonTypes}.
   */
  ArchRule jsonTypesAreRegistered() {
    return classes()
        .that(resideOutsideOfPackage("io.lockstep.openapi..")) // runs during the build
        .should(
            new ArchCondition<>("be registered for reflection if Jackson reads or writes them") {
              private Map<String, String> unregistered = Map.of();

              @Override
              public void init(Collection<JavaClass> all) {
                unregistered = JsonTypes.unregistered(all);
              }

              @Override
              public void check(JavaClass item, ConditionEvents events) {
                String how = unregistered.get(item.getName());
                events.add(
                    new SimpleConditionEvent(
                        item, how == null, item.getName() + " is not registered: " + how));
              }
            });
  }

  /** The native executable has only the classes that it was built to have. */
  ArchRule nothingIsLoadedByName() {
    return noClasses()
        .should()
        .callMethodWhere(
            call(
                "Class.forName, ClassLoader.loadClass or Proxy.newProxyInstance",
                call ->
                    Set.of("forName", "loadClass", "newProxyInstance").contains(call.getName())
                        && call.getTargetOwner().getPackageName().startsWith("java.lang")));
  }

  private ArchRule usesOnly(String module) {
    return usesOnly(List.of(module), List.of());
  }

  private ArchRule usesOnly(List<String> modules, List<String> others) {
    String[] allowed =
        Stream.concat(modules.stream(), others.stream()).map(this::module).toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAnyPackage(modules.stream().map(this::module).toArray(String[]::new))
        .should()
        .dependOnClassesThat(resideInAPackage(root + "..").and(not(resideInAnyPackage(allowed))))
        .allowEmptyShould(true);
  }

  private String module(String name) {
    return root + "." + name + "..";
  }

  private static DescribedPredicate<JavaMethodCall> call(
      String description, java.util.function.Predicate<JavaMethodCall> predicate) {
    return describe(description, predicate);
  }
}
