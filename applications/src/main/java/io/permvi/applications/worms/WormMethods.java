package io.permvi.applications.worms;

import io.permvi.inference.factor.DiagonalGaussian;
import io.permvi.inference.factor.MeanField;
import io.permvi.inference.factor.PreimagePermutation;
import io.permvi.inference.factor.RelaxedPermutation;
import io.permvi.inference.factor.VariationalFactor;
import io.permvi.inference.fit.Progress;
import io.permvi.inference.fit.VariationalInference;
import io.permvi.inference.method.FactorKind;
import io.permvi.inference.method.FittingMethod;
import io.permvi.inference.method.Method;
import io.permvi.inference.method.Methods;
import io.permvi.inference.method.Run;
import io.permvi.inference.optimize.Adam;
import io.permvi.inference.optimize.Schedule;
import io.permvi.inference.posterior.Posterior;
import io.permvi.inference.search.ExchangeAnnealing;
import io.permvi.inference.search.NearbyInference;
import io.permvi.models.MatchingLatent;
import io.permvi.models.Model;
import io.permvi.models.worms.WormDynamics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The ways to name the cells of worms, with what a user may set for all of them.
 *
 * @param steps of the optimizer, for the variational methods, at least 1
 * @param firstTemperature of the relaxation at the start, where the method's own is not right; it moves to the method's
 *     last one, reached at two thirds of the steps
 * @param draws Monte-Carlo draws of a step, at least 1
 * @param kicks whether the search of the exchanges ends with kicks
 * @param parts where the default search and its samplings are kept, so that what was stopped goes on
 */
public record WormMethods(int steps, Optional<Double> firstTemperature, int draws, boolean kicks, FinishedParts parts) {
    /**
     * The curvature of the log joint in an entry of X is about the number of time steps, 1000, so noise above a few
     * hundredths in each of the many entries drowns the weights.
     */
    private static final double LOWER_SCALE = 0.001;

    private static final double UPPER_SCALE = 0.01;

    private static final String EXCHANGES = "exchanges";
    private static final String VARIATIONAL = "variational";

    /** Checks the numbers. */
    public WormMethods {
        if (steps < 1 || draws < 1) {
            throw new IllegalArgumentException("steps and draws must be at least 1, got " + steps + " and " + draws);
        }
    }

    /** The same, keeping nothing. */
    public WormMethods(int steps, Optional<Double> firstTemperature, int draws, boolean kicks) {
        this(steps, firstTemperature, draws, kicks, FinishedParts.NONE);
    }

    /** The same, keeping what is done; for one model and one run. */
    public WormMethods keeping(FinishedParts value) {
        return new WormMethods(steps, firstTemperature, draws, kicks, value);
    }

    /** Whether a method keeps what is done; the others take seconds. */
    public static boolean keepsParts(String method) {
        return List.of(EXCHANGES, VARIATIONAL).contains(method);
    }

    /** All, the default first. */
    public Methods<WormDynamics> all() {
        return Methods.of(List.of(
                Method.of(
                        EXCHANGES, "search by exchanges, weights integrated out, then tempered chains", this::exchange),
                Method.of(VARIATIONAL, "the same search, then a factor fitted around the names", this::fitNearby),
                fit(FactorKind.GUMBEL_SINKHORN, "with a Gaussian factor of the weights", 4, 1),
                fit(FactorKind.ROUNDING, "with a Gaussian factor of the weights", 1, 0.3),
                Method.of("collapsed-gumbel-sinkhorn", "gumbel-sinkhorn, the weights integrated out", this::collapsed),
                Method.of("cold-exchanges", "annealing from a random start, then tempered chains", WormBaselines::cold),
                Method.of(
                        "map", "alternating regression of the weights and assignment of the names", WormBaselines::map),
                Method.of("mcmc", "Gibbs draws of the weights and swaps of names given them", WormBaselines::mcmc),
                fit(FactorKind.GUMBEL_SOFTMAX, "rows that ignore each other", 1, 1)));
    }

    private NamedWorms exchange(WormDynamics model, Run run) {
        return search(model, run)
                .identify(
                        model.connectome(),
                        model.worms(),
                        run.random("search"),
                        stage -> report(stage, run),
                        run.matchings(),
                        parts)
                .of(model);
    }

    private NamedWorms fitNearby(WormDynamics model, Run run) {
        NeuronIdentification.Search found = search(model, run)
                .search(
                        model.connectome(),
                        model.worms(),
                        run.random("search"),
                        stage -> report(stage, run),
                        run.matchings(),
                        parts);
        NearbyInference inference = NearbyInference.withDefaults();
        Posterior nearby = inference
                .withSettings(inference.settings().withThreads(run.threads()))
                .fit(found.density(), found.names(), run.random("nearby"));
        return new NamedWorms(nearby, found.density(), found.names(), NeuronIdentification.trust(found, nearby))
                .of(model);
    }

    private NeuronIdentification search(WormDynamics model, Run run) {
        double noise = model.noiseDeviation() * model.noiseDeviation();
        double weight = model.weightPrior().standardDeviation();
        return NeuronIdentification.withDefaults()
                .withNoise(NoiseVariance.unknown(noise))
                .withWeightVariance(weight * weight / noise, true)
                .withAnnealing(ExchangeAnnealing.withDefaults().withKicks(kicks))
                .withThreads(run.threads());
    }

    /** Each stage counts as a quarter of the steps. */
    private void report(NeuronIdentification.Stage stage, Run run) {
        int step = stage.ordinal() * steps / NeuronIdentification.Stage.values().length;
        run.progress().onStep(new Progress(step, steps, Double.NaN, 0, Double.NaN, () -> {
            throw new IllegalStateException("a search has no parameters");
        }));
    }

    /** A fit of the names and of the weights. */
    private FittingMethod<WormDynamics> fit(FactorKind kind, String description, double first, double last) {
        return FittingMethod.of(
                kind.toString(), kind + " " + description, model -> family(model, kind, first, last), inference());
    }

    private MeanField family(WormDynamics model, FactorKind kind, double first, double last) {
        List<VariationalFactor> factors = new ArrayList<>();
        model.identities().forEach(identity -> factors.add(factor(identity, kind, first, last)));
        factors.add(new DiagonalGaussian(model.weights())
                .withStart(0, 0.5 * model.weightPrior().standardDeviation()));
        return MeanField.of(factors);
    }

    /** A fit of the names alone. */
    private Posterior collapsed(WormDynamics model, Run run) {
        FactorKind kind = FactorKind.GUMBEL_SINKHORN;
        FittingMethod<Model> method = FittingMethod.of(
                kind.toString(),
                "",
                target -> MeanField.of(model.identities().stream()
                        .map(identity -> factor(identity, kind, 4, 1))
                        .toList()),
                inference());
        return method.solve(new CollapsedDynamicsModel(CollapsedDynamics.of(model)), run);
    }

    private VariationalFactor factor(MatchingLatent identity, FactorKind kind, double first, double last) {
        Schedule temperature = Schedule.geometric(firstTemperature.orElse(first), last, Math.max(1, 2 * steps / 3));
        return kind.of(identity) instanceof RelaxedPermutation rounding
                ? rounding.withScales(LOWER_SCALE, UPPER_SCALE).withTemperature(temperature)
                : ((PreimagePermutation) kind.of(identity)).withTemperature(temperature);
    }

    private VariationalInference inference() {
        return VariationalInference.withDefaults()
                .withOptimizer(new Adam(Schedule.cosine(0.1, 0.01, steps)))
                .withSteps(steps)
                .withDraws(draws);
    }
}
