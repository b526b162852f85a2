package io.permvi.inference.fit;

import io.permvi.models.LatentValues;
import io.permvi.models.MatchingLatent;
import io.permvi.models.Model;
import io.permvi.relaxations.assignment.SparseMap;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.random.DrawRandom;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * The ELBO of a model with one matching under the distribution of {@link SparseMap}: {@code sum_k w_k (log joint(P_k) - log
 * w_k)} over its few matchings, exact and without noise, and its gradient through their weights. It bounds the
 * evidence. A matching without weight has no gradient, so the distribution spreads only where scores of entries lead
 * it. One evaluation of the model for each matching.
 *
 * @param model with that latent alone
 * @param latent the matching; its scores, packed by allowed entries, are the parameters
 * @param temperature of the quadratic term, above 0: the higher, the more matchings
 * @param most matchings that may have weight
 */
public record SparseMapObjective(Model model, MatchingLatent latent, double temperature, int most)
        implements Objective {

    /** Checks the latent and the temperature. */
    public SparseMapObjective {
        if (!model.latents().equals(List.of(latent))) {
            throw new IllegalArgumentException(
                    "SparseMAP serves models with one latent, got " + model.latents() + " and " + latent);
        }
        if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("temperature must be positive and finite, got " + temperature);
        }
    }

    @Override
    public int parameterCount() {
        return latent.space().allowed().count();
    }

    /**
     * The distribution at some parameters.
     *
     * @param parameters Not modified.
     */
    public SparseMap distribution(double[] parameters) {
        SparseMap map = new SparseMap(latent.space(), most);
        map.solve(scores(parameters), temperature);
        return map;
    }

    private DMatrixRMaj scores(double[] parameters) {
        DMatrixRMaj scores = new DMatrixRMaj(latent.rows(), latent.columns());
        latent.space().allowed().scatter(parameters, 0, 0, scores);
        return scores;
    }

    /**
     * A pass.
     *
     * @throws IllegalArgumentException when there are several parts: all would be the same
     */
    @Override
    public Pass newPass(int parts) {
        if (parts != 1) {
            throw new IllegalArgumentException("SparseMAP has no noise: one part is enough, got " + parts);
        }
        return new SparsePass();
    }

    private final class SparsePass implements Pass {
        private final SparsityPattern allowed = latent.space().allowed();
        private final SparseMap map = new SparseMap(latent.space(), most);
        private final Model.Pass modelPass = model.newPass();
        private final LatentValues z = new LatentValues(model.latents());
        private final double[] adjoint = new double[most];
        private final double[] packed = new double[allowed.count()];
        private final DMatrixRMaj scoresAdjoint = new DMatrixRMaj(latent.rows(), latent.columns());
        private double energy;
        private double entropy;

        @Override
        public void forward(int part, double[] parameters, int step, DrawRandom stream) {
            int count = map.solve(scores(parameters), temperature);
            energy = 0;
            entropy = 0;
            for (int k = 0; k < count; k++) {
                Matching.toMatrix(map.places(k), z.get(latent));
                double joint = modelPass.forward(z);
                double log = Math.log(Math.max(Double.MIN_NORMAL, map.weight(k)));
                energy += map.weight(k) * joint;
                entropy -= map.weight(k) * log;
                adjoint[k] = joint - log - 1;
            }
        }

        @Override
        public void backward(int part, double[] gradient) {
            map.pullBack(adjoint, scoresAdjoint);
            allowed.gather(scoresAdjoint, packed, 0);
            for (int e = 0; e < packed.length; e++) {
                gradient[e] += packed[e];
            }
        }

        @Override
        public double energy(int part) {
            return energy;
        }

        @Override
        public double entropy(int part) {
            return entropy;
        }
    }
}
