package io.permvi.examples.matching;

import io.permvi.inference.factor.DiscreteFactor;
import io.permvi.inference.factor.MeanField;
import io.permvi.inference.posterior.CorrectedPosterior;
import io.permvi.inference.posterior.FittedPosterior;
import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.counting.PermutationEnumeration;
import io.permvi.relaxations.random.DrawRandom;
import io.permvi.relaxations.ranking.PermutationDistribution;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/** What a method found for one problem: a distribution over permutations that can at least be drawn from. */
interface Approximation {
    /** How many hard draws stand for a distribution without a probability function. */
    int HISTOGRAM_DRAWS = 10_000;

    /** The probabilities of all permutations by index, exact where the family knows them, otherwise of hard draws. */
    double[] probabilities(PermutationEnumeration all, RandomGenerator rng);

    /** The probability that observation i comes from center j. */
    DMatrixRMaj marginals(int order, RandomGenerator rng);

    /** The ELBO that was maximized, NaN where there is none. */
    double elbo();

    /** Steps of the fit, 0 without one. */
    int steps();

    /** A distribution that knows its probabilities, given without a fit. */
    record Known(PermutationDistribution distribution) implements Approximation {
        @Override
        public double[] probabilities(PermutationEnumeration all, RandomGenerator rng) {
            return all.stream()
                    .mapToDouble(p -> Math.exp(distribution.logProbability(p)))
                    .toArray();
        }

        @Override
        public DMatrixRMaj marginals(int order, RandomGenerator rng) {
            DMatrixRMaj marginals = new DMatrixRMaj(order, order);
            for (int s = 0; s < HISTOGRAM_DRAWS; s++) {
                addDraw(distribution.sample(rng).places(), 1.0 / HISTOGRAM_DRAWS, marginals);
            }
            return marginals;
        }

        @Override
        public double elbo() {
            return Double.NaN;
        }

        @Override
        public int steps() {
            return 0;
        }
    }

    /** The same seen only through its draws: what a histogram of exact draws scores is the floor for all histograms. */
    record Drawn(PermutationDistribution distribution) implements Approximation {
        @Override
        public double[] probabilities(PermutationEnumeration all, RandomGenerator rng) {
            double[] shares = new double[all.size()];
            for (int s = 0; s < HISTOGRAM_DRAWS; s++) {
                shares[all.indexOf(distribution.sample(rng).places())] += 1.0 / HISTOGRAM_DRAWS;
            }
            return shares;
        }

        @Override
        public DMatrixRMaj marginals(int order, RandomGenerator rng) {
            return new Known(distribution).marginals(order, rng);
        }

        @Override
        public double elbo() {
            return Double.NaN;
        }

        @Override
        public int steps() {
            return 0;
        }
    }

    /** A fitted posterior; exact probabilities where its factor is discrete. */
    record Fitted(MatchingLatent latent, FittedPosterior posterior, double elbo, int steps) implements Approximation {
        @Override
        public double[] probabilities(PermutationEnumeration all, RandomGenerator rng) {
            double[] q = new double[all.size()];
            int[] places = new int[all.order()];
            if (((MeanField) posterior.family()).factor(latent) instanceof DiscreteFactor factor) {
                DiscreteFactor.Pass pass = factor.newPass();
                double[] parameters = posterior.parameters();
                for (int k = 0; k < q.length; k++) {
                    all.places(k, places);
                    q[k] = Math.exp(pass.logProbability(parameters, 0, places));
                }
                return q;
            }
            posterior.forEachDraw(HISTOGRAM_DRAWS, rng, (s, z) -> {
                read(z.get(latent), places);
                q[all.indexOf(places)] += 1.0 / HISTOGRAM_DRAWS;
            });
            return q;
        }

        @Override
        public DMatrixRMaj marginals(int order, RandomGenerator rng) {
            return posterior.mean(latent, HISTOGRAM_DRAWS, rng);
        }
    }

    /** A fitted posterior corrected by importance weights. */
    record Corrected(MatchingLatent latent, CorrectedPosterior posterior, double elbo, int steps)
            implements Approximation {
        @Override
        public double[] probabilities(PermutationEnumeration all, RandomGenerator rng) {
            double[] q = new double[all.size()];
            int[] places = new int[all.order()];
            posterior.forEach((z, weight) -> {
                read(z.get(latent), places);
                q[all.indexOf(places)] += weight;
            });
            return q;
        }

        @Override
        public DMatrixRMaj marginals(int order, RandomGenerator rng) {
            return posterior.mean(latent);
        }
    }

    /** Rows that choose independently, with no regard to each other; places may clash. */
    record Independent(DMatrixRMaj rows, double elbo) implements Approximation {
        @Override
        public double[] probabilities(PermutationEnumeration all, RandomGenerator rng) {
            double[] q = new double[all.size()];
            int[] places = new int[all.order()];
            for (int k = 0; k < q.length; k++) {
                all.places(k, places);
                q[k] = 1;
                for (int i = 0; i < places.length; i++) {
                    q[k] *= rows.get(i, places[i]);
                }
            }
            return q;
        }

        @Override
        public DMatrixRMaj marginals(int order, RandomGenerator rng) {
            return rows.copy();
        }

        @Override
        public int steps() {
            return 0;
        }
    }

    private static void addDraw(int[] places, double weight, DMatrixRMaj marginals) {
        for (int i = 0; i < places.length; i++) {
            marginals.add(i, places[i], weight);
        }
    }

    /** The places of the ones of a permutation matrix. */
    static void read(DMatrixRMaj z, int[] places) {
        for (int i = 0; i < places.length; i++) {
            for (int j = 0; j < places.length; j++) {
                if (z.data[i * places.length + j] == 1) {
                    places[i] = j;
                }
            }
        }
    }

    /** The stream of a purpose within a fit. */
    static RandomGenerator stream(long seed, int purpose) {
        return DrawRandom.of(seed, purpose, 0);
    }
}
