package io.permvi.inference.sampling;

import io.permvi.models.DiscreteLatent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How well ensembles agree that know nothing of each other. */
final class Agreement {
    private static final double FAR_BETTER = 3;

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

    /** The R-hat of both halves of each trace (Gelman et al. 2013, section 11.4). */
    static double splitRHat(List<double[]> traces) {
        List<double[]> halves = new ArrayList<>();
        for (double[] trace : traces) {
            int half = trace.length / 2;
            halves.add(Arrays.copyOfRange(trace, 0, half));
            halves.add(Arrays.copyOfRange(trace, trace.length - half, trace.length));
        }
        int length = halves.get(0).length;
        double[] means = halves.stream()
                .mapToDouble(h -> Arrays.stream(h).average().orElse(0))
                .toArray();
        double within = 0;
        for (int h = 0; h < means.length; h++) {
            within += variance(halves.get(h), means[h]) / means.length;
        }
        double between = variance(means, Arrays.stream(means).average().orElse(0));
        if (within == 0) {
            return between == 0 ? 1 : Double.POSITIVE_INFINITY;
        }
        return Math.sqrt((length - 1.0) / length + between / within);
    }

    private static double variance(double[] values, double mean) {
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return sum / Math.max(1, values.length - 1);
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
