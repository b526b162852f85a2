package io.permvi.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The chain of modules: relaxations, models, inference, examples; who may import what. */
class ImportRulesTest {
    private static final String ROOT = "io.permvi.";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.permvi");

    @Test
    void modelsNameNoRelaxation() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "models..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + "relaxations",
                        ROOT + "relaxations.transport..",
                        ROOT + "inference..",
                        ROOT + "examples..")
                .check(CLASSES);
    }

    @Test
    void relaxationsAreTheBottom() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "relaxations..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + "models..", ROOT + "inference..", ROOT + "examples..")
                .check(CLASSES);
    }

    @Test
    void inferenceKnowsNoExample() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "inference..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + "examples..")
                .check(CLASSES);
    }

    @Test
    void onlyExamplesDrawReadTablesAndParseCommands() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "examples..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.knowm.xchart..", "picocli..", "org.apache.commons.csv..", "me.tongfei.progressbar..")
                .check(CLASSES);
    }

    @Test
    void nativeProductsStayBehindTheirSeam() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "relaxations.linalg")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.bytedeco..", "org.jblas..")
                .check(CLASSES);
    }

    @Test
    void packagesOfTheLibraryHaveNoCycles() {
        slices().matching("io.permvi.(relaxations|models|inference).(**)")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }
}
