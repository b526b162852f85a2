package io.permvi.examples.worms;

import io.permvi.examples.common.InputException;
import io.permvi.inference.Adam;
import io.permvi.inference.DiagonalGaussian;
import io.permvi.inference.DrawRandom;
import io.permvi.inference.FitResult;
import io.permvi.inference.MatchingMarginals;
import io.permvi.inference.MeanField;
import io.permvi.inference.PreimagePermutation;
import io.permvi.inference.Progress;
import io.permvi.inference.RelaxedPermutation;
import io.permvi.inference.Schedule;
import io.permvi.inference.VariationalFactor;
import io.permvi.inference.VariationalInference;
import io.permvi.models.PermutationLatent;
import io.permvi.models.worms.WormDynamics;
import io.permvi.relaxations.Rounding;
import io.permvi.relaxations.SinkhornOperator;
import java.util.ArrayList;
import java.util.List;

/**
 * A variational fit of the worm dynamics.
 *
 * @param method how permutations are relaxed
 * @param steps of the optimizer
 * @param firstTemperature of the relaxation at the start
 * @param lastTemperature of the relaxation from two thirds of the steps on
 * @param draws Monte-Carlo draws of a step
 * @param threads that share the draws
 */
record Identification(
        Method method, int steps, double firstTemperature, double lastTemperature, int draws, int threads) {

    private static final int SINKHORN_ITERATIONS = 20;
    private static final double LOWER_SCALE = 0.1;
    private static final double UPPER_SCALE = 0.3;
    private static final int MARGINAL_DRAWS = 200;
    private static final int FIT_STREAM = 10;
    private static final int MARGINAL_STREAM = 11;

    /** How permutations are relaxed. */
    enum Method {
        /** Gumbel noise before the Sinkhorn operator. */
        GUMBEL_SINKHORN(4),
        /** Gaussian noise around a Sinkhorn mean, pulled toward the nearest matching. */
        ROUNDING(1);

        private final double firstTemperature;

        Method(double firstTemperature) {
            this.firstTemperature = firstTemperature;
        }

        /** Where the temperature starts unless told otherwise; it ends at 1. */
        double firstTemperature() {
            return firstTemperature;
        }

        /** Accepts the spelling of the command line. */
        static Method of(String name) {
            for (Method method : values()) {
                if (method.toString().equals(name)) {
                    return method;
                }
            }
            throw new InputException("--method must be one of " + List.of(values()) + ", got " + name);
        }

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * What was found.
     *
     * @param fit the fit
     * @param marginals of each worm
     */
    record Found(FitResult fit, List<MatchingMarginals> marginals) {}

    /** Fits and collects the marginals. */
    Found run(WormDynamics model, long seed, Progress.Listener listener) {
        List<VariationalFactor> factors = new ArrayList<>();
        for (PermutationLatent identity : model.identities()) {
            factors.add(factor(identity));
        }
        factors.add(new DiagonalGaussian(model.weights())
                .withStart(0, 0.5 * model.weightPrior().standardDeviation()));
        MeanField q = MeanField.of(factors);
        FitResult fit = VariationalInference.withDefaults()
                .withOptimizer(new Adam(Schedule.cosine(0.1, 0.01, steps)))
                .withTemperature(Schedule.geometric(firstTemperature, lastTemperature, Math.max(1, 2 * steps / 3)))
                .withSteps(steps)
                .withDraws(draws)
                .withThreads(threads)
                .withListener(listener)
                .fit(model, q, DrawRandom.of(seed, FIT_STREAM, 0));
        List<MatchingMarginals> marginals = new ArrayList<>();
        for (PermutationLatent identity : model.identities()) {
            marginals.add(fit.posterior()
                    .marginals(identity, MARGINAL_DRAWS, DrawRandom.of(seed, MARGINAL_STREAM, marginals.size())));
        }
        return new Found(fit, marginals);
    }

    private VariationalFactor factor(PermutationLatent identity) {
        SinkhornOperator sinkhorn = new SinkhornOperator(SINKHORN_ITERATIONS, 0);
        return switch (method) {
            case GUMBEL_SINKHORN -> new PreimagePermutation(identity, sinkhorn);
            case ROUNDING -> new RelaxedPermutation(identity, new Rounding()).withScales(LOWER_SCALE, UPPER_SCALE);
        };
    }
}
