package io.permvi.examples.worms;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** Accuracies read off Figure 4 of Linderman et al. 2018; the radii are in the order of the figure's candidates. */
final class PublishedFigures {
    private static final double[] RADII = {0.0075, 0.01, 0.02, 0.04, 0.05};
    private static final double[] CANDIDATES = {10, 15, 30, 45, 60};
    private static final int[] KNOWN = {25, 55, 83, 110};

    private static final double[] VI_FOUR = {.93, .88, .71, .47, .40};
    private static final double[] VI_ONE = {.77, .65, .33, .18, .16};
    private static final Map<String, double[][]> BY_CANDIDATES = Map.of(
            "exchanges", new double[][] {VI_ONE, VI_FOUR},
            "gumbel-sinkhorn", new double[][] {VI_ONE, VI_FOUR},
            "rounding", new double[][] {VI_ONE, VI_FOUR},
            "map", new double[][] {{.35, .30, .19, .16, .13}, {.65, .47, .29, .22, .16}},
            "mcmc", new double[][] {{.33, .33, .16, .12, .11}, {.33, .33, .16, .12, .11}},
            "gumbel-softmax", new double[][] {{.32, .27, .17, .14, .13}, {.32, .27, .17, .14, .13}});

    private static final double[] VI_NEAR = {.39, .71, .86, .96};
    private static final double[] VI_FAR = {.18, .55, .83, .93};
    private static final double[] OTHERS = {.11, .22, .32, .42};
    private static final Map<String, double[][]> BY_KNOWN = Map.of(
            "exchanges", new double[][] {VI_NEAR, VI_FAR},
            "gumbel-sinkhorn", new double[][] {VI_NEAR, VI_FAR},
            "rounding", new double[][] {VI_NEAR, VI_FAR},
            "map", new double[][] {{.16, .27, .57, .86}, {.11, .24, .48, .90}},
            "mcmc", new double[][] {OTHERS, OTHERS},
            "gumbel-softmax", new double[][] {OTHERS, OTHERS});

    private PublishedFigures() {}

    /** The published accuracy of a row's cell: that of the same method, or of variational inference for our own. */
    static Optional<Double> accuracy(StudyResults.Row row) {
        return accuracy(row, row.method());
    }

    /** The published accuracy of variational inference in a row's cell. */
    static Optional<Double> variational(StudyResults.Row row) {
        return accuracy(row, "gumbel-sinkhorn");
    }

    /** The mean number of candidates that the figure gives for a row's radius; its own for other radii. */
    static double candidates(StudyResults.Row row) {
        int radius = Arrays.binarySearch(RADII, row.radius());
        return radius >= 0 ? CANDIDATES[radius] : row.meanCandidates();
    }

    private static Optional<Double> accuracy(StudyResults.Row row, String method) {
        if (!row.scenario().equals("published")) {
            return Optional.empty();
        }
        int radius = Arrays.binarySearch(RADII, row.radius());
        if (row.known() == KNOWN[0] && radius >= 0 && BY_CANDIDATES.containsKey(method)) {
            return Optional.of(BY_CANDIDATES.get(method)[row.worms() == 1 ? 0 : 1][radius]);
        }
        int known = Arrays.binarySearch(KNOWN, row.known());
        boolean near = row.radius() == RADII[RADII.length - 1];
        if (row.worms() == 4 && known >= 0 && (near || row.radius() == 0.1) && BY_KNOWN.containsKey(method)) {
            return Optional.of(BY_KNOWN.get(method)[near ? 0 : 1][known]);
        }
        return Optional.empty();
    }
}
