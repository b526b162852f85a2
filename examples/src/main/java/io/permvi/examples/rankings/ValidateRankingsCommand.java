package io.permvi.examples.rankings;

import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.rankings.RankingCalibration;
import io.permvi.applications.rankings.SimulatedRankings;
import io.permvi.examples.common.Program;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.ranking.PermutationDistance;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code permvi rankings validate}: does the posterior hold the truth as often as it says? */
@Command(
        name = "validate",
        description = "Check by simulation that posteriors hold the truth as often as they say.",
        mixinStandardHelpOptions = true)
final class ValidateRankingsCommand extends Program {
    @Option(names = "--sets", defaultValue = "1000", description = "data sets of each kind (default: ${DEFAULT-VALUE})")
    private int sets;

    @Option(
            names = "--distance",
            defaultValue = "kendall",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private PermutationDistance distance;

    @Override
    public void run() {
        requireAtLeast("--sets", 20, sets);
        OutputFolder folder = folder();
        List<RankingCalibration.Row> rows = new ArrayList<>();
        try (Workers workers = new Workers(options().threads())) {
            for (SimulatedRankings.Kind kind : SimulatedRankings.Kind.values()) {
                rows.addAll(
                        new RankingCalibration(distance, kind, sets, options().seed()).run(workers));
            }
        }
        folder.writeRecords("calibration.csv", RankingCalibration.Row.class, rows);
        output().println("rankings  quantity         p-value of uniform ranks  90 % interval holds the truth");
        rows.forEach(row -> output().printf(
                        Locale.ROOT,
                        "%-9s %-16s %-25.4f %.1f %%%n",
                        row.kind(),
                        row.quantity(),
                        row.chiSquareP(),
                        100 * row.covered()));
        output().println("Results are in " + folder.path());
    }
}
