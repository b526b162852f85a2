package io.permvi.applications.graphs;

import java.util.Map;

/**
 * A match compared with the truth, over the nodes that were not fixed and whose partner is known.
 *
 * @param nodes that were compared
 * @param right share of them that is matched right
 * @param stated the share that was expected
 * @param calibrationError of the probabilities of pairs above .005: mean distance of stated and realized shares in ten bins
 * @param logScore mean of the log probability of the right pair, no pair below 1e-4
 * @param brier mean over nodes of the squared distance of probabilities and truth
 */
public record MatchEvaluation(
        int nodes, double right, double stated, double calibrationError, double logScore, double brier) {
    private static final double LEAST = 0.005;
    private static final double FLOOR = 1e-4;
    private static final int BINS = 10;

    /** Compares with the partner of each node that has one. */
    public static MatchEvaluation of(NetworkMatch match, Map<Integer, Integer> truth) {
        int nodes = 0;
        double right = 0;
        double stated = 0;
        double logScore = 0;
        double brier = 0;
        double[][] bins = new double[BINS][3];
        for (int i : match.problem().free()) {
            Integer partner = truth.get(i);
            if (partner == null) {
                continue;
            }
            nodes++;
            right += match.matching().place(i) == partner ? 1 : 0;
            stated += match.probability(i);
            logScore += Math.log(Math.max(FLOOR, match.marginals().probability(i, partner)));
            for (int k = 0; k < match.problem().b().size(); k++) {
                double p = match.marginals().probability(i, k);
                double hit = k == partner ? 1 : 0;
                brier += (p - hit) * (p - hit);
                if (p > LEAST) {
                    double[] bin = bins[(int) Math.min(BINS - 1, p * BINS)];
                    bin[0]++;
                    bin[1] += p;
                    bin[2] += hit;
                }
            }
        }
        int count = Math.max(1, nodes);
        return new MatchEvaluation(
                nodes, right / count, stated / count, calibration(bins), logScore / count, brier / count);
    }

    private static double calibration(double[][] bins) {
        double total = 0;
        double distance = 0;
        for (double[] bin : bins) {
            total += bin[0];
            distance += Math.abs(bin[1] - bin[2]);
        }
        return total == 0 ? 0 : distance / total;
    }
}
