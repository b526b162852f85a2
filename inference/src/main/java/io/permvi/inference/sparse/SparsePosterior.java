package io.permvi.inference.sparse;

import io.permvi.inference.posterior.Diagnostics;
import io.permvi.inference.posterior.Evidence;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.inference.posterior.Posterior;
import io.permvi.models.DiscreteLatent;
import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.sparse.SparseMarginals;
import io.permvi.relaxations.sparse.SparseScores;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * The posterior {@code P(M) proportional to exp(sum of scores)} of one partial matching, as the sparse engine found it, in
 * the form that every method's posterior has. That form holds matrices, items by places; problems too large for them
 * keep to {@link #packed}.
 */
public final class SparsePosterior implements Posterior {
    private static final long LARGEST = 50_000_000;

    private final SparseMarginals packed;
    private final MatchingLatent latent;

    /**
     * @param name of the latent
     * @param packed what was found
     * @throws IllegalArgumentException when items times places exceed fifty million
     */
    public SparsePosterior(String name, SparseMarginals packed) {
        this.packed = packed;
        SparseScores scores = packed.scores();
        if ((long) scores.rows() * scores.columns() > LARGEST) {
            throw new IllegalArgumentException("matrices of " + scores.rows() + " x " + scores.columns()
                    + " are too large; use the packed marginals and draws");
        }
        SparsityPattern pairs =
                SparsityPattern.where(scores.rows(), scores.columns(), (i, j) -> scores.pair(i, j) >= 0);
        latent = new MatchingLatent(name, MatchingSpace.partial(pairs));
    }

    /** The marginals and draws over the pairs. */
    public SparseMarginals packed() {
        return packed;
    }

    /** The latent matching. */
    public MatchingLatent latent() {
        return latent;
    }

    @Override
    public List<Latent> latents() {
        return List.of(latent);
    }

    @Override
    public void forEachDraw(int draws, RandomGenerator rng, DrawVisitor visitor) {
        if (draws < 1) {
            throw new IllegalArgumentException("draws must be at least 1, got " + draws);
        }
        LatentValues values = new LatentValues(latents());
        DMatrixRMaj x = values.get(latent);
        long seed = rng.nextLong();
        for (int s = 0; s < draws; s++) {
            x.zero();
            for (int e : packed.draw(seed, s)) {
                if (e >= 0) {
                    x.set(packed.scores().row(e), packed.scores().column(e), 1);
                }
            }
            visitor.accept(s, values);
        }
    }

    /** Exact where the log sum is; unknown otherwise. */
    @Override
    public Optional<ToDoubleFunction<LatentValues>> logDensity() {
        return packed.isExact() ? Optional.of(this::logDensityOf) : Optional.empty();
    }

    private double logDensityOf(LatentValues values) {
        DMatrixRMaj x = values.get(latent);
        SparseScores scores = packed.scores();
        double sum = -packed.logPartition();
        for (int e = 0; e < scores.pairs(); e++) {
            sum += x.get(scores.row(e), scores.column(e)) == 0 ? 0 : scores.value(e);
        }
        return sum;
    }

    @Override
    public Evidence evidence() {
        return packed.isExact()
                ? Evidence.exact(packed.logPartition())
                : new Evidence(packed.logPartition(), Double.NaN, Evidence.Kind.ESTIMATE);
    }

    @Override
    public Diagnostics diagnostics() {
        return new Diagnostics.None();
    }

    @Override
    public DMatrixRMaj mean(Latent wanted) {
        if (wanted != latent) {
            throw new IllegalArgumentException("latent " + wanted + " is not of this posterior, which has " + latent);
        }
        DMatrixRMaj mean = new DMatrixRMaj(latent.rows(), latent.columns());
        double[] probability = packed.probabilities();
        Arrays.setAll(probability, e -> Math.max(0, Math.min(1, probability[e])));
        for (int e = 0; e < probability.length; e++) {
            mean.set(packed.scores().row(e), packed.scores().column(e), probability[e]);
        }
        return mean;
    }

    @Override
    public MatchingMarginals marginals(DiscreteLatent wanted) {
        return new MatchingMarginals(latent.space(), mean(wanted));
    }

    @Override
    public String toString() {
        return packed.toString();
    }
}
