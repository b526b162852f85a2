package io.permvi.examples.matching;

import io.permvi.inference.factor.GumbelMatching;
import io.permvi.inference.factor.IndependentRows;
import io.permvi.inference.factor.MeanField;
import io.permvi.inference.factor.PreimagePermutation;
import io.permvi.inference.factor.RelaxedPermutation;
import io.permvi.inference.factor.SequentialMatching;
import io.permvi.inference.factor.Start;
import io.permvi.inference.factor.VariationalFactor;
import io.permvi.inference.fit.VariationalInference;
import io.permvi.inference.method.CorrectionMethod;
import io.permvi.inference.method.FittingMethod;
import io.permvi.inference.method.Method;
import io.permvi.inference.method.Methods;
import io.permvi.inference.method.Run;
import io.permvi.inference.optimize.Adam;
import io.permvi.inference.optimize.Schedule;
import io.permvi.inference.posterior.Diagnostics;
import io.permvi.inference.posterior.DistributionPosterior;
import io.permvi.inference.posterior.Draws;
import io.permvi.inference.posterior.Evidence;
import io.permvi.inference.posterior.ExactPosterior;
import io.permvi.inference.posterior.FittedPosterior;
import io.permvi.inference.posterior.Posterior;
import io.permvi.inference.posterior.WeightedPosterior;
import io.permvi.models.PointMatching;
import io.permvi.relaxations.assignment.LinearAssignment;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.polytope.Rounding;
import io.permvi.relaxations.polytope.StickBreaking;
import io.permvi.relaxations.ranking.Mallows;
import io.permvi.relaxations.ranking.PermutationDistance;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.ejml.data.DMatrixRMaj;

/**
 * The methods of the study, each with one setting for all problems. The settings were chosen on generated problems, none
 * of which is in the study; docs/results-matching.md says how, and what changes when they change.
 */
final class MatchingMethods {
    /** How many hard draws stand for a distribution without a probability function. */
    static final int HISTOGRAM_DRAWS = 10_000;

    private static final FittingMethod<PointMatching> ROUNDING = fit(
                    "rounding",
                    "fitted from rounding-start",
                    model -> new RelaxedPermutation(model.latent(), new Rounding())
                            .withScales(0.1, 0.45)
                            .withVertexWidth(0.22),
                    relaxed(0.05, 500, 5))
            .withStart((model, q, rng) -> Arrays.copyOf(scores(model, 0.5), q.parameterCount()));
    private static final FittingMethod<PointMatching> GUMBEL_MATCHING = fit(
                    "gumbel-matching",
                    "fitted from zero, entropy of the matching",
                    model -> new GumbelMatching(model.latent()),
                    relaxed(0.2, 400, 4))
            .withStart((model, q, rng) -> new double[q.parameterCount()]);
    private static final FittingMethod<PointMatching> SEQUENTIAL = sequential("sequential", "fitted from its start", 1);
    private static final FittingMethod<PointMatching> MIXTURE =
            sequential("sequential-mixture", "mixture of 4, fitted from near the log likelihood", 4);

    /** All, in the order of the tables. */
    static final Methods<PointMatching> ALL = Methods.of(List.of(
            new ExactDraws(),
            new SpearmanMallows("mallows-0.1", 0.1),
            new SpearmanMallows("mallows-1", 1),
            new SpearmanMallows("mallows-2", 2),
            new SpearmanMallows("mallows-5", 5),
            new SpearmanMallows("mallows-10", 10),
            // for a linear log joint the best independent rows are the softmax of their scores
            fit("", "", model -> new IndependentRows(model.latent()), relaxed(1, 1, 1))
                    .withStart((model, q, rng) -> scores(model, 1))
                    .unfitted("naive-mean-field", "independent rows, no constraint"),
            fit(
                            "stick-breaking",
                            "fitted from the uniform matrix",
                            model -> new RelaxedPermutation(model.latent(), new StickBreaking())
                                    .withScales(0.01, 0.3)
                                    .withVertexWidth(1),
                            relaxed(0.1, 800, 2))
                    .withStart((model, q, rng) -> new double[q.parameterCount()]),
            ROUNDING.unfitted("rounding-start", "where rounding starts: Sinkhorn of half the log likelihood; no fit"),
            ROUNDING,
            GUMBEL_MATCHING
                    .withStart((model, q, rng) -> scores(model, 1))
                    .unfitted("gumbel-matching-start", "Gumbel-matching at the log likelihood; no fit"),
            GUMBEL_MATCHING,
            fit(
                            "gumbel-sinkhorn",
                            "fitted from gumbel-matching-start, divergence of the noise",
                            model -> new PreimagePermutation(model.latent(), new SinkhornOperator(10, 0))
                                    .withPriorTemperature(0.9)
                                    .withTemperature(Schedule.constant(2)),
                            relaxed(0.05, 600, 2))
                    .withStart((model, q, rng) -> gumbelStart(model)),
            SEQUENTIAL.unfitted("sequential-start", "where the sequential family starts: the log likelihood; no fit"),
            Method.of(
                    "sequential",
                    "one component, fitted from there in two row orders; the higher ELBO is kept",
                    MatchingMethods::betterOrder),
            MIXTURE,
            new CorrectionMethod<>(
                    "mixture-smoothed",
                    "the mixture, 10,000 draws with Pareto-smoothed weights; time of the weights",
                    MIXTURE,
                    HISTOGRAM_DRAWS,
                    false),
            new CorrectionMethod<>(
                    "mixture-corrected",
                    "the mixture, 10,000 weighted draws, equal ones merged; time of the weights",
                    MIXTURE,
                    HISTOGRAM_DRAWS,
                    true)));

