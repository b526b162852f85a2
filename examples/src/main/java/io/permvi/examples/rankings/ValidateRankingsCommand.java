package io.permvi.examples.rankings;

import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.files.StudySettings;
import io.permvi.applications.files.StudyTable;
import io.permvi.examples.common.Program;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.ranking.PermutationDistance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code permvi rankings validate}: does the posterior hold the truth as often as it says, and does the evidence choose
 * it?
 */
@Command(
        name = "validate",
        description =
                "Check by simulation that posteriors hold the truth as often as they say, or that models are chosen.",
        mixinStandardHelpOptions = true)
final class ValidateRankingsCommand extends Program {
    @Option(names = "--sets", defaultValue = "1000", description = "data sets of each kind (default: ${DEFAULT-VALUE})")
    private int sets;

    @Option(
            names = "--distance",
            defaultValue = "kendall",
            description = "of calibration: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private PermutationDistance distance;

    /** What is checked. */
    enum What {
        /** Places and spread of Mallows. */
        CALIBRATION,
        /** Intervals of Plackett-Luce. */
        WORTHS,
        /** Which distance has the most evidence. */
        DISTANCE,
        /** How many clusters have the most evidence. */
        CLUSTERS,
        /** How many random starts end in the best mode. */
        MODES
    }

    @Option(
            names = "--what",
            defaultValue = "calibration",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private What what;

    @Override
    public void run() {
        requireAtLeast("--sets", what == What.CALIBRATION ? 20 : 1, sets);
        OutputFolder folder = folder();
        try (Workers workers = new Workers(options().threads())) {
            switch (what) {
                case CALIBRATION -> calibrate(workers, folder);
                case WORTHS -> calibrateWorths(workers);
                case MODES -> modes(workers, folder);
                default -> choose(workers, folder);
            }
        }
    }

    private void calibrate(Workers workers, OutputFolder folder) {
        List<RankingCalibration.Row> rows = new ArrayList<>();
        for (SimulatedRankings.Kind kind : SimulatedRankings.Kind.values()) {
            rows.addAll(new RankingCalibration(distance, kind, sets, options().seed()).run(workers));
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

    private void calibrateWorths(Workers workers) {
        double[] covered = new WorthCalibration(sets, options().seed()).covered(workers);
        output().printf(
                        Locale.ROOT,
                        "90 %% intervals of log worths hold the truth: complete rankings %.1f %%, first three places %.1f %%%n",
                        100 * covered[0],
                        100 * covered[1]);
    }

    private void modes(Workers workers, OutputFolder folder) {
        ModeStudy.Row[] rows = new ModeStudy.Row[sets];
        ModeStudy study = new ModeStudy(options().seed());
        workers.forEach(sets, s -> rows[s] = study.run(s));
        folder.writeRecords("modes.csv", ModeStudy.Row.class, Arrays.asList(rows));
        long all =
                Arrays.stream(rows).filter(r -> r.reached() == ModeStudy.STARTS).count();
        int fewest = Arrays.stream(rows).mapToInt(ModeStudy.Row::reached).min().orElse(0);
        output().printf(
                        Locale.ROOT,
                        "the least total distance: reached from all %d starts in %d of %d sets, from %d at least in each%n",
                        ModeStudy.STARTS,
                        all,
                        sets,
                        fewest);
        output().println("Results are in " + folder.path());
    }

    private void choose(Workers workers, OutputFolder folder) {
        ChoiceStudy study = new ChoiceStudy(sets, options().seed());
        StudySettings settings = StudySettings.of(name())
                .with("what", what)
                .with("seed", options().seed());
        String question = what.name().toLowerCase(Locale.ROOT);
        try (StudyTable<ChoiceStudy.Row> table = StudyTable.open(
                folder, question, ChoiceStudy.Row.class, row -> String.valueOf(row.set()), settings, false, errors())) {
            workers.forEach(sets, s -> {
                if (table.row(String.valueOf(s)).isEmpty()) {
                    table.add(what == What.DISTANCE ? study.distance(s) : study.clusters(s));
                }
            });
            long right = table.rows().stream()
                    .filter(r -> r.set() < sets && r.isRight())
                    .count();
            output().printf(
                            Locale.ROOT,
                            "%s: the truth has the most evidence in %d of %d sets%n",
                            question,
                            right,
                            sets);
            table.rows().stream().filter(r -> r.set() < sets && !r.isRight()).forEach(r -> output().printf(
                            Locale.ROOT,
                            "set %d: %s, chosen %s by %.2f nats%n",
                            r.set(),
                            r.truth(),
                            r.chosen(),
                            r.lead()));
            output().println("Results are in " + table.journal());
        }
    }
}
