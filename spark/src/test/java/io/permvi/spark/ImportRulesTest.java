package io.permvi.spark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What this module may name. */
class ImportRulesTest {
    @Test
    void namesNeitherExamplesNorPictures() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.permvi.examples..", "io.permvi.plots..", "org.apache.commons.csv..")
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.permvi.spark"));
    }
}
