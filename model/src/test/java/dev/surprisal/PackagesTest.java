package dev.surprisal;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import org.junit.jupiter.api.Test;

/** Packages depend downwards only, as CONTRIBUTING.md draws them. */
class PackagesTest {
  private static final String ROOT = "dev.surprisal";

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void packagesDependDownwards() {
    Architectures.layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("front door")
        .definedBy(DescribedPredicate.describe("the detector", PackagesTest::isFrontDoor))
        .layer("bundle")
        .definedBy(ROOT + ".bundle..")
        .layer("score")
        .definedBy(ROOT + ".score..")
        .layer("vae")
        .definedBy(ROOT + ".vae..")
        .layer("data")
        .definedBy(ROOT + ".data..")
        .layer("image")
        .definedBy(ROOT + ".image..")
        .whereLayer("front door")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("bundle")
        .mayOnlyBeAccessedByLayers("front door")
        .whereLayer("score")
        .mayOnlyBeAccessedByLayers("front door", "bundle")
        .whereLayer("vae")
        .mayOnlyBeAccessedByLayers("bundle", "score")
        .whereLayer("data")
        .mayOnlyBeAccessedByLayers("bundle")
        .whereLayer("image")
        .mayOnlyBeAccessedByLayers("front door", "bundle", "score", "vae", "data")
        .check(classes);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().assignedFrom(new Rooms()).should().beFreeOfCycles().check(classes);
  }

  private static boolean isFrontDoor(JavaClass one) {
    return one.getName().startsWith(Detector.class.getName());
  }

  /** The root package holds the front door, above all others, and what all others stand on. */
  private static final class Rooms implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass one) {
      if (isFrontDoor(one)) {
        return SliceIdentifier.of("front door");
      }
      return SliceIdentifier.of(
          one.getPackageName().equals(ROOT) ? "foundation" : one.getPackageName());
    }

    @Override
    public String getDescription() {
      return "packages of the model";
    }
  }
}
