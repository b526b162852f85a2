package io.permvi.examples.zoo;

import io.permvi.inference.factor.ControlledPlackettLuce;
import io.permvi.inference.factor.DiscreteFactor;
import io.permvi.inference.factor.GibbsMatching;
import io.permvi.inference.factor.GumbelMatching;
import io.permvi.inference.factor.ImplicitMatching;
import io.permvi.inference.factor.MeanField;
import io.permvi.inference.factor.MixtureFactor;
import io.permvi.inference.factor.PerturbedMatching;
import io.permvi.inference.factor.PlackettLuceFactor;
import io.permvi.inference.factor.PreimagePermutation;
import io.permvi.inference.factor.RelaxedFactor;
import io.permvi.inference.factor.RelaxedPermutation;
import io.permvi.inference.factor.SequentialMatching;
import io.permvi.inference.factor.StraightThrough;
import io.permvi.inference.factor.VariationalFactor;
import io.permvi.inference.fit.DistinctDraws;
import io.permvi.inference.fit.Objective;
import io.permvi.inference.fit.SparseMapObjective;
import io.permvi.inference.fit.StochasticAscent;
import io.permvi.inference.fit.VariationalInference;
import io.permvi.inference.method.Method;
import io.permvi.inference.method.Methods;
import io.permvi.inference.method.Run;
import io.permvi.inference.optimize.Adam;
import io.permvi.inference.optimize.Schedule;
import io.permvi.inference.posterior.Diagnostics;
import io.permvi.inference.posterior.Draws;
import io.permvi.inference.posterior.Evidence;
import io.permvi.inference.posterior.FittedPosterior;
import io.permvi.inference.posterior.Posterior;
import io.permvi.inference.posterior.WeightedPosterior;
import io.permvi.models.LatentValues;
import io.permvi.models.MatchingLatent;
import io.permvi.models.PointMatching;
import io.permvi.relaxations.Relaxation;
import io.permvi.relaxations.assignment.SparseMap;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.polytope.OrthogonalPath;
import io.permvi.relaxations.polytope.RegularizedTransport;
import io.permvi.relaxations.polytope.Rounding;
import io.permvi.relaxations.polytope.StickBreaking;
import io.permvi.relaxations.polytope.TransportRegularizer;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import io.permvi.relaxations.sorting.LapSum;
import io.permvi.relaxations.sorting.NeuralSort;
import io.permvi.relaxations.sorting.SoftRanks;
import io.permvi.relaxations.sorting.SoftSort;
import io.permvi.relaxations.sorting.SortingNetwork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * Each map with each estimator that suits it, with one setting for all problems, from a start that knows nothing. The
 * settings were chosen on other seeds; docs/results-zoo.md says how.
 */
final class ZooMethods {
    private static final int MOST_SPARSE = 64;
    private static final double SPARSE_TEMPERATURE = 30;
    private static final double SCATTER = 0.5;

    /** What takes exponential time. */
    static final Set<String> SMALL_ONLY = Set.of("gibbs/marginals", "gibbs/score");

    private ZooMethods() {}

    /** A map before which Gumbel noise stands. */
    private record Noisy(String name, Relaxation map, double temperature, double priorRatio, double spread) {
        RelaxedFactor factor(MatchingLatent x) {
            return new PreimagePermutation(x, map)
                    .withTemperature(Schedule.constant(temperature))
                    .withPriorTemperature(priorRatio * temperature)
                    .withInitialSpread(spread);
        }
    }

    private static final List<Noisy> NOISY = List.of(
            new Noisy("sinkhorn", new SinkhornOperator(10, 0), 2, 0.45, 0),
            new Noisy(
                    "quadratic-transport", new RegularizedTransport(TransportRegularizer.QUADRATIC, 1e-9), 2, 0.45, 0),
            new Noisy("tsallis-transport", new RegularizedTransport(TransportRegularizer.TSALLIS, 1e-9), 2, 0.45, 0),
            new Noisy("orthogonal-path", new OrthogonalPath(), 0.5, 1, 0.5),
            new Noisy("neural-sort", new NeuralSort(), 1, 1, 0),
            new Noisy("soft-sort", new SoftSort(), 0.5, 1, 0),
            new Noisy("soft-ranks", new SoftRanks(), 0.5, 1, 0),
            new Noisy("lap-sum", new LapSum(), 0.5, 1, 0),
            new Noisy("sorting-network", new SortingNetwork(), 0.5, 1, 0),
            new Noisy(
                    "hard-network",
                    new SortingNetwork(SortingNetwork.Layout.ODD_EVEN, SortingNetwork.Swap.LOGISTIC, true),
                    0.5,
                    1,
                    0));