    private MatchingMethods() {}

    /** What a histogram of exact draws scores is the floor for all histograms. */
    private record ExactDraws() implements Method<PointMatching> {
        @Override
        public String name() {
            return "exact-draws";
        }

        @Override
        public String description() {
            return "10,000 draws of the exact posterior: the floor of every histogram";
        }

        @Override
        public boolean serves(PointMatching model) {
            return model.latent().rows() <= MatchingStudy.LARGEST_ENUMERATION;
        }

        @Override
        public Posterior solve(PointMatching model, Run run) {
            ExactPosterior exact = ExactPosterior.of(model);
            Draws draws = new Draws(model.latents());
            exact.forEachDraw(HISTOGRAM_DRAWS, run.random("draws"), (s, z) -> draws.add(z));
            return new WeightedPosterior(draws, Evidence.none(), new Diagnostics.None());
        }
    }

    /** A Mallows distribution around the best matching. */
    private record SpearmanMallows(String name, double theta) implements Method<PointMatching> {
        @Override
        public String description() {
            return "Mallows at the best matching, Spearman, theta " + theta;
        }

        @Override
        public boolean serves(PointMatching model) {
            return Mallows.hasExactNormalizer(
                    PermutationDistance.SPEARMAN, model.latent().rows());
        }

        @Override
        public Posterior solve(PointMatching model, Run run) {
            Permutation best = LinearAssignment.best(model.scores());
            return new DistributionPosterior(model.latent(), Mallows.of(PermutationDistance.SPEARMAN, best, theta));
        }
    }

    private static FittingMethod<PointMatching> fit(
            String name,
            String description,
            Function<PointMatching, VariationalFactor> factor,
            VariationalInference inference) {
        return FittingMethod.of(name, description, model -> MeanField.of(factor.apply(model)), inference);
    }

    private static FittingMethod<PointMatching> sequential(String name, String description, int components) {
        return sequential(name, description, components, MatchingMethods::certain);
    }

    private static FittingMethod<PointMatching> sequential(
            String name, String description, int components, Function<PointMatching, Permutation> order) {
        return fit(
                        name,
                        description,
                        model -> new SequentialMatching(model.latent())
                                .withComponents(components)
                                .withRowOrder(order.apply(model))
                                .withInitialSpread(components > 1 ? 0.3 : 0),
                        discrete(1000))
                .withStart((model, q, rng) -> q.startAt(rng, Start.scores(model.latent(), belowRowMaxima(model))));
    }

    private static Posterior betterOrder(PointMatching model, Run run) {
        FittedPosterior first = SEQUENTIAL.solve(model, run);
        FittedPosterior second = sequential("sequential", "", 1, MatchingMethods::certainInCompetition)
                .solve(model, run.withSeed(run.seed() + 1));
        return first.evidence().value() >= second.evidence().value() ? first : second;
    }

    private static Permutation certain(PointMatching model) {
        return certain(model.scores());
    }

    private static Permutation certainInCompetition(PointMatching model) {
        DMatrixRMaj scores = model.scores();
        normalize(scores.data, scores.numRows);
        return certain(scores);
    }

    private static Permutation certain(DMatrixRMaj scores) {
        return SequentialMatching.certainFirst(scores, SparsityPattern.all(scores.numRows, scores.numCols));
    }

    /** The log likelihood less its row's largest, at least -30. */
    private static DMatrixRMaj belowRowMaxima(PointMatching model) {
        DMatrixRMaj scores = model.scores();
        int n = scores.numCols;
        for (int i = 0; i < scores.numRows; i++) {
            double largest =
                    Arrays.stream(scores.data, i * n, (i + 1) * n).max().orElseThrow();
            for (int j = 0; j < n; j++) {
                scores.set(i, j, Math.max(-30, scores.get(i, j) - largest));
            }
        }
        return scores;
    }

    private static double[] scores(PointMatching model, double scale) {
        return Arrays.stream(model.scores().data).map(s -> scale * s).toArray();
    }

    private static double[] gumbelStart(PointMatching model) {
        double[] start = scores(model, 0.6);
        normalize(start, model.latent().rows());
        return Arrays.stream(start).map(s -> Math.max(-15, s)).toArray();
    }

    /** Subtracts row and column constants such that the exponential is doubly stochastic. */
    private static void normalize(double[] scores, int n) {
        for (int k = 0; k < 200; k++) {
            for (int i = 0; i < n; i++) {
                subtractLogSum(scores, i * n, 1, n);
            }
            for (int j = 0; j < n; j++) {
                subtractLogSum(scores, j, n, n);
            }
        }
    }

    private static void subtractLogSum(double[] scores, int first, int stride, int count) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < count; k++) {
            largest = Math.max(largest, scores[first + k * stride]);
        }
        double sum = 0;
        for (int k = 0; k < count; k++) {
            sum += Math.exp(scores[first + k * stride] - largest);
        }
        for (int k = 0; k < count; k++) {
            scores[first + k * stride] -= largest + Math.log(sum);
        }
    }

    /** Constant rate, then a fifth of it for the last 30 % of the steps. */
    private static VariationalInference relaxed(double rate, int steps, int draws) {
        int late = (int) Math.round(0.7 * steps);
        return VariationalInference.withDefaults()
                .withOptimizer(new Adam(step -> step < late ? rate : 0.2 * rate))
                .withSteps(steps)
                .withDraws(draws);
    }

    private static VariationalInference discrete(int steps) {
        return VariationalInference.withDefaults()
                .withOptimizer(new Adam(Schedule.cosine(0.1, 0.002, steps)))
                .withSteps(steps)
                .withDraws(32);
    }
}
