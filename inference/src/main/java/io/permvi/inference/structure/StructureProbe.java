package io.permvi.inference.structure;

import io.permvi.models.DifferentiableModel;
import io.permvi.models.DiscreteLatent;
import io.permvi.models.Model;
import io.permvi.models.RealLatent;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.random.DrawRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** Finds out about a model by forwards and gradients at random points. */
final class StructureProbe {
    private static final int TIMED = 200;
    private static final long TIMED_NANOS = 100_000_000L;
    private static final int REPEATS = 3;
    private static final int TRIES = 200;
    private static final int MAX_RANK = 8;
    private static final double SCORE_TOLERANCE = 1e-8;
    private static final long CHAIN_SEED = 15;

    private final ModelPoint point;
    private final boolean gradient;
    private final RandomGenerator rng;

    StructureProbe(Model model, RandomGenerator rng) {
        this.point = new ModelPoint(model);
        this.gradient = model instanceof DifferentiableModel;
        this.rng = rng;
    }

    ModelPoint point() {
        return point;
    }

    /** Mixes a few random matchings, so that every allowed entry is positive. */
    static void setInterior(ModelPoint point, RandomGenerator rng) {
        List<DiscreteLatent> latents = point.discreteLatents();
        for (int k = 0; k < latents.size(); k++) {
            DMatrixRMaj x = point.value(k);
            SparsityPattern allowed = latents.get(k).space().allowed();
            for (int i = 0; i < x.numRows; i++) {
                for (int j = 0; j < x.numCols; j++) {
                    x.set(i, j, allowed.allows(i, j) ? (0.5 + rng.nextDouble()) / Math.max(x.numRows, x.numCols) : 0);
                }
            }
        }
    }

    private void setRandom() {
        for (int k = 0; k < point.discreteLatents().size(); k++) {
            point.setPlaces(k, RandomMatchings.draw(point.discreteLatents().get(k), rng));
        }
        for (int e = 0; e < point.realCount(); e++) {
            point.setReal(e, 0.5 * rng.nextGaussian());
        }
    }

