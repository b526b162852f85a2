package io.permvi.examples.matching;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.factor.GumbelMatching;
import io.permvi.inference.factor.MeanField;
import io.permvi.inference.factor.PreimagePermutation;
import io.permvi.inference.factor.RelaxedPermutation;
import io.permvi.inference.factor.SequentialMatching;
import io.permvi.inference.factor.Start;
import io.permvi.inference.factor.VariationalFactor;
import io.permvi.inference.fit.FitResult;
import io.permvi.inference.fit.VariationalInference;
import io.permvi.inference.optimize.Adam;
import io.permvi.inference.optimize.Schedule;
import io.permvi.inference.posterior.ExactPosterior;
import io.permvi.models.PointMatching;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.polytope.Rounding;
import io.permvi.relaxations.polytope.StickBreaking;
import io.permvi.relaxations.random.DrawRandom;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How the distances depend on the settings: 20 generated problems for each sigma, none of them in the study. */
@Tag("study")
class SettingsStudyTest {
    private static final List<MatchingProblem> PROBLEMS = MatchingProblem.generate(6, 20, 50);

    private static double[] start(PointMatching model, double scale, int count) {
        double[] start = new double[count];
        DMatrixRMaj scores = model.scores();
        for (int e = 0; e < scores.getNumElements() && scale != 0; e++) {
            start[e] = scale * scores.data[e];
        }
        return start;
    }

    private static VariationalInference constant(double rate, int steps, int draws) {
        int late = (int) Math.round(0.7 * steps);
        return VariationalInference.withDefaults()
                .withOptimizer(new Adam(step -> step < late ? rate : 0.2 * rate))
                .withSteps(steps)
                .withDraws(draws);
    }

    private static double[] report(
            String name,
            Function<PointMatching, VariationalFactor> factorOf,
            double startScale,
            VariationalInference inference) {
        double[] sums = new double[MatchingProblem.SIGMAS.length];
        int index = 0;
        for (MatchingProblem problem : PROBLEMS) {
            PointMatching model = problem.model();
            VariationalFactor factor = factorOf.apply(model);
            double[] start = new double[factor.parameterCount()];
            if (factor instanceof SequentialMatching sequential) {
                sequential.initialize(start, 0, DrawRandom.of(index, 1, 0));
                sequential.startAt(Start.scores(model.latent(), clipped(model, startScale)), start, 0);
            } else {
                start = start(model, startScale, factor.parameterCount());
            }
            FitResult fit = inference.fit(model, MeanField.of(factor), start, DrawRandom.of(index, 2, 0));
            sums[index * sums.length / PROBLEMS.size()] += ExactPosterior.of(model)
                    .bhattacharyyaDistance(
                            fit.posterior(), MatchingMethods.HISTOGRAM_DRAWS, DrawRandom.of(index, 3, 0));
            index++;
        }
        StringBuilder line = new StringBuilder("| " + name + " |");
        for (int k = 0; k < sums.length; k++) {
            sums[k] /= PROBLEMS.size() / sums.length;
            line.append(String.format(Locale.ROOT, " %.3f |", sums[k]));
        }
        System.out.println(line);
        return sums;
    }

