package io.permvi.inference.factor;

import io.permvi.models.DiscreteLatent;
import io.permvi.relaxations.linalg.LogSumExp;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Categories;
import org.ejml.data.DMatrixRMaj;

/**
 * Every item chooses its place by itself, {@code q(x) = prod_i softmax(theta_i)[place(i)]}: the right family for
 * independent categories, and the naive mean field of a matching, which ignores that places can be taken only once.
 *
 * <p>For a {@link io.permvi.models.CategoricalLatent} the ELBO bounds the evidence. For a matching, draws may give one
 * place to several items; the model is then evaluated at matrices that are no matchings, and the ELBO bounds the
 * evidence of the model without the constraint. Parameters are the scores in the order of the allowed entries.
 * Partial matchings are not served. O(allowed entries) a draw.
 *
 * @param latent the categories, or the matching whose constraint is ignored
 */
public record IndependentRows(DiscreteLatent latent) implements DiscreteFactor {

    /** Checks that every item has a place. */
    public IndependentRows {
        if (latent.space().partial()) {
            throw new IllegalArgumentException("independent rows do not serve partial matchings, got " + latent);
        }
    }

    /** Draws of a matching may clash. */
    @Override
    public Bound bound() {
        return latent.space() instanceof Categories ? Bound.EVIDENCE : Bound.RELAXED_EVIDENCE;
    }

    @Override
    public int parameterCount() {
        return latent.space().allowed().count();
    }

    @Override
    public int noiseCount() {
        return latent.space().items();
    }

    @Override
    public void startAt(Start start, double[] parameters, int offset) {
        latent.space().allowed().gather(start.values(), parameters, offset);
    }

    @Override
    public Pass newPass() {
        return new RowsPass();
    }

    private final class RowsPass extends HardPass {
        private final SparsityPattern allowed = latent.space().allowed();
        private final double[] probability = new double[allowed.count()];
        private final int[] chosen = new int[allowed.rows()];

        @Override
        public double forward(
                double[] parameters, int parameterOffset, double[] noise, int noiseOffset, DMatrixRMaj z) {
            double logProbability = 0;
            z.zero();
            for (int i = 0; i < chosen.length; i++) {
                double logSum = softmax(parameters, parameterOffset, i);
                chosen[i] = pick(i, noise[noiseOffset + i]);
                logProbability += parameters[parameterOffset + chosen[i]] - logSum;
                z.data[i * allowed.columns() + allowed.column(chosen[i])] = 1;
            }
            return -scored(logProbability);
        }

        @Override
        public double logProbability(double[] parameters, int parameterOffset, int[] places) {
            scored(Double.NaN);
            double sum = 0;
            for (int i = 0; i < chosen.length; i++) {
                double logSum = softmax(parameters, parameterOffset, i);
                int at = allowed.entry(i, places[i]);
                if (at < 0) {
                    return Double.NEGATIVE_INFINITY;
                }
                chosen[i] = at;
                sum += parameters[parameterOffset + at] - logSum;
            }
            return scored(sum);
        }

        private double softmax(double[] parameters, int offset, int i) {
            int first = allowed.rowStart(i);
            int end = allowed.rowEnd(i);
            System.arraycopy(parameters, offset + first, probability, first, end - first);
            return LogSumExp.softmax(probability, first, end, 1);
        }

        private int pick(int i, double uniform) {
            double left = uniform;
            int e = allowed.rowStart(i);
            while (e < allowed.rowEnd(i) - 1 && left >= probability[e]) {
                left -= probability[e++];
            }
            return e;
        }

        @Override
        void addScore(double advantage, double[] gradient, int parameterOffset) {
            for (int e = 0; e < probability.length; e++) {
                gradient[parameterOffset + e] -= advantage * probability[e];
            }
            for (int e : chosen) {
                gradient[parameterOffset + e] += advantage;
            }
        }
    }
}