    /** All, in the order of the tables. */
    static Methods<ZooProblem> all() {
        List<Method<ZooProblem>> methods = new ArrayList<>();
        methods.add(pathwise(
                "stick-breaking",
                x -> new RelaxedPermutation(x, new StickBreaking())
                        .withScales(0.01, 0.3)
                        .withVertexWidth(1),
                0.1,
                600,
                2));
        methods.add(Method.of("rounding", "", ZooMethods::rounding));
        for (Noisy noisy : NOISY) {
            methods.add(pathwise(noisy.name(), noisy::factor, 0.1, 500, 4));
            methods.add(pathwise(noisy.name() + "/straight", x -> new StraightThrough(noisy.factor(x)), 0.1, 500, 4));
        }
        methods.add(pathwise("gumbel-matching", GumbelMatching::new, 0.2, 400, 4));
        methods.add(pathwise("gumbel-matching/straight", x -> new StraightThrough(new GumbelMatching(x)), 0.2, 400, 4));
        methods.add(pathwise(
                "gumbel-matching/implicit", x -> new ImplicitMatching(new GumbelMatching(x), 1, false), 0.2, 400, 4));
        methods.add(
                pathwise("gumbel-matching/adaptive", x -> new ImplicitMatching(new GumbelMatching(x)), 0.2, 400, 4));
        methods.add(pathwise("gumbel-matching/score", x -> new PerturbedMatching(new GumbelMatching(x)), 0.2, 600, 32));
        methods.add(pathwise("gibbs/marginals", GibbsMatching::new, 0.2, 400, 4));
        methods.add(pathwise("gibbs/bethe", x -> new GibbsMatching(x, false), 0.2, 400, 4));
        methods.add(pathwise("gibbs/score", x -> new GibbsMatching(x).withScores(), 0.2, 600, 16));
        methods.add(pathwise("sequential/score", SequentialMatching::new, 0.2, 600, 32));
        methods.add(pathwise("sequential/control", x -> new SequentialMatching(x).withControl(1), 0.2, 600, 16));
        methods.add(Method.of("sequential/distinct", "", ZooMethods::distinct));
        methods.add(pathwise(
                "sequential/mixture",
                x -> new SequentialMatching(x).withComponents(4).withInitialSpread(SCATTER),
                0.2,
                600,
                32));
        methods.add(pathwise("plackett-luce/score", PlackettLuceFactor::new, 0.2, 600, 32));
        methods.add(pathwise(
                "plackett-luce/control",
                x -> new ControlledPlackettLuce(new PlackettLuceFactor(x), new SoftSort()),
                0.2,
                600,
                16));
        methods.add(Method.of("plackett-luce/mixture", "", ZooMethods::mixture));
        methods.add(Method.of("sparse-map", "", ZooMethods::sparse));
        return Methods.of(methods);
    }

    private static Method<ZooProblem> pathwise(
            String name, Function<MatchingLatent, VariationalFactor> factor, double rate, int steps, int draws) {
        return Method.of(
                name, "", (problem, run) -> fit(problem, factor.apply(problem.latent()), rate, steps, draws, run));
    }

    /**
     * From Sinkhorn of half the scores where the model is linear, as the matching study starts; from the center
     * elsewhere.
     */
    private static Posterior rounding(ZooProblem problem, Run run) {
        MeanField q = MeanField.of(new RelaxedPermutation(problem.latent(), new Rounding())
                .withScales(0.1, 0.45)
                .withVertexWidth(0.22));
        double[] start = new double[q.parameterCount()];
        if (problem.model() instanceof PointMatching matching) {
            DMatrixRMaj scores = matching.scores();
            Arrays.setAll(start, k -> k < scores.data.length ? 0.5 * scores.data[k] : 0);
        }
        return VariationalInference.withDefaults()
                .withOptimizer(optimizer(0.05, 500))
                .withSteps(500)
                .withDraws(5)
                .fit(problem.model(), q, start, run.random("fit"))
                .posterior();
    }

    private static Adam optimizer(double rate, int steps) {
        return new Adam(Schedule.cosine(rate, 0.02 * rate, steps));
    }

    private static Posterior fit(
            ZooProblem problem, VariationalFactor factor, double rate, int steps, int draws, Run run) {
        return VariationalInference.withDefaults()
                .withOptimizer(optimizer(rate, steps))
                .withSteps(steps)
                .withDraws(draws)
                .fit(problem.model(), MeanField.of(factor), run.random("fit"))
                .posterior();
    }

    private static double[] ascend(Objective objective, int parts, Run run) {
        int steps = 600;
        StochasticAscent ascent =
                StochasticAscent.of(optimizer(0.2, steps), steps).withParts(parts);
        return ascent.run(objective, ascent.start(new double[objective.parameterCount()], run.seed()))
                .state()
                .parameters();
    }

    private static Posterior distinct(ZooProblem problem, Run run) {
        SequentialMatching matching = new SequentialMatching(problem.latent());
        double[] parameters = ascend(new DistinctDraws(problem.model(), matching, 8), 2, run);
        return new FittedPosterior(MeanField.of(matching), parameters, 0);
    }

    private static Posterior mixture(ZooProblem problem, Run run) {
        PlackettLuceFactor ranking = new PlackettLuceFactor(problem.latent());
        List<DiscreteFactor> components =
                IntStream.range(0, 4).<DiscreteFactor>mapToObj(k -> ranking).toList();
        MeanField q = MeanField.of(new MixtureFactor(components));
        double[] start = run.random("start")
                .doubles(q.parameterCount(), -SCATTER, SCATTER)
                .toArray();
        int steps = 600;
        return VariationalInference.withDefaults()
                .withOptimizer(optimizer(0.2, steps))
                .withSteps(steps)
                .withDraws(32)
                .fit(problem.model(), q, start, run.random("fit"))
                .posterior();
    }

    private static Posterior sparse(ZooProblem problem, Run run) {
        SparseMapObjective objective =
                new SparseMapObjective(problem.model(), problem.latent(), SPARSE_TEMPERATURE, MOST_SPARSE);
        SparseMap map = objective.distribution(ascend(objective, 1, run));
        Draws draws = new Draws(List.of(problem.latent()));
        LatentValues z = new LatentValues(List.of(problem.latent()));
        double[] weights = new double[map.size()];
        for (int k = 0; k < weights.length; k++) {
            Matching.toMatrix(map.places(k), z.get(problem.latent()));
            draws.add(z);
            weights[k] = Math.max(0, map.weight(k));
        }
        return new WeightedPosterior(draws, weights, Evidence.none(), new Diagnostics.None());
    }
}
