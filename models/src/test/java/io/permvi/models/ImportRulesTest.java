package io.permvi.models;

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
            .importPackages("io.permvi.models");

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
    void modelsNameNoRelaxation() {
        mustNotName(
                "io.permvi.models..",
                "io.permvi.relaxations",
                "io.permvi.relaxations.polytope..",
                "io.permvi.relaxations.sinkhorn..",
                "io.permvi.inference..",
                "io.permvi.applications..");
    }

    @Test
    void drawsNothingAndReadsNoTables() {
        mustNotName("io.permvi.models..", "org.knowm.xchart..", "picocli..", "org.apache.commons.csv..");
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.permvi.(**)").should().beFreeOfCycles().check(CLASSES);
    }
}
