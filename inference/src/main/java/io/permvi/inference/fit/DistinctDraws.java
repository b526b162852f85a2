package io.permvi.inference.fit;

import io.permvi.inference.factor.DiscreteFactor;
import io.permvi.inference.factor.SequentialMatching;
import io.permvi.inference.factor.SequentialSearch;
import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import io.permvi.models.Model;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.random.DrawRandom;
import java.util.Arrays;
import java.util.List;

/**
 * The ELBO of a model with one matching under a {@link SequentialMatching}, from sets of distinct draws: sampling without
 * replacement never spends an evaluation of the model on a matching that it has already. Each part of a step is one set
 * S of k draws,
 *
 * <pre>  ELBO = sum over S of q(s) R(S, s) f_s,     gradient = sum over S of q(s) R(S, s) grad log q(s) (f_s - b_s),</pre>
 *
 * f = log joint - log q, R the leave-one-out ratio p(S without s, drawn from all but s) / p(S), and b_s the mean of f
 * over S given that s is drawn first: unbiased, and the built-in baseline needs no other parts. Kool, van Hoof and
 * Welling, Estimating gradients for discrete random variables by sampling without replacement (ICLR 2020), equations 12
 * to 15. A part costs k evaluations of the model and O(k^3 2^k).
 *
 * @param model with the matching's latent alone
 * @param matching the family
 * @param draws k, from 2 to {@value #MOST_DRAWS}
 */
public record DistinctDraws(Model model, SequentialMatching matching, int draws) implements Objective {
    /** The largest set. */
    public static final int MOST_DRAWS = 10;

    private static final double LEAST_LEFT = 1e-12;

    /** Checks the latent and the number. */
    public DistinctDraws {
        if (!model.latents().equals(List.<Latent>of(matching.latent()))) {
            throw new IllegalArgumentException("distinct draws serve models with one latent, the matching's, got "
                    + model.latents() + " and " + matching.latent());
        }
        if (draws < 2 || draws > MOST_DRAWS) {
            throw new IllegalArgumentException("a set has 2 to " + MOST_DRAWS + " distinct draws, got " + draws);
        }
    }

    @Override
    public int parameterCount() {
        return matching.parameterCount();
    }

    @Override
    public Pass newPass(int parts) {
        return new SetsPass(parts);
    }

    private final class SetsPass implements Pass {
        private final DrawnSet[] sets;

        SetsPass(int parts) {
            sets = new DrawnSet[parts];
            Arrays.setAll(sets, part -> new DrawnSet());
        }

        @Override
        public void forward(int part, double[] parameters, int step, DrawRandom stream) {
            sets[part].forward(parameters, stream);
        }

        @Override
        public void backward(int part, double[] gradient) {
            sets[part].backward(gradient);
        }

        @Override
        public double energy(int part) {
            return sets[part].energy;
        }

        @Override
        public double entropy(int part) {
            return sets[part].entropy;
        }
    }

    private final class DrawnSet {
        private final SequentialSearch search = new SequentialSearch(matching);
        private final DiscreteFactor.Pass pass = matching.newPass();
        private final Model.Pass modelPass = model.newPass();
        private final LatentValues z = new LatentValues(model.latents());
        private final double[] q = new double[draws];
        private final double[] value = new double[draws];
        private final double[] weight = new double[draws];
        private final double[] without = new double[1 << draws];
        private List<SequentialSearch.Leaf> leaves = List.of();
        private double[] parameters = new double[0];
        private double energy;
        private double entropy;

        void forward(double[] at, DrawRandom stream) {
            parameters = at.clone();
            leaves = search.distinct(parameters, 0, draws, stream);
            int k = leaves.size();
            int full = (1 << k) - 1;
            for (int s = 0; s < k; s++) {
                q[s] = Math.exp(leaves.get(s).logProbability());
            }
            double all = probability(k, full, 0);
            energy = 0;
            entropy = 0;
            for (int s = 0; s < k; s++) {
                SequentialSearch.Leaf leaf = leaves.get(s);
                Matching.toMatrix(leaf.places(), z.get(matching.latent()));
                double joint = modelPass.forward(z);
                value[s] = joint - leaf.logProbability();
                weight[s] = q[s] * probability(k, full ^ (1 << s), 1 << s) / all;
                energy += weight[s] * joint;
                entropy -= weight[s] * leaf.logProbability();
            }
            for (int s = 0; s < k; s++) {
                double rest = probability(k, full ^ (1 << s), 1 << s);
                double baseline = q[s] * value[s];
                for (int other = 0; other < k; other++) {
                    if (other != s) {
                        int both = 1 << s | 1 << other;
                        baseline += q[other] * probability(k, full ^ both, both) / rest * value[other];
                    }
                }
                weight[s] *= value[s] - baseline;
            }
        }

        /**
         * The probability that as many distinct draws as a set has are that set, drawn from all matchings but those of
         * another: by subsets, each reached by its last draw.
         */
        private double probability(int k, int set, int excluded) {
            double mass = 1 - sum(k, excluded);
            without[0] = 1;
            // subsets of a set in rising order
            for (int subset = -set & set; subset != 0; subset = (subset - set) & set) {
                double total = 0;
                for (int left = subset; left != 0; left &= left - 1) {
                    int last = left & -left;
                    double before = Math.max(LEAST_LEFT, mass - sum(k, subset ^ last));
                    total += without[subset ^ last] * q[Integer.numberOfTrailingZeros(last)] / before;
                }
                without[subset] = total;
            }
            return without[set];
        }

        private double sum(int k, int subset) {
            double sum = 0;
            for (int s = 0; s < k; s++) {
                sum += (subset >> s & 1) == 1 ? q[s] : 0;
            }
            return sum;
        }

        void backward(double[] gradient) {
            if (leaves.isEmpty()) {
                throw new IllegalStateException("backward before forward");
            }
            for (int s = 0; s < leaves.size(); s++) {
                pass.logProbability(parameters, 0, leaves.get(s).places());
                pass.backward(weight[s], gradient, 0);
            }
        }
    }
}
