package io.permvi.inference.fields;

import io.permvi.inference.factor.SequentialMatching;
import io.permvi.inference.fit.ClosedFormUpdate;
import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.linalg.SparsityPattern;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * The pass of a partial matching of n items to K places, q(P) proportional to {@code exp(sum P_ik s_ik)}, known by
 * its marginals. As the Gibbs distribution cannot be drawn exactly, draws come from the {@link SequentialMatching} with the
 * same marginals. Owns its buffers, serves one thread.
 */
public abstract class MatchingUpdate implements ClosedFormUpdate {
    /** Marginals below this have its logarithm as score. */
    private static final double LEAST_MARGINAL = 1e-12;

    private final MatchingLatent latent;
    private final double[][] matches;

    /**
     * Buffers for a latent.
     *
     * @throws IllegalArgumentException when the latent is not partial or has a mask
     */
    protected MatchingUpdate(MatchingLatent latent) {
        if (!latent.space().partial() || !latent.space().allowed().isFull()) {
            throw new IllegalArgumentException("the latent must be partial with every pair allowed, got " + latent);
        }
        this.latent = latent;
        matches = new double[places()][items()];
    }

    /** The number of places, K. */
    public final int places() {
        return latent.space().places();
    }

    /** The number of items, n. */
    public final int items() {
        return latent.space().items();
    }

    /** The marginals of the last run, K rows of n. Shared: changes with the next run. */
    public final double[][] matches() {
        return matches;
    }

    /** The marginals of the last run, n by K, rows scaled to at most one; a fresh matrix. */
    public final DMatrixRMaj marginals() {
        DMatrixRMaj marginals = new DMatrixRMaj(items(), places());
        for (int i = 0; i < items(); i++) {
            double sum = 0;
            for (double[] row : matches) {
                sum += row[i];
            }
            // a run that was stopped can leave a sum a little above one
            double scale = 1 / Math.max(1, sum);
            for (int k = 0; k < places(); k++) {
                marginals.set(i, k, scale * matches[k][i]);
            }
        }
        return marginals;
    }

    /**
     * Finds the marginals.
     *
     * @param scores K rows of n scores. Not modified.
     * @param least pairs with no higher score may be left out
     * @param sweeps at most
     * @param tolerance the largest change at which to stop
     * @param warm whether to start from the end of the last run
     * @return the sweeps used
     */
    public abstract int run(double[][] scores, double least, int sweeps, double tolerance, boolean warm);

    /** The expected score of the last run, {@code sum P_ik s_ik}. */
    public abstract double energy();

    /** The log partition sum of the last run as this update approximates it: energy plus entropy. */
    public abstract double logSum();

    @Override
    public final double entropy() {
        return logSum() - energy();
    }

    @Override
    public final SequentialMatching factor() {
        return new SequentialMatching(latent)
                .withRowOrder(SequentialMatching.certainFirst(
                        logarithms(marginals()), latent.space().allowed()));
    }

    @Override
    public final void write(double[] parameters, int offset) {
        DMatrixRMaj marginals = marginals();
        SparsityPattern allowed = latent.space().allowed();
        Arrays.fill(parameters, offset, offset + factor().parameterCount(), 0);
        for (int i = 0; i < items(); i++) {
            double unmatched = 1;
            for (int k = 0; k < places(); k++) {
                unmatched -= marginals.get(i, k);
            }
            parameters[offset + allowed.count() + i] = Math.log(Math.max(LEAST_MARGINAL, unmatched));
        }
        allowed.gather(logarithms(marginals), parameters, offset);
    }

    private static DMatrixRMaj logarithms(DMatrixRMaj marginals) {
        for (int e = 0; e < marginals.getNumElements(); e++) {
            marginals.data[e] = Math.log(Math.max(LEAST_MARGINAL, marginals.data[e]));
        }
        return marginals;
    }
}
