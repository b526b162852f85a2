package io.permvi.inference.factor;

import io.permvi.models.DiscreteLatent;
import io.permvi.relaxations.linalg.LogSumExp;
import io.permvi.relaxations.permutation.Matching;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * A mixture of discrete factors of one latent, {@code q(z) = sum_k weight_k q_k(z)}, of any families: each draw comes
 * from one of them, and log q and its gradient are those of the mixture, so the ELBO bounds the evidence. Start
 * components apart (by random parameters), or they stay alike. A draw costs the log probability under every component.
 *
 * <p>Parameters: those of the components one after the other, then a logit of weight for each.
 *
 * @param components at least two, of one discrete latent, none of which draws what is no value of it
 */
public record MixtureFactor(List<DiscreteFactor> components) implements DiscreteFactor {

    /** Checks the components. */
    public MixtureFactor {
        components = List.copyOf(components);
        if (components.size() < 2) {
            throw new IllegalArgumentException("a mixture needs at least 2 components, got " + components.size());
        }
        for (DiscreteFactor component : components) {
            if (!component.latent().equals(components.get(0).latent())
                    || !(component.latent() instanceof DiscreteLatent)) {
                throw new IllegalArgumentException("components of a mixture are of one discrete latent, got "
                        + components.get(0).latent() + " and " + component.latent());
            }
            if (component.bound() != Bound.EVIDENCE) {
                throw new IllegalArgumentException("a component must draw values of the latent only, got " + component);
            }
        }
    }

    @Override
    public DiscreteLatent latent() {
        return (DiscreteLatent) components.get(0).latent();
    }

    @Override
    public int parameterCount() {
        return components.stream().mapToInt(VariationalFactor::parameterCount).sum() + components.size();
    }

    @Override
    public int noiseCount() {
        return 1 + components.stream().mapToInt(VariationalFactor::noiseCount).sum();
    }

    @Override
    public void initialize(double[] parameters, int offset, RandomGenerator rng) {
        int at = offset;
        for (DiscreteFactor component : components) {
            component.initialize(parameters, at, rng);
            at += component.parameterCount();
        }
        Arrays.fill(parameters, at, at + components.size(), 0);
    }

    /** Every component from there. */
    @Override
    public void startAt(Start start, double[] parameters, int offset) {
        int at = offset;
        for (DiscreteFactor component : components) {
            component.startAt(start, parameters, at);
            at += component.parameterCount();
        }
    }

    /** A uniform that chooses the component, then the noise of each. */
    @Override
    public void drawNoise(double[] noise, int offset, RandomGenerator rng) {
        noise[offset] = rng.nextDouble();
        int at = offset + 1;
        for (DiscreteFactor component : components) {
            component.drawNoise(noise, at, rng);
            at += component.noiseCount();
        }
    }

    @Override
    public Pass newPass() {
        return new MixturePass();
    }

    private final class MixturePass extends HardPass {
        private final Pass[] passes =
                components.stream().map(DiscreteFactor::newPass).toArray(Pass[]::new);
        private final int[] parameterAt = new int[passes.length + 1];
        private final int[] noiseAt = new int[passes.length + 1];
        private final double[] weight = new double[passes.length];
        private double logWeights;
        private final double[] share = new double[passes.length];
        private final int[] places = new int[latent().rows()];

        MixturePass() {
            for (int k = 0; k < passes.length; k++) {
                parameterAt[k + 1] = parameterAt[k] + components.get(k).parameterCount();
                noiseAt[k + 1] = noiseAt[k] + components.get(k).noiseCount();
            }
        }

        @Override
        public double forward(
                double[] parameters, int parameterOffset, double[] noise, int noiseOffset, DMatrixRMaj z) {
            readWeights(parameters, parameterOffset);
            double left = noise[noiseOffset];
            int chosen = 0;
            while (chosen < passes.length - 1 && left >= weight[chosen]) {
                left -= weight[chosen++];
            }
            passes[chosen].forward(
                    parameters, parameterOffset + parameterAt[chosen], noise, noiseOffset + 1 + noiseAt[chosen], z);
            for (int i = 0; i < places.length; i++) {
                places[i] = Matching.UNMATCHED;
                for (int j = 0; j < z.numCols; j++) {
                    places[i] = z.data[i * z.numCols + j] == 1 ? j : places[i];
                }
            }
            return -combine(parameters, parameterOffset, places);
        }

        private void readWeights(double[] parameters, int parameterOffset) {
            System.arraycopy(parameters, parameterOffset + parameterAt[weight.length], weight, 0, weight.length);
            logWeights = LogSumExp.softmax(weight, 0, weight.length, 1);
        }

        private double combine(double[] parameters, int parameterOffset, int[] given) {
            for (int k = 0; k < passes.length; k++) {
                double logit = parameters[parameterOffset + parameterAt[passes.length] + k];
                share[k] = logit
                        - logWeights
                        + passes[k].logProbability(parameters, parameterOffset + parameterAt[k], given);
            }
            double logProbability = LogSumExp.of(share, 0, share.length);
            for (int k = 0; k < passes.length; k++) {
                share[k] = logProbability == Double.NEGATIVE_INFINITY ? 0 : Math.exp(share[k] - logProbability);
            }
            return scored(logProbability);
        }

        @Override
        public double logProbability(double[] parameters, int parameterOffset, int[] given) {
            readWeights(parameters, parameterOffset);
            return combine(parameters, parameterOffset, given);
        }

        @Override
        void addScore(double advantage, double[] gradient, int parameterOffset) {
            int logits = parameterOffset + parameterAt[passes.length];
            for (int k = 0; k < passes.length; k++) {
                if (share[k] > 0) {
                    passes[k].backward(advantage * share[k], gradient, parameterOffset + parameterAt[k]);
                }
                gradient[logits + k] += advantage * (share[k] - weight[k]);
            }
        }
    }
}
