package io.permvi.plots;

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
            .importPackages("io.permvi.plots");

    @Test
    void namesNoApplicationAndParsesNoCommands() {
        mustNotName("io.permvi.applications..", "io.permvi.examples..", "picocli..", "org.apache.commons.csv..");
    }

    @Test
    void importsNothingInternalOfTheChartLibrary() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching("org\\.knowm\\.xchart\\.internal\\..*")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.permvi.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    private static void mustNotName(String... packages) {
        noClasses().should().dependOnClassesThat().resideInAnyPackage(packages).check(CLASSES);
    }
}
