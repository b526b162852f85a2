package io.permvi.examples.worms;

import io.permvi.applications.files.CsvTable;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.worms.Identification;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.relaxations.permutation.Matching;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The rows of {@code results.csv}: read at the start, written anew after each run, so that a killed study goes on. */
final class StudyResults {
    static final int BINS = 10;

    private static final String FILE = "results.csv";
    private static final List<String> COLUMNS = List.of(
            "method",
            "scenario",
            "worms",
            "radius",
            "mean_candidates",
            "known",
            "seed",
            "accuracy",
            "log_loss",
            "calibration_error",
            "evidence_gap",
            "seconds",
            "steps");
    /** Of each bin of the reported probability: cells, the sum of their probabilities, and how many were right. */
    private static final List<String> BIN_COLUMNS = Stream.of("cells", "confidence", "right")
            .flatMap(what -> java.util.stream.IntStream.range(0, BINS).mapToObj(bin -> what + "_" + bin))
            .toList();

    /** No probability is taken for less than this in the log loss: one count of a thousand. */
    private static final double LEAST_PROBABILITY = 1e-3;

    private final OutputFolder folder;
    private final List<Row> rows = new ArrayList<>();

    /**
     * One run.
     *
     * @param evidenceGap log evidence of the best names found less that of the truth; NaN where it was not computed
     * @param bins cells, sum of probabilities and right cells of each bin, one after the other
     */
    record Row(
            String method,
            String scenario,
            int worms,
            double radius,
            double meanCandidates,
            int known,
            long seed,
            double accuracy,
            double logLoss,
            double calibrationError,
            double evidenceGap,
            double seconds,
            int steps,
            double[] bins) {

        /** What makes it unique. */
        String key() {
            return method + "," + scenario + "," + worms + "," + radius + "," + known + "," + seed;
        }

        private Object[] cells() {
            List<Object> cells = new ArrayList<>(List.of(
                    method,
                    scenario,
                    worms,
                    radius,
                    meanCandidates,
                    known,
                    seed,
                    accuracy,
                    logLoss,
                    calibrationError,
                    evidenceGap,
                    seconds,
                    steps));
            Arrays.stream(bins).forEach(cells::add);
            return cells.toArray();
        }
    }

    StudyResults(OutputFolder folder) {
        this.folder = folder;
        if (Files.exists(folder.path().resolve(FILE))) {
            List<String> required = new ArrayList<>(COLUMNS);
            required.addAll(BIN_COLUMNS);
            CsvTable.read(folder.path().resolve(FILE), required, row -> rows.add(read(row)));
        }
    }

    private static Row read(CsvTable.Row row) {
        String gap = row.text("evidence_gap");
        return new Row(
                row.text("method"),
                row.text("scenario"),
                (int) row.number("worms"),
                row.number("radius"),
                row.number("mean_candidates"),
                (int) row.number("known"),
                (long) row.number("seed"),
                row.number("accuracy"),
                row.number("log_loss"),
                row.number("calibration_error"),
                gap.equals("NaN") ? Double.NaN : row.number("evidence_gap"),
                row.number("seconds"),
                (int) row.number("steps"),
                BIN_COLUMNS.stream().mapToDouble(row::number).toArray());
    }

    List<Row> rows() {
        return List.copyOf(rows);
    }

    boolean contains(String method, StudyCase run) {
        String key = method + "," + run.key();
        return rows.stream().anyMatch(row -> row.key().equals(key));
    }

    void add(Row row) {
        rows.add(row);
        List<String> header = new ArrayList<>(COLUMNS);
        header.addAll(BIN_COLUMNS);
        folder.writeCsv(FILE, header, sink -> rows.forEach(each -> sink.add(each.cells())));
    }

    /** Scores the marginals of all cells; known cells count as right, as in the published figures. */
    static Row score(
            String method, StudyCase run, StudyCase.Simulated worms, Identification.Found found, double evidenceGap) {
        double[] bins = new double[3 * BINS];
        double logLoss = 0;
        int cells = 0;
        for (int j = 0; j < worms.truth().size(); j++) {
            MatchingMarginals marginals = found.marginals().get(j);
            Matching best = marginals.mostProbable();
            for (int i = 0; i < marginals.items(); i++) {
                int neuron = worms.truth().get(j).place(i);
                double probability = Math.min(1, marginals.probability(i, best.place(i)));
                int bin = Math.min(BINS - 1, (int) (BINS * probability));
                bins[bin]++;
                bins[BINS + bin] += probability;
                bins[2 * BINS + bin] += best.place(i) == neuron ? 1 : 0;
                logLoss -= Math.log(Math.max(LEAST_PROBABILITY, marginals.probability(i, neuron)));
                cells++;
            }
        }
        double right = 0;
        for (int bin = 0; bin < BINS; bin++) {
            right += bins[2 * BINS + bin];
        }
        return new Row(
                method,
                run.scenario().toString(),
                run.worms(),
                run.radius(),
                worms.meanCandidates(),
                run.known(),
                run.seed(),
                right / cells,
                logLoss / cells,
                calibrationError(bins),
                evidenceGap,
                found.seconds(),
                found.trace().length(),
                bins);
    }

    /** The expected calibration error: |sum of probabilities - right cells| of each bin, over all cells. */
    static double calibrationError(double[] bins) {
        double error = 0;
        double cells = 0;
        for (int bin = 0; bin < BINS; bin++) {
            error += Math.abs(bins[BINS + bin] - bins[2 * BINS + bin]);
            cells += bins[bin];
        }
        return error / cells;
    }
}
