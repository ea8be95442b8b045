package dev.surprisal.stream;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The packages depend on those of lower levels only; the root package has the main class. */
class PackagesTest {
  private static final String ROOT = "dev.surprisal.stream";

  /** From the top down. */
  private static final List<List<String>> LEVELS =
      List.of(
          List.of("demo", "feedback"),
          List.of("scorer", "broker", "feed", "watch"),
          List.of("page"),
          List.of("http", "loss", "source", "label", "models"),
          List.of("meter", "intake"),
          List.of("kafka"));

  private static JavaClasses classes;

  @BeforeAll
  static void readClasses() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);
  }

  @TestFactory
  Stream<DynamicTest> noPackageDependsOnItsOwnLevelOrAHigherOne() {
    return Stream.iterate(0, level -> level < LEVELS.size(), level -> level + 1)
        .flatMap(
            level ->
                LEVELS.get(level).stream()
                    .map(name -> DynamicTest.dynamicTest(name, () -> check(level, name))));
  }

  private static void check(int level, String name) {
    String[] forbidden =
        LEVELS.subList(0, level + 1).stream()
            .flatMap(List::stream)
            .filter(other -> !other.equals(name))
            .map(PackagesTest::within)
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(within(name))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden)
        .check(classes);
  }

  @Test
  void everyClassIsInAPackageWithALevel() {
    classes()
        .that()
        .doNotHaveSimpleName("package-info")
        .should()
        .resideInAnyPackage(
            Stream.concat(
                    Stream.of(ROOT),
                    LEVELS.stream().flatMap(List::stream).map(PackagesTest::within))
                .toArray(String[]::new))
        .check(classes);
  }

  @Test
  void packagesAreFreeOfCycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(classes);
  }

  private static String within(String name) {
    return ROOT + "." + name + "..";
  }
}
