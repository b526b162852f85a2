package io.permvi.examples.rankings;

import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.rankings.MallowsFiles;
import io.permvi.applications.rankings.RankingFile;
import io.permvi.applications.rankings.ReadingChoices;
import io.permvi.examples.common.Program;
import io.permvi.inference.rankings.MallowsFitting;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.random.RandomStream;
import io.permvi.relaxations.ranking.MallowsPosterior;
import io.permvi.relaxations.ranking.PermutationDistance;
import io.permvi.relaxations.ranking.SpreadPrior;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** {@code permvi rankings demo}: made-up rankings, fitted and compared with the truth. */
@Command(
        name = "demo",
        description = "Make up rankings, fit their consensus, and compare with the truth.",
        mixinStandardHelpOptions = true)
final class RankingsDemoCommand extends Program {
    private static final int ITEMS = 12;
    private static final int RANKINGS = 40;
    private static final double ALPHA = 4;

    @Override
    public void run() {
        OutputFolder folder = folder();
        folder.requireFree(Stream.concat(SimulateRankingsCommand.NAMES.stream(), MallowsFiles.NAMES.stream())
                .toList());
        SimulatedRankings.Drawn drawn = new SimulatedRankings(
                        PermutationDistance.KENDALL, ITEMS, RANKINGS, ALPHA, SimulatedRankings.Kind.COMPLETE)
                .draw(RandomStream.of(options().seed()).named("demo").generator());
        SimulateRankingsCommand.write(drawn, folder);
        RankingFile file = RankingFile.read(folder.path().resolve("rankings.csv"), ReadingChoices.withDefaults());
        long start = System.nanoTime();
        MallowsFitting.Result result;
        try (Workers workers = new Workers(options().threads())) {
            result = new MallowsFitting(
                            PermutationDistance.KENDALL,
                            SpreadPrior.withDefaults(),
                            MallowsFitting.Method.EXACT,
                            2,
                            options().seed())
                    .fit(drawn.data(), file.items(), workers);
        }
        MallowsFiles files = new MallowsFiles(file, result, 0.9);
        files.writeTables(folder);
        double seconds = (System.nanoTime() - start) * 1e-9;
        List<String> sentences = files.sentences(seconds);
        files.writeSummary(sentences, seconds, folder);
        RankingCharts.write(file, result, folder);
        sentences.forEach(output()::println);
        MallowsPosterior posterior = result.posterior();
        double mean = 0;
        for (int i = 0; i < ITEMS; i++) {
            mean += posterior.places().get(i, drawn.consensus().place(i)) / ITEMS;
        }
        output().printf(
                        Locale.ROOT,
                        "the truth has alpha %.1f; its places have a mean probability of %.2f (guessing: %.2f)%n",
                        ALPHA,
                        mean,
                        1.0 / ITEMS);
        output().println("Results are in " + folder.path());
    }
}
