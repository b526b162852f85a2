package io.permvi.applications.link;

import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.random.DrawRandom;
import java.util.ArrayList;
import java.util.List;

/** Candidate pairs, the level of each in every comparison, and what other pairs are like. */
final class ComparedPairs {
    private static final int STREAM = 0x11c5;

    private final CandidatePairs pairs;
    private final boolean textual;
    private final List<Comparison> comparisons;
    private final List<byte[]> levels = new ArrayList<>();
    private final double[][] outside;

    /**
     * Compares.
     *
     * @param all the number of pairs that could be links, candidates or not
     * @param within whether both records are of one file, so that a pair is listed in one order only
     */
    ComparedPairs(
            Comparisons shared,
            CandidatePairs pairs,
            double all,
            boolean within,
            LinkSettings settings,
            Workers workers) {
        this.pairs = pairs;
        textual = shared.textual();
        comparisons = shared.comparisons();
        for (Comparison comparison : comparisons) {
            levels.add(comparison.compare(pairs, workers));
        }
        outside = new double[comparisons.size()][];
        for (int f = 0; f < outside.length; f++) {
            outside[f] = new double[comparisons.get(f).levels()];
        }
        double left = all - pairs.count();
        if (!textual && left >= 1) {
            count(random(shared.column(0), within, settings), left, workers);
        }
    }

    /** The levels to be expected among pairs that are no candidates, by random ones. */
    private void count(CandidatePairs random, double left, Workers workers) {
        for (int f = 0; f < outside.length; f++) {
            for (byte level : comparisons.get(f).compare(random, workers)) {
                if (level >= 0) {
                    outside[f][level] += left / random.count();
                }
            }
        }
    }

    private CandidatePairs random(Column any, boolean within, LinkSettings settings) {
        DrawRandom random = DrawRandom.of(settings.seed(), STREAM, 0);
        int[] a = new int[settings.randomPairs()];
        int[] b = new int[settings.randomPairs()];
        for (int k = 0; k < a.length; k++) {
            boolean good;
            do {
                int i = random.nextInt(any.sizeA());
                int j = random.nextInt(any.sizeB());
                a[k] = within ? Math.min(i, j) : i;
                b[k] = within ? Math.max(i, j) : j;
                good = !(within && i == j) && !pairs.contains(a[k], b[k]);
            } while (!good);
        }
        return new CandidatePairs(a, b);
    }

    CandidatePairs pairs() {
        return pairs;
    }

    /** Whether candidates alone say what other pairs are like. */
    boolean textual() {
        return textual;
    }

    List<Comparison> comparisons() {
        return comparisons;
    }

    /** By comparison, then by pair. Shared: not to be modified. */
    List<byte[]> levels() {
        return levels;
    }

    /** By comparison, the expected counts of levels among pairs that are no candidates. Shared: not to be modified. */
    double[][] outside() {
        return outside;
    }
}
