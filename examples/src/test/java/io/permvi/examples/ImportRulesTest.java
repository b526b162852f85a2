package io.permvi.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may parse commands and draw: only programs do the first, only plots and programs the second. */
class ImportRulesTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.permvi");

    @Test
    void onlyProgramsParseCommands() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.permvi.examples..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("picocli..", "me.tongfei.progressbar..")
                .check(CLASSES);
    }

    @Test
    void onlyPlotsAndProgramsDraw() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.permvi.examples..", "io.permvi.plots..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.knowm.xchart..")
                .check(CLASSES);
    }

    @Test
    void usersDoNotSeeTheLoopsOfTheLibrary() {
        noClasses()
                .that()
                .resideInAnyPackage("io.permvi.applications..", "io.permvi.plots..", "io.permvi.examples.basics..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.permvi..internal..")
                .check(CLASSES);
    }

    /** A file can start any code of a class path by Java's own serialization; nothing here reads or writes it. */
    @Test
    void nothingIsDeserialized() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "java\\.io\\.(ObjectInput|ObjectOutput|Externalizable).*|java\\.beans\\.XML.*|javax\\.script\\..*|.*\\.jsontype\\..*")
                .check(CLASSES);
    }

    /** XML may name files and other machines; the one reader that is there refuses it. */
    @Test
    void onlyOneClassReadsXml() {
        noClasses()
                .that()
                .doNotHaveSimpleName("TrackMateFile")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javax.xml.parsers..", "javax.xml.stream..", "javax.xml.bind..")
                .check(CLASSES);
    }
}
