package io.permvi.examples.worms;

import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.plots.ReliabilityCurve;
import io.permvi.relaxations.permutation.Matching;
import java.util.List;

/** One run of the study as a row of {@code results.csv}, and how it is scored. */
final class StudyResults {
    static final int BINS = 10;

    /** No probability is taken for less than this in the log loss: one count of a thousand. */
    private static final double LEAST_PROBABILITY = 1e-3;

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
    }

    private StudyResults() {}

    /** What makes the row of a run unique. */
    static String key(String method, StudyCase run) {
        return method + "," + run.key();
    }

    /** Scores the marginals of all cells; known cells count as right, as in the published figures. */
    static Row score(StudyCase run, StudyCase.Simulated worms, Identified found, double evidenceGap) {
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
                found.method(),
                run.scenario().toString(),
                run.worms(),
                run.radius(),
                worms.meanCandidates(),
                run.known(),
                run.seed(),
                right / cells,
                logLoss / cells,
                reliability(found.method(), bins).calibrationError(),
                evidenceGap,
                found.seconds(),
                found.posterior().diagnostics().length(),
                bins);
    }

    /** How often names are right, over the cells of several runs. */
    static ReliabilityCurve reliability(String name, List<Row> rows) {
        return reliability(name, rows.stream().map(Row::bins).toArray(double[][]::new));
    }

    private static ReliabilityCurve reliability(String name, double[]... bins) {
        double[] said = new double[BINS];
        double[] right = new double[BINS];
        double[] counts = new double[BINS];
        for (int bin = 0; bin < BINS; bin++) {
            for (double[] run : bins) {
                counts[bin] += run[bin];
                said[bin] += run[BINS + bin];
                right[bin] += run[2 * BINS + bin];
            }
            said[bin] /= Math.max(1, counts[bin]);
            right[bin] /= Math.max(1, counts[bin]);
        }
        return new ReliabilityCurve(name, said, right, counts);
    }
}
