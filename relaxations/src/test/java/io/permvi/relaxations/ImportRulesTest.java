package io.permvi.relaxations;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What this module may name. */
class ImportRulesTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.permvi.relaxations");

    private static void mustNotName(String where, String... packages) {
        noClasses()
                .that()
                .resideInAPackage(where)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages)
                .check(CLASSES);
    }

    @Test
    void isTheBottom() {
        mustNotName(
                "io.permvi.relaxations..",
                "io.permvi.models..",
                "io.permvi.inference..",
                "io.permvi.applications..",
                "io.permvi.examples..");
    }

    @Test
    void nativeProductsStayBehindTheirSeam() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.permvi.relaxations.linalg")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.bytedeco..", "org.jblas..")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.permvi.(**)").should().beFreeOfCycles().check(CLASSES);
    }
}
