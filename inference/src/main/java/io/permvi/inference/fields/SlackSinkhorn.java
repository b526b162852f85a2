package io.permvi.inference.fields;

import io.permvi.inference.factor.Bound;
import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.sinkhorn.EntropicTransport;
import io.permvi.relaxations.sinkhorn.TransportPass;
import io.permvi.relaxations.sinkhorn.TransportProblem;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * Marginals by {@link EntropicTransport} with a slack in every row and column: the P that maximizes
 *
 * <pre>sum P_ik (s_ik - log P_ik) - sum_i r_i log r_i - sum_k c_k log c_k,   r_i = 1 - sum_k P_ik,   c_k = 1 - sum_i P_ik.</pre>
 *
 * It counts the entropy of items and of places both, so its optimum is no bound on the log partition sum, and the marginals
 * are flatter than those of {@link BeliefPropagation}. All pairs take part, whatever their score. For comparison.
 */
public final class SlackSinkhorn extends MatchingUpdate {
    private static final double LEAST_SCORE = -60;
    private static final double MOST_SCORE = 150;

    private final DMatrixRMaj scores;
    private final DMatrixRMaj plan;
    private final double[] potentials;
    private final double[] unmatched;
    private TransportPass pass;
    private double passTolerance;
    private double energy;
    private double entropy;

    /**
     * Buffers for a latent.
     *
     * @throws IllegalArgumentException when the latent is not partial or has a mask
     */
    public SlackSinkhorn(MatchingLatent latent) {
        super(latent);
        scores = new DMatrixRMaj(items(), places());
        plan = new DMatrixRMaj(items(), places());
        potentials = new double[places()];
        unmatched = new double[items()];
        setTolerance(1e-3);
    }

    private void setTolerance(double tolerance) {
        passTolerance = tolerance;
        pass = EntropicTransport.converged(tolerance)
                .newPass(TransportProblem.of(MatchingSpace.partial(SparsityPattern.all(items(), places()))));
    }

    /** Solves to the tolerance as marginal error; the number of sweeps is the solver's own. */
    @Override
    public Bound bound() {
        return Bound.NOTHING;
    }

    @Override
    public int run(double[][] placeScores, double least, int sweeps, double tolerance, boolean warm) {
        if (tolerance != passTolerance) {
            setTolerance(tolerance);
        }
        for (int k = 0; k < places(); k++) {
            for (int i = 0; i < items(); i++) {
                scores.set(i, k, Math.max(LEAST_SCORE, Math.min(MOST_SCORE, placeScores[k][i])));
            }
        }
        if (warm) {
            pass.startFrom(potentials);
        }
        pass.forward(scores, 1, plan);
        for (int k = 0; k < places(); k++) {
            potentials[k] = pass.columnPotential(k);
        }
        measure();
        return pass.iterationsUsed();
    }

    private void measure() {
        energy = 0;
        entropy = 0;
        Arrays.fill(unmatched, 1);
        for (int k = 0; k < places(); k++) {
            double empty = 1;
            for (int i = 0; i < items(); i++) {
                double p = plan.get(i, k);
                matches()[k][i] = p;
                energy += p * scores.get(i, k);
                entropy += surprise(p);
                unmatched[i] -= p;
                empty -= p;
            }
            entropy += surprise(empty);
        }
        for (double share : unmatched) {
            entropy += surprise(share);
        }
    }

    private static double surprise(double p) {
        return p > 0 ? -p * Math.log(p) : 0;
    }

    @Override
    public double energy() {
        return energy;
    }

    @Override
    public double logSum() {
        return energy + entropy;
    }
}
