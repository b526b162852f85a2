package io.permvi.examples.zoo;

import io.permvi.applications.files.StudyTable;
import io.permvi.inference.factor.ControlledPlackettLuce;
import io.permvi.inference.factor.DiscreteFactor;
import io.permvi.inference.factor.GibbsMatching;
import io.permvi.inference.factor.GumbelMatching;
import io.permvi.inference.factor.ImplicitMatching;
import io.permvi.inference.factor.MeanField;
import io.permvi.inference.factor.MixtureFactor;
import io.permvi.inference.factor.PerturbedMatching;
import io.permvi.inference.factor.PlackettLuceFactor;
import io.permvi.inference.factor.SequentialMatching;
import io.permvi.inference.factor.StraightThrough;
import io.permvi.inference.factor.VariationalFactor;
import io.permvi.inference.fit.DistinctDraws;
import io.permvi.inference.fit.ElboObjective;
import io.permvi.inference.fit.ExactElbo;
import io.permvi.inference.fit.GradientMoments;
import io.permvi.inference.fit.Objective;
import io.permvi.inference.fit.StochasticAscent;
import io.permvi.inference.optimize.Adam;
import io.permvi.inference.optimize.Optimizer;
import io.permvi.inference.optimize.Schedule;
import io.permvi.models.DifferentiableModel;
import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.sorting.SoftSort;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Bias, variance and time of the estimators' gradients for the model that is quadratic in a permutation of five items,
 * at the start and near the optimum of each family. Every step has eight evaluations of the model, a hundred thousand
 * draws in all.
 */
final class GradientStudy {
    private static final int ORDER = 5;
    private static final int EVALUATIONS = 8;
    private static final double[] TEMPERATURES = {0.05, 0.1, 0.2, 0.5, 1, 2, 4};
    private static final int FIT_STEPS = 300;

    private final DifferentiableModel model;
    private final MatchingLatent x;
    private final int steps;
    private final long seed;
    private final StudyTable<GradientRow> table;

    GradientStudy(long seed, int draws, StudyTable<GradientRow> table) {
        ZooProblem problem = ZooProblem.of(ZooProblem.Kind.QUADRATIC, ORDER, 1, seed);
        model = problem.model();
        x = problem.latent();
        steps = Math.max(100, draws / EVALUATIONS);
        this.seed = seed;
        this.table = table;
    }

    /** An estimator: its objective, parts of a step, and the temperature of its relaxation, NaN without one. */
    private record Estimator(String name, Objective objective, int parts, double temperature) {}

    private Estimator of(String name, VariationalFactor factor, int parts, double temperature) {
        return new Estimator(name, new ElboObjective(model, MeanField.of(factor), 0), parts, temperature);
    }

    private Estimator of(String name, VariationalFactor factor, int parts) {
        return of(name, factor, parts, Double.NaN);
    }

    void run() {
        SequentialMatching sequential = new SequentialMatching(x);
        enumerated(
                "sequential",
                sequential,
                List.of(
                        of("score", sequential, EVALUATIONS),
                        of("control", sequential.withControl(1), EVALUATIONS / 2),
                        new Estimator("distinct", new DistinctDraws(model, sequential, EVALUATIONS), 1, Double.NaN),
                        new Estimator(
                                "distinct-4", new DistinctDraws(model, sequential, EVALUATIONS / 2), 2, Double.NaN)));
        PlackettLuceFactor ranking = new PlackettLuceFactor(x);
        enumerated(
                "plackett-luce",
                ranking,
                List.of(
                        of("score", ranking, EVALUATIONS),
                        of("control", new ControlledPlackettLuce(ranking, new SoftSort()), EVALUATIONS / 2)));
        MixtureFactor mixture = new MixtureFactor(List.of(ranking, sequential));
        enumerated("mixture", mixture, List.of(of("score", mixture, EVALUATIONS)));
        GibbsMatching gibbs = new GibbsMatching(x);
        enumerated(
                "gibbs",
                gibbs.withScores(),
                List.of(
                        of("score", gibbs.withScores(), EVALUATIONS),
                        of("marginals", gibbs, EVALUATIONS),
                        of("bethe", new GibbsMatching(x, false), EVALUATIONS)));
        gumbel();
    }

