package io.permvi.inference.sampling;

import io.permvi.inference.posterior.ChainStatistics;
import io.permvi.models.DiscreteLatent;
import java.util.Arrays;
import java.util.List;

/** How well ensembles agree that know nothing of each other. */
final class Agreement {
    private static final double FAR_BETTER = 3;
    private static final int LEAST_VALUES = 4;

    private Agreement() {}

    /** The mean total variation between two ensembles over sqrt(2 R): estimates that of all together to the truth. */
    static double disagreement(List<DiscreteLatent> latents, List<List<Draw>> ensembles) {
        List<Marginals> marginals =
                ensembles.stream().map(draws -> Marginals.of(latents, draws)).toList();
        double sum = 0;
        int pairs = 0;
        for (int r = 0; r < marginals.size(); r++) {
            for (int q = 0; q < r; q++) {
                sum += marginals.get(r).totalVariation(marginals.get(q));
                pairs++;
            }
        }
        return pairs == 0 ? Double.NaN : sum / pairs / Math.sqrt(2.0 * ensembles.size());
    }

    /** The split R-hat over what all traces have: 1 where all are the same constant, infinite below 4 values. */
    static double splitRHat(List<double[]> traces) {
        int length = traces.stream().mapToInt(trace -> trace.length).min().orElse(0);
        if (length < LEAST_VALUES) {
            return Double.POSITIVE_INFINITY;
        }
        double[][] common =
                traces.stream().map(trace -> Arrays.copyOf(trace, length)).toArray(double[][]::new);
        double rHat = ChainStatistics.of(common).splitRHat();
        return Double.isNaN(rHat) ? 1 : rHat;
    }

    /** Whether the mean log density of one ensemble is far above all that another ever saw. */
    static boolean searching(List<double[]> traces, double[] best) {
        double top = Double.NEGATIVE_INFINITY;
        for (double[] trace : traces) {
            top = Math.max(top, Arrays.stream(trace).average().orElse(0));
        }
        return Arrays.stream(best).min().orElse(top) < top - FAR_BETTER;
    }
}
