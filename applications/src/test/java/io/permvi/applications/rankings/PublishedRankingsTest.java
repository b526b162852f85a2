package io.permvi.applications.rankings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.InputFiles;
import io.permvi.relaxations.random.RandomStream;
import io.permvi.relaxations.ranking.ExactMallows;
import io.permvi.relaxations.ranking.MallowsMixtureFit;
import io.permvi.relaxations.ranking.MallowsPosterior;
import io.permvi.relaxations.ranking.PermutationDistance;
import io.permvi.relaxations.ranking.RankingData;
import io.permvi.relaxations.ranking.SpreadPrior;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Files of others and posteriors computed elsewhere, in the folder that PERMVI_DATA names. */
class PublishedRankingsTest {
    private static final String COMMA_OUTSIDE_QUOTES = ",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)";
    private static final Map<String, String> FILES = Map.ofEntries(
            Map.entry("debian2002", "rankings_more/preflib/00002-00000001.soi"),
            Map.entry("debian2003", "rankings_more/preflib/00002-00000002.soi"),
            Map.entry("debian_7", "rankings_more/preflib/00002-00000007.soi"),
            Map.entry("apa1980_all", "rankings_more/csv/plmix_apa_orderings.csv"),
            Map.entry("apa1998", "rankings_more/preflib/00028-00000001.soi"),
            Map.entry("apa2009", "rankings_more/preflib/00028-00000012.soi"),
            Map.entry("berkeley2010_ties", "rankings_more/preflib/00017-00000001.toi"),
            Map.entry("burlington2009_ties", "rankings_more/preflib/00005-00000002.toi"),
            Map.entry("german", "rankings_more/csv/plmix_german_orderings.csv"),
            Map.entry("uklabor2010", "rankings_more/preflib/00030-00000001.soi"),
            Map.entry("smc2_complete_rankings", "rankings_more/csv/smc2_complete_rankings.csv"),
            Map.entry("smc2_partial_rankings", "rankings_more/csv/smc2_partial_rankings.csv"),
            Map.entry("dots3", "rankings/dots3.csv"),
            Map.entry("dots5", "rankings/dots5.csv"),
            Map.entry("puzzle5_8_11_14", "rankings/puzzle5_8_11_14.csv"),
            Map.entry("agh2003", "rankings/agh2003.csv"),
            Map.entry("agh2004", "rankings_more/preflib/00009-00000002.soc"),
            Map.entry("apa", "rankings/apa.csv"),
            Map.entry("cluster_data", "rankings_more/csv/cluster_data.csv"),
            Map.entry("horror", "rankings_more/csv/horror.csv"),
            Map.entry("words_idea", "rankings_more/csv/words_idea.csv"));

    private static Path data() {
        String data = System.getenv("PERMVI_DATA");
        Assumptions.assumeTrue(
                data != null && Files.isDirectory(Path.of(data, "rankings_more")),
                "PERMVI_DATA names no folder with rankings_more in it");
        return Path.of(data);
    }

    private static RankingFile read(Path path) {
        return RankingFile.read(path, ReadingChoices.withDefaults());
    }

    @Test
    void everyFileIsReadOrRefusedForAReason() {
        for (Path path :
                InputFiles.in(data().resolve("rankings_more/preflib"), ".soc", ".soi", ".toc", ".toi", ".cat")) {
            assertTrue(Description.of(read(path)).rankings() >= 4, path.toString());
        }
        for (Path path : InputFiles.in(data().resolve("rankings_more/csv"), ".csv")) {
            if (!path.endsWith("salad_items.csv")) {
                assertTrue(Description.of(read(path)).rankings() >= 12, path.toString());
            }
        }
        Path matching = data().resolve("rankings_more/preflib/00036-00000001.wmd");
        assertTrue(assertThrows(InputException.class, () -> read(matching))
                .getMessage()
                .contains("wmd"));
    }

    @Test
    void mistakesAreToldWithTheirLine() {
        for (Path path : InputFiles.in(data().resolve("rankings_more/preflib-derived"), ".soi", ".toc", ".toi")) {
            if (path.getFileName().toString().startsWith("bad_")) {
                String message =
                        assertThrows(InputException.class, () -> read(path)).getMessage();
                assertTrue(message.matches(".*" + path.getFileName() + ", line \\d+: .*"), message);
            } else {
                assertEquals(475, read(path).total(), path.toString());
            }
        }
    }

    /** Means of ranks as MSmix prints them. */
    @Test
    void meanRanksArePublishedOnes() {
        Description description = Description.of(read(data().resolve("rankings_more/csv/antifragility.csv")));
        List<String> means = description.items().stream()
                .map(item -> String.format(Locale.ROOT, "%.2f", item.meanRank()))
                .toList();
        assertEquals(List.of("2.45", "3.27", "4.02", "2.71", "5.38", "5.01", "5.15"), means);
    }

