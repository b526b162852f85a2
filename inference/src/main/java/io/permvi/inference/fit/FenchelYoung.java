package io.permvi.inference.fit;

import io.permvi.inference.factor.GumbelMatching;
import io.permvi.relaxations.assignment.LinearMaximum;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.random.DrawRandom;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * Learning scores from matchings that were seen, by the Fenchel-Young gap of a perturbed optimizer,
 *
 * <pre>  maximize  &lt;X, Y&gt; - E max over P of &lt;X + G, P&gt;,     gradient  Y - E argmax,</pre>
 *
 * which is concave in X and largest where the perturbed matchings have the marginals Y. Unbiased, and needs no
 * relaxation. Berthet, Blondel, Teboul, Cuturi, Vert and Bach, Learning with differentiable perturbed optimizers
 * (NeurIPS 2020), section 4. One assignment a part.
 *
 * @param gumbel the distribution whose scores are learned
 * @param target Y: a matching, or the mean of several, items by places
 */
public record FenchelYoung(GumbelMatching gumbel, DMatrixRMaj target) implements Objective {

    /** Checks the shape. */
    public FenchelYoung {
        if (target.numRows != gumbel.latent().rows()
                || target.numCols != gumbel.latent().columns()) {
            throw new IllegalArgumentException("the target of " + gumbel.latent() + " must have its shape, got "
                    + target.numRows + " x " + target.numCols);
        }
        target = target.copy();
    }

    @Override
    public int parameterCount() {
        return gumbel.parameterCount();
    }

    @Override
    public Pass newPass(int parts) {
        return new GapPass(parts);
    }

    private final class GapPass implements Pass {
        private final SparsityPattern allowed = gumbel.latent().space().allowed();
        private final LinearMaximum[] best;
        private final int[][] places;
        private final double[] value;
        private final double[] wanted = new double[allowed.count()];

        GapPass(int parts) {
            best = new LinearMaximum[parts];
            Arrays.setAll(best, part -> LinearMaximum.of(gumbel.latent().space()));
            places = new int[parts][allowed.rows()];
            value = new double[parts];
            allowed.gather(target, wanted, 0);
        }

        @Override
        public void forward(int part, double[] parameters, int step, DrawRandom stream) {
            double[] noisy = new double[allowed.count()];
            gumbel.drawNoise(noisy, 0, stream);
            double linear = 0;
            for (int e = 0; e < noisy.length; e++) {
                noisy[e] += parameters[e];
                linear += wanted[e] * parameters[e];
            }
            DMatrixRMaj scores = new DMatrixRMaj(allowed.rows(), allowed.columns());
            allowed.put(noisy, 0, scores);
            value[part] = linear - best[part].maximize(scores, places[part]);
        }

        @Override
        public void backward(int part, double[] gradient) {
            for (int e = 0; e < wanted.length; e++) {
                gradient[e] += wanted[e];
            }
            for (int i = 0; i < allowed.rows(); i++) {
                if (places[part][i] != Matching.UNMATCHED) {
                    gradient[allowed.entry(i, places[part][i])] -= 1;
                }
            }
        }

        @Override
        public double energy(int part) {
            return value[part];
        }
    }
}