    private static DMatrixRMaj clipped(PointMatching model, double scale) {
        DMatrixRMaj scores = model.scores();
        for (int i = 0; i < scores.numRows; i++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < scores.numCols; j++) {
                largest = Math.max(largest, scores.get(i, j));
            }
            for (int j = 0; j < scores.numCols; j++) {
                scores.set(i, j, scale * Math.max(-30, scores.get(i, j) - largest));
            }
        }
        return scores;
    }

    @Test
    void rounding() {
        double[][] settings = {{.15, .5}, {.2, .5}, {.22, .45}, {.2, .4}, {.25, .5}, {.25, .4}};
        for (double[] s : settings) {
            report(
                    "rounding, width " + s[0] + ", ceiling " + s[1],
                    model -> new RelaxedPermutation(model.latent(), new Rounding())
                            .withScales(0.1, s[1])
                            .withVertexWidth(s[0]),
                    0.5,
                    constant(0.05, 500, 5));
        }
        Function<PointMatching, VariationalFactor> chosen =
                model -> new RelaxedPermutation(model.latent(), new Rounding())
                        .withScales(0.1, 0.45)
                        .withVertexWidth(0.22);
        report("rounding as chosen, zero start, 800 steps", chosen, 0, constant(0.05, 800, 5));
        report("rounding as chosen, 1500 steps", chosen, 0.5, constant(0.05, 1500, 5));
    }

    @Test
    void stickBreaking() {
        for (double ceiling : new double[] {.1, .2, .3, .5, 1}) {
            report(
                    "stick-breaking, ceiling " + ceiling,
                    model -> new RelaxedPermutation(model.latent(), new StickBreaking())
                            .withScales(0.01, ceiling)
                            .withVertexWidth(1),
                    0,
                    constant(0.1, 800, 2));
        }
        Function<PointMatching, RelaxedPermutation> chosen =
                model -> new RelaxedPermutation(model.latent(), new StickBreaking())
                        .withScales(0.01, 0.3)
                        .withVertexWidth(1);
        report("stick-breaking as chosen, 300 steps", chosen::apply, 0, constant(0.1, 300, 2));
        report(
                "stick-breaking as chosen, temperature 0.5",
                model -> chosen.apply(model).withTemperature(Schedule.constant(0.5)),
                0,
                constant(0.1, 800, 2));
        report(
                "stick-breaking, width 0.5",
                model -> new RelaxedPermutation(model.latent(), new StickBreaking())
                        .withScales(0.01, 0.3)
                        .withVertexWidth(0.5),
                0,
                constant(0.1, 800, 2));
    }

    @Test
    void gumbel() {
        for (double prior : new double[] {.4, .6, .9, 1.5, 2.5}) {
            report(
                    "gumbel-sinkhorn, temperature 2, prior temperature " + prior,
                    model -> new PreimagePermutation(model.latent(), new SinkhornOperator(10, 0))
                            .withPriorTemperature(prior)
                            .withTemperature(Schedule.constant(2)),
                    0,
                    constant(0.05, 1000, 2));
        }
        double best = 1;
        double atOne = 0;
        for (double weight : new double[] {.5, .6, Math.sqrt(.5), .8, 1}) {
            double[] reached = report(
                    String.format(Locale.ROOT, "gumbel-matching, weight %.3f", weight),
                    model -> new GumbelMatching(model.latent()).withEntropyWeight(weight),
                    0,
                    constant(0.2, 400, 4));
            best = Math.min(best, reached[3]);
            atOne = reached[3];
        }
        assertTrue(best < atOne, best + " against " + atOne);
        Function<PointMatching, VariationalFactor> chosen = model -> new GumbelMatching(model.latent());
        report("gumbel-matching as chosen, from the log likelihood", chosen, 1, constant(0.2, 400, 4));
        report("gumbel-matching as chosen, 150 steps", chosen, 0, constant(0.2, 150, 4));
        report(
                "gumbel-matching as chosen, temperature 0.5",
                model -> new GumbelMatching(model.latent()).withTemperature(Schedule.constant(0.5)),
                0,
                constant(0.2, 400, 4));
    }

    @Test
    void sequential() {
        for (int draws : new int[] {4, 8, 16, 32}) {
            report(
                    "sequential, " + draws + " draws",
                    model -> ordered(model, 1),
                    1,
                    constant(0.1, 1000, draws).withOptimizer(new Adam(Schedule.cosine(0.1, 0.002, 1000))));
        }
        VariationalInference chosen =
                constant(0.1, 1000, 32).withOptimizer(new Adam(Schedule.cosine(0.1, 0.002, 1000)));
        report("sequential, given order", model -> new SequentialMatching(model.latent()), 1, chosen);
        report("sequential, zero start", model -> ordered(model, 1), 0, chosen);
        report("sequential, constant rate", model -> ordered(model, 1), 1, chosen.withOptimizer(new Adam(0.1)));
        for (int components : new int[] {2, 4, 8}) {
            report("mixture of " + components, model -> ordered(model, components), 1, chosen);
        }
    }

    private static VariationalFactor ordered(PointMatching model, int components) {
        Permutation order = SequentialMatching.certainFirst(model.scores(), SparsityPattern.all(6, 6));
        return new SequentialMatching(model.latent())
                .withComponents(components)
                .withRowOrder(order)
                .withInitialSpread(components > 1 ? 0.3 : 0);
    }
}
