package io.permvi.applications;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
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
            .importPackages("io.permvi.applications");

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
    void nameNoCommandAndNoPicture() {
        mustNotName(
                "io.permvi.applications..",
                "io.permvi.examples..",
                "io.permvi.plots..",
                "picocli..",
                "org.knowm.xchart..",
                "me.tongfei.progressbar..");
    }

    @Test
    void applicationsDoNotNameEachOther() {
        // the plumbing of files is what they share
        slices().matching("io.permvi.applications.(*)..")
                .should()
                .notDependOnEachOther()
                .ignoreDependency(alwaysTrue(), resideInAPackage("io.permvi.applications.files.."))
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.permvi.(**)").should().beFreeOfCycles().check(CLASSES);
    }
}
