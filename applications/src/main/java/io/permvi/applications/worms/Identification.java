package io.permvi.applications.worms;

import io.permvi.applications.files.InputException;
import io.permvi.inference.factor.DiagonalGaussian;
import io.permvi.inference.factor.MeanField;
import io.permvi.inference.factor.PreimagePermutation;
import io.permvi.inference.factor.RelaxedPermutation;
import io.permvi.inference.factor.VariationalFactor;
import io.permvi.inference.fit.FitResult;
import io.permvi.inference.fit.Progress;
import io.permvi.inference.fit.StopReason;
import io.permvi.inference.fit.VariationalInference;
import io.permvi.inference.optimize.Adam;
import io.permvi.inference.optimize.Schedule;
import io.permvi.inference.posterior.ChainPosterior;
import io.permvi.inference.posterior.Diagnostics;
import io.permvi.inference.posterior.FittedPosterior;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.inference.posterior.Posterior;
import io.permvi.inference.posterior.RelabeledPosterior;
import io.permvi.inference.posterior.Trace;
import io.permvi.inference.search.ExchangeAnnealing;
import io.permvi.inference.search.MatchingListener;
import io.permvi.inference.search.NearbyInference;
import io.permvi.inference.search.ParallelTempering;
import io.permvi.models.MatchingLatent;
import io.permvi.models.Model;
import io.permvi.models.worms.WormDynamics;
import io.permvi.relaxations.Relaxation;
import io.permvi.relaxations.permutation.Categories;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.Space;
import io.permvi.relaxations.polytope.Rounding;
import io.permvi.relaxations.polytope.Softmax;
import io.permvi.relaxations.random.DrawRandom;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A way to name the cells of worms.
 *
 * @param method how
 * @param steps of the optimizer, for the variational methods
 * @param firstTemperature of the relaxation at the start,
 *     from where it moves to the method's last one, reached at two thirds of the steps
 * @param draws Monte-Carlo draws of a step
 * @param kicks whether the search of the exchanges ends with kicks
 * @param threads that share the draws
 */
public record Identification(Method method, int steps, double firstTemperature, int draws, boolean kicks, int threads) {

    private static final int SINKHORN_ITERATIONS = 20;
    /**
     * The curvature of the log joint in an entry of X is about the number of time steps, 1000, so noise above a few
     * hundredths in each of the many entries drowns the weights.
     */
    private static final double LOWER_SCALE = 0.001;

    private static final double UPPER_SCALE = 0.01;
    private static final int MARGINAL_DRAWS = 200;
    private static final int PIECE = 20;
    private static final int NAME_DRAWS = 20;
    private static final int FIT_STREAM = 10;
    private static final int MARGINAL_STREAM = 11;
    private static final int NEARBY_STREAM = 12;
    private static final ParallelTempering ONE_STATE = ParallelTempering.withDefaults()
            .withTemperatures(1.0)
            .withSweeps(0, 1)
            .withProposals(1)
            .withScreening(false);

    /** How cells are named. */
    public enum Method {
        /** Graph matching, annealed exchanges with the weights integrated out, parallel tempering for the marginals. */
        EXCHANGES(1, 1),
        /** The same search, then a variational factor fitted around the names found. */
        VARIATIONAL(1, 1),
        /** The same annealing from a random start, without graph matching. */
        COLD_EXCHANGES(1, 1),
        /** Gumbel-Sinkhorn with the weights integrated out. */
        COLLAPSED_GUMBEL_SINKHORN(4, 1),
        /** Rows that ignore each other: softmax of scores with Gumbel noise. */
        NAIVE_MEAN_FIELD(1, 1),
        /** Alternating regression of the weights and quadratic assignment of the names. */
        MAP(1, 1),
        /** Gibbs draws of the weights and swaps of names at given weights. */
        MCMC(1, 1),
        /** Gumbel noise before the Sinkhorn operator. */
        GUMBEL_SINKHORN(4, 1),
        /** Gaussian noise around a Sinkhorn mean, pulled toward the nearest matching. */
        ROUNDING(1, 0.3);

        private final double firstTemperature;
        private final double lastTemperature;

        Method(double firstTemperature, double lastTemperature) {
            this.firstTemperature = firstTemperature;
            this.lastTemperature = lastTemperature;
        }