    /** Refuses a model that is finite nowhere we look. */
    void requireFinite() {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            setRandom();
            if (Double.isFinite(point.forward())) {
                return;
            }
        }
        throw new IllegalArgumentException("the log joint is " + point.forward() + " at each of " + TRIES
                + " random values of its latents; forbid pairs by a mask of allowed entries instead of -infinity");
    }

    ChangeForm form() {
        int count = point.discreteLatents().size();
        if (count == 0) {
            return ChangeForm.NONE;
        }
        if (!gradient) {
            return ChangeForm.BEYOND;
        }
        int degree = degree(-1);
        if (degree <= 1) {
            return ChangeForm.LINEAR;
        }
        if (point.discreteLatents().stream().anyMatch(latent -> latent.space().partial()) && isLinearButCount()) {
            return ChangeForm.LINEAR_BUT_COUNT;
        }
        if (degree == 2 && separableRank() > 0) {
            return ChangeForm.SEPARABLE;
        }
        if (count == 1) {
            return degree == 2 ? ChangeForm.QUADRATIC : ChangeForm.BEYOND;
        }
        for (int k = 0; k < count; k++) {
            if (degree(k) > 1) {
                return ChangeForm.BEYOND;
            }
        }
        return ChangeForm.MULTILINEAR;
    }

    /**
     * The rank of each item's Hessian where the log joint is linear at matchings; 0 where it is not, or the rank is
     * large.
     */
    int separableRank() {
        for (int rank = 1; rank <= MAX_RANK; rank *= 2) {
            if (scoresHold(new EntryScores(point, rank))) {
                return rank;
            }
        }
        return 0;
    }

    private boolean scoresHold(EntryScores scores) {
        for (int repeat = 0; repeat < 2 * REPEATS; repeat++) {
            setRandom();
            scores.read();
            double first = point.forward() - sumOfScores(scores);
            double size = 1 + Math.abs(first);
            otherEnds(-1);
            double second = point.forward() - sumOfScores(scores);
            size += Math.abs(sumOfScores(scores));
            if (!(Math.abs(first - second) <= SCORE_TOLERANCE * size)) {
                return false;
            }
        }
        return true;
    }

    private double sumOfScores(EntryScores scores) {
        double sum = 0;
        for (int k = 0; k < point.discreteLatents().size(); k++) {
            sum += CommonOps_DDRM.elementSum(CommonOps_DDRM.elementMult(point.value(k), scores.scores(k), null));
        }
        return sum;
    }

    /** The degree along random segments of one discrete latent, or of all for -1. */
    int degree(int only) {
        int degree = 0;
        for (int repeat = 0; repeat < REPEATS; repeat++) {
            setRandom();
            List<DMatrixRMaj> from = copies();
            List<DMatrixRMaj> to = otherEnds(only);
            degree = Math.max(degree, PolynomialDegree.along(t -> forwardBetween(from, to, t), 0, 1.0 / 6));
        }
        return degree;
    }

    private List<DMatrixRMaj> copies() {
        List<DMatrixRMaj> copies = new ArrayList<>();
        for (int k = 0; k < point.discreteLatents().size(); k++) {
            copies.add(point.value(k).copy());
        }
        return copies;
    }

    private List<DMatrixRMaj> otherEnds(int only) {
        for (int k = 0; k < point.discreteLatents().size(); k++) {
            if (only < 0 || only == k) {
                point.setPlaces(k, RandomMatchings.draw(point.discreteLatents().get(k), rng));
            }
        }
        return copies();
    }

    private double forwardBetween(List<DMatrixRMaj> from, List<DMatrixRMaj> to, double t) {
        for (int k = 0; k < from.size(); k++) {
            DMatrixRMaj x = point.value(k);
            for (int e = 0; e < x.getNumElements(); e++) {
                x.data[e] = (1 - t) * from.get(k).data[e] + t * to.get(k).data[e];
            }
        }
        return point.forward();
    }

    /** Whether the gradients at two matchings of equal reals differ by one number for each latent. */
    private boolean isLinearButCount() {
        for (int repeat = 0; repeat < REPEATS; repeat++) {
            setRandom();
            point.forwardBackward();
            List<DMatrixRMaj> first = new ArrayList<>();
            for (int k = 0; k < point.discreteLatents().size(); k++) {
                first.add(point.gradient(k).copy());
            }
            otherEnds(-1);
            point.forwardBackward();
            for (int k = 0; k < first.size(); k++) {
                if (!differByConstant(first.get(k), point.gradient(k), allowed(k))) {
                    return false;
                }
            }
        }
        return true;
    }

    private SparsityPattern allowed(int k) {
        return point.discreteLatents().get(k).space().allowed();
    }

    private static boolean differByConstant(DMatrixRMaj first, DMatrixRMaj second, SparsityPattern allowed) {
        double least = Double.POSITIVE_INFINITY;
        double largest = Double.NEGATIVE_INFINITY;
        double size = 1;
        for (int i = 0; i < first.numRows; i++) {
            for (int j = 0; j < first.numCols; j++) {
                if (allowed.allows(i, j)) {
                    double difference = second.get(i, j) - first.get(i, j);
                    least = Math.min(least, difference);
                    largest = Math.max(largest, difference);
                    size = Math.max(size, Math.abs(second.get(i, j)));
                }
            }
        }
        return largest - least <= 1e-8 * size;
    }

    /** The real latents that are jointly Gaussian given all else: kept one after the other. */
    List<RealLatent> gaussian() {
        List<RealLatent> kept = new ArrayList<>();
        if (!gradient) {
            return kept;
        }
        for (RealLatent candidate : point.realLatents()) {
            kept.add(candidate);
            if (!isConcaveQuadratic(kept)) {
                kept.remove(candidate);
            }
        }
        return kept;
    }

    /** The discrete latents as a chain; always at the same points, whatever was looked at before. */
    List<DiscreteLatent> chain(List<RealLatent> gaussian) {
        return gradient && point.discreteLatents().size() > 2
                ? new ChainProbe(point, gaussian, DrawRandom.of(CHAIN_SEED, 0, 0)).chain()
                : List.of();
    }

    private boolean isConcaveQuadratic(List<RealLatent> latents) {
        int[] entries = Structure.entriesOf(point, latents);
        double[] base = new double[entries.length];
        double[] direction = new double[entries.length];
        for (int repeat = 0; repeat < REPEATS; repeat++) {
            setRandom();
            for (int k = 0; k < entries.length; k++) {
                base[k] = point.real(entries[k]);
                direction[k] = rng.nextGaussian();
            }
            double before = forwardAlong(entries, base, direction, -1);
            double here = forwardAlong(entries, base, direction, 0);
            double after = forwardAlong(entries, base, direction, 1);
            if (!(before - 2 * here + after < 0)
                    || PolynomialDegree.along(t -> forwardAlong(entries, base, direction, t), -3, 1) > 2) {
                return false;
            }
        }
        return true;
    }

    private double forwardAlong(int[] entries, double[] base, double[] direction, double t) {
        for (int k = 0; k < entries.length; k++) {
            point.setReal(entries[k], base[k] + t * direction[k]);
        }
        return point.forward();
    }

    /**
     * The time of one forward, the only thing here that differs from run to run: the shortest of many, which other work on
     * the machine and the compiler disturb least.
     */
    double secondsPerForward() {
        setRandom();
        long start = System.nanoTime();
        long shortest = Long.MAX_VALUE;
        for (int count = 0; count < TIMED && System.nanoTime() - start < TIMED_NANOS; count++) {
            long before = System.nanoTime();
            point.forward();
            shortest = Math.min(shortest, System.nanoTime() - before);
        }
        return shortest * 1e-9;
    }
}
