package io.permvi.inference.factor;

import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Matchings that share their places and follow each other, such as the detections of one picture after another:
 *
 * <pre>  q(x_1) prod_k q(x_k | x_(k-1)),   scores of x_k:  A_k + B_k x_(k-1),</pre>
 *
 * each a sequential matching whose scores are a base A_k and, where item h of the one before stands at a place, an affinity
 * B_k[i, h] of item i to that place. At B = 0 it is the mean field; with A = 0 it says who follows whom and leaves the
 * names of the places open. Knows its probability, so its ELBO bounds the evidence. Parameters: A_1, then A_k and B_k by
 * rows for each that follows. O(sum of items times those of the one before) a draw.
 *
 * @param matchings in order, at least two, of as many places each
 */
public record ChainOfMatchings(List<MatchingLatent> matchings) implements DensityFamily {
    private static final int[] NOTHING = {};

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException when there are fewer than two, or their places are not as many
     */
    public ChainOfMatchings {
        matchings = List.copyOf(matchings);
        long widths = matchings.stream().map(MatchingLatent::columns).distinct().count();
        if (matchings.size() < 2 || widths > 1) {
            throw new IllegalArgumentException(
                    "a chain needs two or more matchings that share their places, got " + matchings);
        }
    }

    private SequentialMatching factor(int k) {
        return new SequentialMatching(matchings.get(k));
    }

    /** The affinities of a matching to the one before. */
    private int affinities(int k) {
        return k == 0 ? 0 : matchings.get(k).rows() * matchings.get(k - 1).rows();
    }

    /** Where the parameters of a matching begin. */
    private int offset(int k) {
        return k == 0 ? 0 : offset(k - 1) + factor(k - 1).parameterCount() + affinities(k - 1);
    }

    @Override
    public List<Latent> latents() {
        return List.copyOf(matchings);
    }

    @Override
    public List<Latent> pathwise() {
        return List.of();
    }

    @Override
    public int parameterCount() {
        return offset(matchings.size());
    }

    @Override
    public int noiseCount() {
        return matchings.stream().mapToInt(MatchingLatent::rows).sum();
    }

    /** All scores and affinities zero. */
    @Override
    public double[] initialParameters(RandomGenerator rng) {
        return new double[parameterCount()];
    }

    /** Moves the base of a matching. */
    @Override
    public void startAt(Start start, double[] parameters) {
        int k = matchings.indexOf(start.latent());
        if (k < 0) {
            throw new IllegalArgumentException("no factor for latent " + start.latent() + "; there are " + latents());
        }
        factor(k).startAt(start, parameters, offset(k));
    }

    @Override
    public void drawNoise(double[] noise, RandomGenerator rng) {
        Arrays.setAll(noise, k -> rng.nextDouble());
    }

    @Override
    public Bound bound() {
        return Bound.EVIDENCE;
    }

    @Override
    public DensityFamily.Pass newPass() {
        return new ChainPass();
    }

    private final class ChainPass implements DensityFamily.Pass {
        private final Link[] links = new Link[matchings.size()];
        private double logDensity = Double.NaN;

        private ChainPass() {
            int noise = 0;
            for (int k = 0; k < links.length; k++) {
                links[k] = new Link(k, noise);
                noise += matchings.get(k).rows();
            }
        }

        @Override
        public double forward(double[] parameters, double[] noise, LatentValues z) {
            double entropy = 0;
            logDensity = 0;
            int[] before = NOTHING;
            for (Link link : links) {
                entropy += link.forward(parameters, noise, before, z);
                logDensity += link.pass.logDensity();
                before = link.places;
            }
            return entropy;
        }

        @Override
        public void backward(LatentValues zAdjoint, double advantage, double[] gradient) {
            logDensity();
            for (Link link : links) {
                link.backward(advantage, gradient);
            }
        }

        @Override
        public void hardDraw(double[] parameters, double[] noise, LatentValues z) {
            forward(parameters, noise, z);
        }

        @Override
        public double logDensity() {
            if (Double.isNaN(logDensity)) {
                throw new IllegalStateException("a density or gradient before forward");
            }
            return logDensity;
        }
    }

    /** One matching given the one before. */
    private final class Link {
        private final MatchingLatent latent;
        private final SparsityPattern allowed;
        private final DiscreteFactor.Pass pass;
        private final int offset;
        private final int noiseOffset;
        private final double[] scores;
        private final double[] scoresAdjoint;
        private final int[] places;
        private int[] before = NOTHING;

        private Link(int k, int noiseOffset) {
            latent = matchings.get(k);
            allowed = latent.space().allowed();
            pass = factor(k).newPass();
            offset = offset(k);
            this.noiseOffset = noiseOffset;
            scores = new double[factor(k).parameterCount()];
            scoresAdjoint = new double[scores.length];
            places = new int[latent.rows()];
        }

        private double forward(double[] parameters, double[] noise, int[] placesBefore, LatentValues z) {
            before = placesBefore;
            System.arraycopy(parameters, offset, scores, 0, scores.length);
            follow(scores, parameters, false);
            double entropy = pass.forward(scores, 0, noise, noiseOffset, z.get(latent));
            Matching.readPlaces(z.get(latent), places);
            return entropy;
        }

        private void backward(double advantage, double[] gradient) {
            Arrays.fill(scoresAdjoint, 0);
            pass.backward(advantage, scoresAdjoint, 0);
            for (int e = 0; e < scores.length; e++) {
                gradient[offset + e] += scoresAdjoint[e];
            }
            follow(scoresAdjoint, gradient, true);
        }

        /** Adds to each entry whose place was taken before the affinity that it has, or to that affinity the entry. */
        private void follow(double[] entries, double[] parameters, boolean back) {
            for (int h = 0; h < before.length; h++) {
                for (int i = 0; before[h] != Matching.UNMATCHED && i < places.length; i++) {
                    int entry = allowed.entry(i, before[h]);
                    int affinity = offset + scores.length + i * before.length + h;
                    if (entry >= 0 && back) {
                        parameters[affinity] += entries[entry];
                    } else if (entry >= 0) {
                        entries[entry] += parameters[affinity];
                    }
                }
            }
        }
    }
}