        /** Where the temperature starts unless told otherwise. */
        public double firstTemperature() {
            return firstTemperature;
        }

        /** Accepts the spelling of the command line. */
        public static Method of(String name) {
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
     * @param marginals of each worm
     * @param trace the ELBO of each step, or the log density of each sweep as energy
     * @param best the matchings of largest log density, where the method has them
     * @param density the model with the weights integrated out, where the method uses it
     * @param posterior the fitted distribution, of the variational methods whose latents are those of the model
     * @param stopReason why it stopped
     * @param message the reason in words
     * @param seconds the time it took
     */
    public record Found(
            List<MatchingMarginals> marginals,
            Trace trace,
            List<Matching> best,
            Optional<CollapsedDynamics> density,
            Optional<FittedPosterior> posterior,
            StopReason stopReason,
            String message,
            double seconds) {}

    /** Names the cells. */
    public Found run(WormDynamics model, long seed, Progress.Listener listener) {
        return run(model, seed, listener, MatchingListener.NONE);
    }

    /**
     * Names the cells.
     *
     * @param names hears of the names so far, of variational methods each {@link #PIECE} steps
     */
    public Found run(WormDynamics model, long seed, Progress.Listener listener, MatchingListener names) {
        WormBaselines baselines = new WormBaselines(model, seed, threads);
        return switch (method) {
            case EXCHANGES -> exchange(model, seed, listener, names);
            case VARIATIONAL -> fitNearby(model, seed, listener, names);
            case COLD_EXCHANGES -> baselines.coldExchanges(names);
            case MAP -> baselines.alternatingMaximization(names);
            case MCMC -> baselines.gibbsSwaps(names);
            case GUMBEL_SINKHORN, ROUNDING, NAIVE_MEAN_FIELD, COLLAPSED_GUMBEL_SINKHORN ->
                fit(model, seed, listener, names);
        };
    }

    private Found exchange(WormDynamics model, long seed, Progress.Listener listener, MatchingListener names) {
        NeuronIdentification.Found found = search(settings(model), model, seed, listener, names);
        return found(found.samples(), Optional.of(found.density()), found.seconds());
    }

    private NeuronIdentification settings(WormDynamics model) {
        double noise = model.noiseDeviation() * model.noiseDeviation();
        double weight = model.weightPrior().standardDeviation();
        return NeuronIdentification.withDefaults()
                .withNoise(NoiseVariance.unknown(noise))
                .withWeightVariance(weight * weight / noise, true)
                .withAnnealing(ExchangeAnnealing.withDefaults().withKicks(kicks))
                .withThreads(threads);
    }

    /** The listener hears of each stage as a quarter of the steps. */
    private NeuronIdentification.Found search(
            NeuronIdentification settings,
            WormDynamics model,
            long seed,
            Progress.Listener listener,
            MatchingListener names) {
        return settings.identify(
                model.connectome(),
                model.worms(),
                DrawRandom.of(seed, FIT_STREAM, 0),
                stage -> listener.onStep(new Progress(
                        stage.ordinal() * steps / NeuronIdentification.Stage.values().length,
                        steps,
                        Double.NaN,
                        0,
                        Double.NaN,
                        () -> {
                            throw new IllegalStateException("a search has no parameters");
                        })),
                names);
    }

    /** The search of the default method without its sampling, then the fit. */
    private Found fitNearby(WormDynamics model, long seed, Progress.Listener listener, MatchingListener names) {
        NeuronIdentification.Found found =
                search(settings(model).withTempering(ONE_STATE), model, seed, listener, names);
        NearbyInference inference = NearbyInference.withDefaults();
        long begin = System.nanoTime();
        RelabeledPosterior nearby = inference
                .withSettings(inference.settings().withThreads(threads))
                .fit(found.density(), found.annealed(), DrawRandom.of(seed, NEARBY_STREAM, 0));
        Diagnostics.Ascent ascent = (Diagnostics.Ascent) nearby.diagnostics();
        return new Found(
                marginals(nearby, found.density().latents()),
                ascent.trace(),
                found.annealed(),
                Optional.of(found.density()),
                Optional.empty(),
                ascent.converged() ? StopReason.CONVERGED : StopReason.MAX_STEPS,
                ascent.message(),
                found.seconds() + (System.nanoTime() - begin) * 1e-9);
    }

    private static List<MatchingMarginals> marginals(Posterior posterior, List<MatchingLatent> latents) {
        return latents.stream().map(posterior::marginals).toList();
    }

    static Found found(ChainPosterior samples, Optional<CollapsedDynamics> density, double seconds) {
        Trace trace = new Trace(0);
        samples.diagnostics().logDensities().get(0).forEach(logDensity -> trace.add(logDensity, 0, 1));
        String message = "the marginals are shares of the states that the chain at temperature 1 visited";
        return new Found(
                marginals(samples, density.orElseThrow().latents()),
                trace,
                samples.best(),
                density,
                Optional.empty(),
                StopReason.MAX_STEPS,
                message,
                seconds);
    }

    private Found fit(WormDynamics model, long seed, Progress.Listener listener, MatchingListener names) {
        List<VariationalFactor> factors = new ArrayList<>();
        for (MatchingLatent identity : model.identities()) {
            factors.add(factor(identity));
        }
        boolean collapsed = method == Method.COLLAPSED_GUMBEL_SINKHORN;
        if (!collapsed) {
            factors.add(new DiagonalGaussian(model.weights())
                    .withStart(0, 0.5 * model.weightPrior().standardDeviation()));
        }
        Model target = collapsed ? new CollapsedDynamicsModel(CollapsedDynamics.of(model)) : model;
        MeanField q = MeanField.of(factors);
        VariationalInference inference = VariationalInference.withDefaults()
                .withOptimizer(new Adam(Schedule.cosine(0.1, 0.01, steps)))
                .withSteps(steps)
                .withDraws(draws)
                .withThreads(threads)
                .withListener(names == MatchingListener.NONE ? listener : listener.and(reporting(q, model, names)));
        FitResult fit = inference.fit(target, q, DrawRandom.of(seed, FIT_STREAM, 0));
        List<MatchingMarginals> marginals = new ArrayList<>();
        for (MatchingLatent identity : model.identities()) {
            marginals.add(fit.posterior()
                    .marginals(identity, MARGINAL_DRAWS, DrawRandom.of(seed, MARGINAL_STREAM, marginals.size())));
        }
        return new Found(
                marginals,
                fit.trace(),
                List.of(),
                Optional.empty(),
                Optional.of(fit.posterior()),
                fit.stopReason(),
                fit.message(),
                fit.seconds());
    }

    /** Tells the names now and then. */
    private Progress.Listener reporting(MeanField q, WormDynamics model, MatchingListener names) {
        return progress -> {
            int step = progress.step();
            if (step % PIECE == 0 || step == steps) {
                FittedPosterior sofar = new FittedPosterior(q, progress.state().parameters(), step - 1);
                names.onMatchings(() -> model.identities().stream()
                        .map(identity -> sofar.marginals(identity, NAME_DRAWS, DrawRandom.of(step, MARGINAL_STREAM, 0))
                                .mostProbable())
                        .toList());
            }
            return true;
        };
    }

    private VariationalFactor factor(MatchingLatent identity) {
        SinkhornOperator sinkhorn = new SinkhornOperator(SINKHORN_ITERATIONS, 0);
        Schedule temperature = Schedule.geometric(firstTemperature, method.lastTemperature, Math.max(1, 2 * steps / 3));
        return switch (method) {
            case GUMBEL_SINKHORN, COLLAPSED_GUMBEL_SINKHORN ->
                new PreimagePermutation(identity, sinkhorn).withTemperature(temperature);
            case NAIVE_MEAN_FIELD ->
                new PreimagePermutation(identity, Identification::softmaxOfRows).withTemperature(temperature);
            case EXCHANGES, VARIATIONAL, COLD_EXCHANGES, MAP, MCMC ->
                throw new IllegalStateException(method + " has no relaxation");
            case ROUNDING ->
                new RelaxedPermutation(identity, new Rounding())
                        .withScales(LOWER_SCALE, UPPER_SCALE)
                        .withTemperature(temperature);
        };
    }

    /** Softmax as if two cells could be the same neuron. */
    private static Relaxation.Pass softmaxOfRows(Space space) {
        return new Softmax().newPass(new Categories(space.allowed()));
    }
}
