package io.permvi.applications.link;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.parallel.Workers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files with a known truth, where they are on this machine: linked without it, and as well as documented. */
class LinkStudyTest {
    @ParameterizedTest
    @CsvSource({"febrl3, 0.9998", "historical-a, 0.915", "abt-buy, 0.96", "dblp-acm, 0.992"})
    void reachesWhatIsDocumented(String set, double least) {
        String data = System.getenv("PERMVI_DATA");
        Assumptions.assumeTrue(data != null && Files.isDirectory(Path.of(data, "links")), "PERMVI_DATA has no links");
        try (Workers workers = new Workers(2)) {
            LinkStudy.Row row = LinkStudy.run(Path.of(data, "links", set), LinkSettings.withDefaults(), workers);
            assertTrue(row.f1() >= least, set + ": F1 " + row.f1());
            assertTrue(row.standardError() <= 0.02, set + ": standard error " + row.standardError());
            assertTrue(row.contradicted() <= 0.02, set + ": contradicted " + row.contradicted());
        }
    }
}
