package io.permvi.applications.link;

import io.permvi.relaxations.parallel.Workers;
import java.util.Arrays;

/**
 * The law of the total score among pairs that are no links, from pairs inside each file: both files are clean, so that all
 * of these are known not to be links, and they are as alike as candidates. Corrects what dependent fields do to scores. It
 * holds only where both files are written alike, and says so itself: where the two files tell different numbers of false
 * pairs, or many more than the model does, it is not used.
 */
final class WithinFileNull {
    private static final int BINS = 50;
    private static final int LEAST_RECORDS = 1000;
    /** How much the two files may differ, and pass the model, beside the noise of counts. */
    private static final double AGREE = 1.5;

    private static final double NOISE = 3;
    private static final double PASS = 2;

    private final double[] ofA;
    private final double[] ofB;
    private final double perPairA;
    private final double perPairB;
    private final double all;

    /** Scores the nearest pairs inside both files by what a model learned. */
    WithinFileNull(Comparisons shared, ComparedPairs compared, LinkModel model, int nearest, Workers workers) {
        double n1 = shared.column(0).sizeA();
        double n2 = shared.column(0).sizeB();
        all = n1 * n2;
        ofA = scores(true, shared, compared, model, nearest, workers);
        ofB = scores(false, shared, compared, model, nearest, workers);
        perPairA = all / (0.5 * n1 * (n1 - 1));
        perPairB = all / (0.5 * n2 * (n2 - 1));
    }

    /** Whether files are of the kind and size that this is for. */
    static boolean serves(Comparisons shared) {
        return !shared.textual()
                && Math.min(shared.column(0).sizeA(), shared.column(0).sizeB()) >= LEAST_RECORDS;
    }

    private static double[] scores(
            boolean first, Comparisons shared, ComparedPairs compared, LinkModel model, int nearest, Workers workers) {
        CandidatePairs pairs = shared.within(first, nearest, workers);
        double[] scores = new double[pairs.count()];
        for (int f = 0; f < compared.comparisons().size(); f++) {
            // without texts every comparison is one of values
            byte[] levels = ((ValueComparison) compared.comparisons().get(f)).compareWithin(first, pairs, workers);
            double[] weights = model.law().weights().get(f).weights();
            for (int e = 0; e < scores.length; e++) {
                scores[e] += levels[e] < 0 ? 0 : weights[levels[e]];
            }
        }
        return scores;
    }

    /**
     * Whether its number of false pairs that score above the prior is the same by both files, and not far above the
     * model's own.
     *
     * @param prior what a score must outweigh
     * @param own the number of false pairs among those by the model's probabilities
     */
    boolean trusted(double prior, double own) {
        double above = -prior;
        double seenA = Arrays.stream(ofA).filter(s -> s > above).count();
        double seenB = Arrays.stream(ofB).filter(s -> s > above).count();
        double a = perPairA * seenA;
        double b = perPairB * seenB;
        double noise = NOISE * Math.hypot(perPairA * Math.sqrt(seenA), perPairB * Math.sqrt(seenB));
        return Math.max(a, b) <= AGREE * Math.min(a, b) + noise && 0.5 * (a + b) <= PASS * own + noise;
    }

    /**
     * The log ratios of the total scores of candidates: those of links by their beliefs, those of others by the pairs
     * inside the files, in bins, increasing, and between the middles of bins along lines.
     *
     * @param scores of the candidates. Not modified.
     * @param beliefs of the candidates. Not modified.
     */
    double[] ratios(double[] scores, double[] beliefs) {
        double least = Arrays.stream(scores).min().orElse(0);
        double width = Math.max(1e-9, (Arrays.stream(scores).max().orElse(0) - least) / BINS);
        double[] links = new double[BINS];
        double[] others = new double[BINS];
        for (int e = 0; e < scores.length; e++) {
            links[bin(scores[e], least, width)] += beliefs[e];
        }
        // both files together stand for all pairs
        double share = 1 / (1 / perPairA + 1 / perPairB);
        double left = all;
        for (double[] scoresWithin : new double[][] {ofA, ofB}) {
            for (double score : scoresWithin) {
                others[bin(score, least, width)] += share;
                left -= share;
            }
        }
        others[0] += Math.max(0, left);
        double[] weights = LevelWeights.of(links, others).weights();
        return Arrays.stream(scores)
                .map(score -> between(weights, (score - least) / width - 0.5))
                .toArray();
    }

    private static int bin(double score, double least, double width) {
        return (int) Math.max(0, Math.min(BINS - 1, (score - least) / width));
    }

    private static double between(double[] values, double at) {
        int low = (int) Math.max(0, Math.min(values.length - 1, Math.floor(at)));
        int high = Math.min(values.length - 1, low + 1);
        double share = Math.max(0, Math.min(1, at - low));
        return values[low] * (1 - share) + values[high] * share;
    }
}