    private static void compareAll(String golden, boolean partial) throws IOException {
        int compared = 0;
        for (String line : Files.readAllLines(data().resolve("rankings_more").resolve(golden))) {
            String[] cells = line.split(COMMA_OUTSIDE_QUOTES);
            Optional<String> file = Optional.ofNullable(FILES.get(cells[0]));
            if (file.isPresent()) {
                compare(data().resolve(file.orElseThrow()), cells, partial);
                compared++;
            }
        }
        assertTrue(compared > 35, "compared " + compared);
    }

    private static void compare(Path path, String[] cells, boolean partial) {
        // some have the prior on, and the numbers of, theta = alpha / n
        double scale = partial && cells[4].contains("theta") ? Integer.parseInt(cells[1]) : 1;
        MallowsPosterior posterior = ExactMallows.posterior(
                PermutationDistance.valueOf(cells[3].toUpperCase(Locale.ROOT)),
                read(path).data(ReadingChoices.withDefaults()),
                partial ? prior(cells[4], scale) : SpreadPrior.withDefaults());
        int alphaColumn = partial ? 5 : 4;
        String what = cells[0] + " " + cells[3];
        assertEquals(Integer.parseInt(cells[1]), posterior.places().numRows, what);
        assertEquals(Long.parseLong(cells[2]), posterior.rankings(), what);
        assertEquals(Double.parseDouble(cells[alphaColumn]), posterior.alpha().mean() / scale, 1.1e-5, what);
        assertEquals(
                Double.parseDouble(cells[alphaColumn + 1]), posterior.alpha().sd() / scale, 1.1e-5, what);
        assertEquals(Double.parseDouble(cells[7]), posterior.logEvidence(), 1.1e-4, what);
        String[] probabilities = cells[9].split(";");
        for (int k = 0; k < probabilities.length; k++) {
            assertEquals(
                    Double.parseDouble(probabilities[k]), posterior.consensus().probabilities()[k], 6e-5, what);
        }
    }

    /** Like {@code "alpha~Gamma(1,0.001)"}. */
    private static SpreadPrior prior(String text, double scale) {
        String[] numbers = text.replaceAll("[^0-9.,]", "").split(",");
        return new SpreadPrior(Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1]) / scale);
    }

    @Test
    void completeRankingsHaveTheExactPosterior() throws IOException {
        compareAll("golden_exact_mallows.csv", false);
    }

    @Test
    void partialRankingsHaveTheEnumeratedPosterior() throws IOException {
        compareAll("golden_enumerated_partial.csv", true);
    }

    /** Crispino, Mollica, Modugno, Casadio Tarabusi and Tardella (R Journal 2025-020). */
    @Test
    void criteriaOfMixturesAreThoseOfTheLiterature() {
        RankingData antifragility =
                read(data().resolve("rankings_more/csv/antifragility.csv")).data(ReadingChoices.withDefaults());
        double[] published = {1494.435, 1461.494, 1442.749, 1444.223};
        for (int k = 1; k <= published.length; k++) {
            MallowsMixtureFit fit = MallowsMixtureFit.of(
                    PermutationDistance.SPEARMAN,
                    antifragility,
                    k,
                    30,
                    RandomStream.of(1).part(k).generator());
            assertEquals(published[k - 1], fit.bic(), 2e-3);
        }
    }

    /** The vignette of PlackettLuce 0.4.5, with half a win and half a loss of each driver. */
    @Test
    void worthsOfDriversAreThoseOfTheLiterature() {
        ReadingChoices unseen = new ReadingChoices(
                Optional.of(ReadingChoices.Unlisted.UNSEEN),
                ReadingChoices.Ties.UNKNOWN_ORDER,
                List.of(),
                List.of(),
                true,
                false);
        RankingFile races = RankingFile.read(data().resolve("rankings/nascar2002.csv"), unseen);
        WorthFitting fit = WorthFitting.of(races, unseen, List.of(), Double.POSITIVE_INFINITY, 0.5);
        double[] logWorths = fit.fit().logWorths();
        double cameron = logWorths[races.items().indexOf("1")];
        assertEquals(3.20, logWorths[races.items().indexOf("58")] - cameron, 5e-3);
        assertEquals(2.77, logWorths[races.items().indexOf("68")] - cameron, 5e-3);
        assertEquals(1.91, logWorths[races.items().indexOf("51")] - cameron, 5e-3);
        assertEquals(-2.171065, logWorths[races.items().indexOf("84")] - cameron, 1e-5);
    }
}