    private void enumerated(String family, DiscreteFactor factor, List<Estimator> estimators) {
        ExactElbo exact = new ExactElbo(model, factor);
        double[] start = new double[factor.parameterCount()];
        // a little off the center, where some gradients vanish by symmetry
        Arrays.setAll(start, k -> 0.3 * Math.sin(1 + 2 * k));
        double[] atStart = new double[start.length];
        exact.valueAndGradient(start, atStart);
        double[] optimum = start.clone();
        double[] gradient = new double[start.length];
        Optimizer.Stepper stepper = new Adam(Schedule.cosine(0.1, 0.002, FIT_STEPS)).newStepper(start.length);
        for (int step = 0; step < FIT_STEPS; step++) {
            exact.valueAndGradient(optimum, gradient);
            stepper.ascend(optimum, gradient);
        }
        exact.valueAndGradient(optimum, gradient);
        measure(family, estimators, start, optimum, atStart, gradient);
    }

    /** Where no probability is known the reference is the perturbed optimizer itself, with forty times the draws. */
    private void gumbel() {
        GumbelMatching gumbel = new GumbelMatching(x);
        Estimator reference = of("score", new PerturbedMatching(gumbel), EVALUATIONS);
        int count = gumbel.parameterCount();
        double[] start = new double[count];
        Arrays.setAll(start, k -> 0.3 * Math.sin(1 + 2 * k));
        StochasticAscent ascent = StochasticAscent.of(new Adam(Schedule.cosine(0.1, 0.002, FIT_STEPS)), FIT_STEPS)
                .withParts(64);
        double[] optimum = ascent.run(reference.objective, ascent.start(start, seed))
                .state()
                .parameters();
        List<Estimator> estimators = new ArrayList<>(List.of(
                reference,
                of("implicit", new ImplicitMatching(gumbel, 1, false), EVALUATIONS),
                of("adaptive", new ImplicitMatching(gumbel), EVALUATIONS)));
        for (double temperature : TEMPERATURES) {
            GumbelMatching at = gumbel.withTemperature(Schedule.constant(temperature));
            estimators.add(of("pathwise", at, EVALUATIONS, temperature));
            estimators.add(of("straight", new StraightThrough(at), EVALUATIONS, temperature));
        }
        int many = 40 * steps;
        measure(
                "gumbel",
                estimators,
                start,
                optimum,
                GradientMoments.of(reference.objective, EVALUATIONS, start, many, seed + 1)
                        .mean(),
                GradientMoments.of(reference.objective, EVALUATIONS, optimum, many, seed + 1)
                        .mean());
    }

    private void measure(
            String family,
            List<Estimator> estimators,
            double[] start,
            double[] optimum,
            double[] atStart,
            double[] atOptimum) {
        double scale = Math.sqrt(Arrays.stream(atStart).map(g -> g * g).sum());
        for (Estimator estimator : estimators) {
            measure(family, estimator, "start", start, atStart, scale);
            measure(family, estimator, "optimum", optimum, atOptimum, scale);
        }
    }

    private void measure(
            String family, Estimator estimator, String place, double[] parameters, double[] exact, double scale) {
        String key = new GradientRow(family, estimator.name, place, estimator.temperature, 0, 0, 0, 0, 0).key();
        if (table.row(key).isPresent()) {
            return;
        }
        GradientMoments moments = GradientMoments.of(estimator.objective, estimator.parts, parameters, steps, seed);
        table.add(new GradientRow(
                family,
                estimator.name,
                place,
                estimator.temperature,
                moments.distanceFrom(exact) / scale,
                moments.noise() / scale,
                moments.largestDeviation(exact),
                moments.variance() / (scale * scale),
                1e6 * moments.seconds()));
    }
}
