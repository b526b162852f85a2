package io.permvi.inference.factor;

import io.permvi.models.DiscreteLatent;
import io.permvi.models.Latent;
import io.permvi.models.MatchingLatent;
import io.permvi.models.RealLatent;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * What is known of a latent before a fit, in a form that every factor understands: of a matching or of categories the
 * scores S of {@code q(x) proportional to exp <S, x>} (an item that stays unmatched has score 0), of reals means and
 * standard deviations.
 *
 * <pre>{@code
 * double[] start = q.startAt(rng, Start.matching(x, guess, 0.9), Start.means(w, means, 0.1));
 * FitResult fit = VariationalInference.withDefaults().fit(model, q, start, rng);
 * }</pre>
 */
public final class Start {
    /** Scores further below the best of their row say "never" and would keep a factor from learning otherwise. */
    private static final double LARGEST_GAP = 30;

    private static final double LEAST_SHARE = 1e-12;

    private final Latent latent;
    private final DMatrixRMaj values;
    private final DMatrixRMaj deviations;

    private Start(Latent latent, DMatrixRMaj values, DMatrixRMaj deviations) {
        this.latent = latent;
        this.values = values;
        this.deviations = deviations;
    }

    /**
     * At scores, such as log likelihoods; those more than 30 below the best of their row are raised to that.
     *
     * @param scores items by places, read where allowed. Not modified.
     * @throws IllegalArgumentException when the shape does not fit or an allowed score is NaN or plus infinity
     */
    public static Start scores(DiscreteLatent latent, DMatrixRMaj scores) {
        requireShape(latent, scores);
        SparsityPattern allowed = latent.space().allowed();
        DMatrixRMaj clipped = new DMatrixRMaj(latent.rows(), latent.columns());
        for (int i = 0; i < allowed.rows(); i++) {
            double best = latent.space().partial() ? 0 : Double.NEGATIVE_INFINITY;
            for (int e = allowed.rowStart(i); e < allowed.rowEnd(i); e++) {
                double score = scores.get(i, allowed.column(e));
                if (Double.isNaN(score) || score == Double.POSITIVE_INFINITY) {
                    throw new IllegalArgumentException("scores of " + latent + " must be numbers, got " + score + " at "
                            + i + ", " + allowed.column(e));
                }
                best = Math.max(best, score);
            }
            double least = best == Double.NEGATIVE_INFINITY ? 0 : best - LARGEST_GAP;
            for (int e = allowed.rowStart(i); e < allowed.rowEnd(i); e++) {
                clipped.set(i, allowed.column(e), Math.max(least, scores.get(i, allowed.column(e))));
            }
        }
        return new Start(latent, clipped, new DMatrixRMaj(0, 0));
    }

    /**
     * At marginals, such as those of an earlier posterior.
     *
     * @param marginals items by places. Not modified.
     * @throws IllegalArgumentException when the shape does not fit
     */
    public static Start marginals(DiscreteLatent latent, DMatrixRMaj marginals) {
        requireShape(latent, marginals);
        DMatrixRMaj scores = new DMatrixRMaj(latent.rows(), latent.columns());
        for (int i = 0; i < latent.rows(); i++) {
            double unmatched = 1;
            for (int j = 0; j < latent.columns(); j++) {
                unmatched -= marginals.get(i, j);
            }
            double zero = latent.space().partial() ? Math.log(Math.max(LEAST_SHARE, unmatched)) : 0;
            for (int j = 0; j < latent.columns(); j++) {
                scores.set(i, j, Math.log(Math.max(LEAST_SHARE, marginals.get(i, j))) - zero);
            }
        }
        return scores(latent, scores);
    }

    /**
     * At a matching: each item chooses as the matching says with that probability, and evenly among the rest otherwise.
     *
     * @param confidence between 0 and 1, both excluded
     * @throws IllegalArgumentException when the matching has another number of items or uses what is not allowed
     */
    public static Start matching(MatchingLatent latent, Matching matching, double confidence) {
        if (!(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException("confidence must be between 0 and 1, got " + confidence);
        }
        SparsityPattern allowed = latent.space().allowed();
        if (matching.items() != latent.rows()) {
            throw new IllegalArgumentException(
                    "the matching has " + matching.items() + " items, the latent " + latent.rows());
        }
        DMatrixRMaj marginals = new DMatrixRMaj(latent.rows(), latent.columns());
        for (int i = 0; i < latent.rows(); i++) {
            int place = matching.place(i);
            boolean known = place == Matching.UNMATCHED ? latent.space().partial() : allowed.allows(i, place);
            if (!known) {
                throw new IllegalArgumentException("item " + i + " may not be at place " + place + " of " + latent);
            }
            int others = allowed.rowCount(i) - 1 + (latent.space().partial() ? 1 : 0);
            double share = others == 0 ? 0 : (1 - confidence) / others;
            for (int e = allowed.rowStart(i); e < allowed.rowEnd(i); e++) {
                int j = allowed.column(e);
                marginals.set(i, j, j != place ? share : others == 0 ? 1 : confidence);
            }
        }
        return marginals(latent, marginals);
    }

    /**
     * At means, with one standard deviation for all entries.
     *
     * @param means of the latent's shape. Not modified.
     * @param deviation above 0
     * @throws IllegalArgumentException when the shape does not fit or a number is out of range
     */
    public static Start means(RealLatent latent, DMatrixRMaj means, double deviation) {
        DMatrixRMaj deviations = new DMatrixRMaj(latent.rows(), latent.columns());
        Arrays.fill(deviations.data, deviation);
        return means(latent, means, deviations);
    }

    /**
     * At means and standard deviations.
     *
     * @param means of the latent's shape. Not modified.
     * @param deviations of the latent's shape, above 0 in its support. Not modified.
     * @throws IllegalArgumentException when a shape does not fit or a number is out of range
     */
    public static Start means(RealLatent latent, DMatrixRMaj means, DMatrixRMaj deviations) {
        requireShape(latent, means);
        requireShape(latent, deviations);
        latent.support().forEachEntry((entry, i, j) -> {
            if (!Double.isFinite(means.get(i, j)) || !(deviations.get(i, j) > 0)) {
                throw new IllegalArgumentException(
                        "a start of " + latent + " needs finite means and deviations above 0," + " got "
                                + means.get(i, j) + " and " + deviations.get(i, j) + " at " + i + ", " + j);
            }
        });
        return new Start(latent, means.copy(), deviations.copy());
    }

    private static void requireShape(Latent latent, DMatrixRMaj matrix) {
        if (matrix.numRows != latent.rows() || matrix.numCols != latent.columns()) {
            throw new IllegalArgumentException("a start of " + latent + " must be " + latent.rows() + " x "
                    + latent.columns() + ", got " + matrix.numRows + " x " + matrix.numCols);
        }
    }

    /** The latent that it is about. */
    public Latent latent() {
        return latent;
    }

    /** The scores of a matching or of categories, the means of reals; the live matrix. */
    public DMatrixRMaj values() {
        return values;
    }

    /** The standard deviations of reals; of no size for others. */
    public DMatrixRMaj deviations() {
        return deviations;
    }

    @Override
    public String toString() {
        return "start of " + latent;
    }
}
