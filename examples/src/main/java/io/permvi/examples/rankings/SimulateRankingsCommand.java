package io.permvi.examples.rankings;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.examples.common.Program;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.random.RandomStream;
import io.permvi.relaxations.ranking.PermutationDistance;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code permvi rankings simulate}: made-up rankings and their truth. */
@Command(
        name = "simulate",
        description = "Make up complete rankings around a consensus, and write the consensus beside them.",
        mixinStandardHelpOptions = true)
final class SimulateRankingsCommand extends Program {
    static final List<String> NAMES = List.of("rankings.csv", "truth.csv");

    @Option(names = "--items", defaultValue = "10", description = "how many items (default: ${DEFAULT-VALUE})")
    private int items;

    @Option(names = "--rankings", defaultValue = "100", description = "how many rankings (default: ${DEFAULT-VALUE})")
    private int rankings;

    @Option(names = "--alpha", defaultValue = "5", description = "spread, 0 is uniform (default: ${DEFAULT-VALUE})")
    private double alpha;

    @Option(
            names = "--distance",
            defaultValue = "kendall",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private PermutationDistance distance;

    @Override
    public void run() {
        requireAtMost("--items", 1_000_000, items);
        requireAtMost("--rankings", 100_000_000, rankings);
        OutputFolder folder = folder();
        SimulatedRankings settings = InputException.unless(
                "simulate",
                () -> new SimulatedRankings(distance, items, rankings, alpha, SimulatedRankings.Kind.COMPLETE));
        write(settings.draw(RandomStream.of(options().seed()).named("simulate").generator()), folder);
        output().println("rankings.csv and truth.csv are in " + folder.path());
    }

    static void write(SimulatedRankings.Drawn drawn, OutputFolder folder) {
        int n = drawn.consensus().order();
        List<String> names =
                IntStream.rangeClosed(1, n).mapToObj(i -> "item " + i).toList();
        folder.writeCsv("rankings.csv", names, rows -> drawn.complete().forEach(ranking -> rows.add(ranks(ranking))));
        folder.writeCsv("truth.csv", List.of("item", "rank"), rows -> IntStream.range(0, n)
                .forEach(i -> rows.add(names.get(i), drawn.consensus().place(i) + 1)));
    }

    private static Object[] ranks(Permutation ranking) {
        return IntStream.of(ranking.places()).mapToObj(place -> place + 1).toArray();
    }
}
