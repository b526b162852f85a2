package io.permvi.examples.networks;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.examples.common.Program;
import io.permvi.examples.common.ProgressReport;
import io.permvi.examples.matching.MatchingProblem;
import io.permvi.examples.matching.ProblemFile;
import io.permvi.inference.factor.MeanField;
import io.permvi.inference.factor.SequentialMatching;
import io.permvi.inference.factor.Start;
import io.permvi.inference.fit.AscentState;
import io.permvi.inference.fit.ExactElbo;
import io.permvi.inference.fit.StochasticAscent;
import io.permvi.inference.fit.VariationalInference;
import io.permvi.inference.networks.AmortizedInference;
import io.permvi.inference.networks.PairEncoder;
import io.permvi.inference.optimize.Adam;
import io.permvi.inference.optimize.Schedule;
import io.permvi.models.MatchingLatent;
import io.permvi.models.PointMatching;
import io.permvi.plots.Axis;
import io.permvi.plots.Guide;
import io.permvi.plots.Palette;
import io.permvi.plots.Plot;
import io.permvi.plots.Series;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.random.RandomStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code permvi amortize}: one network for the posteriors of all matching problems, compared with a fit of each. */
@Command(
        name = "amortize",
        description =
                "Train one encoder for synthetic matching problems (N = 6) and compare with a fit of each problem.")
public final class AmortizeCommand extends Program {
    private static final String KIND = "matching-encoder";
    private static final int N = 6;
    private static final double[] SIGMAS = {0.1, 0.25, 0.5, 0.75};
    private static final int STEPS = 1500;
    private static final int WIDTH = 32;
    private static final int DATA_SETS = 8;
    private static final int DRAWS = 8;
    private static final int FIT_STEPS = 500;
    private static final double FIT_RATE = 0.1;
    /** The smallest divergence that is drawn. */
    private static final double FLOOR = 1e-6;

    private static final MatchingLatent X = new MatchingLatent("matching", N);

    @Mixin
    private TrainingOptions training = new TrainingOptions();

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = "CSV with columns problem, sigma, kind, index, x, y, truth; without it problems are drawn")
    private Optional<Path> data = Optional.empty();

    @Option(names = "--problems", defaultValue = "50", description = "test problems of each sigma (${DEFAULT-VALUE})")
    private int problems;

    private static MatchingProblem draw(RandomGenerator rng) {
        return draw(SIGMAS[rng.nextInt(SIGMAS.length)], rng);
    }

    /** Observations keep the order of their centers: the encoder and the factor's family do not care. */
    private static MatchingProblem draw(double sigma, RandomGenerator rng) {
        DMatrixRMaj centers = new DMatrixRMaj(N, 2);
        DMatrixRMaj observations = new DMatrixRMaj(N, 2);
        for (int k = 0; k < 2 * N; k++) {
            centers.data[k] = rng.nextGaussian();
            observations.data[k] = centers.data[k] + sigma * rng.nextGaussian();
        }
        return new MatchingProblem("drawn", sigma, centers, observations, Permutation.identity(N));
    }

    private static PointMatching model(MatchingProblem problem) {
        return PointMatching.of(X, problem.observations(), problem.centers(), problem.sigma());
    }

    /** How far two approximations are from the exact posterior of one problem; the fit starts at the log likelihoods. */
    private record Gaps(double sigma, double amortized, double fitted, double amortizedMillis, double fitMillis) {}

    @Override
    public void run() {
        requireAtLeast("--problems", 1, problems);
        List<MatchingProblem> tests = data.map(this::read).orElseGet(this::drawTests);
        SequentialMatching factor = new SequentialMatching(X);
        MeanField q = MeanField.of(factor);
        PairEncoder<MatchingProblem> encoder =
                new PairEncoder<>(N, WIDTH, problem -> model(problem).scores());
        AmortizedInference<MatchingProblem> amortized = new AmortizedInference<>(encoder, q, AmortizeCommand::model);
        int steps = training.stepsOr(STEPS);
        StochasticAscent recipe = StochasticAscent.of(new Adam(Schedule.cosine(0.02, 1e-4, steps)), steps)
                .withParts(2)
                .withThreads(options().threads());
        AscentState trained = new TrainingRun(
                        KIND,
                        Map.of("width", String.valueOf(WIDTH)),
                        encoder.parameters(),
                        amortized.objective(AmortizeCommand::draw, DATA_SETS, DRAWS),
                        recipe)
                .train(training, options().seed(), folder(), output());
        report(compare(tests, factor, amortized, trained.parameters()));
    }

    private List<MatchingProblem> drawTests() {
        List<MatchingProblem> tests = new ArrayList<>();
        for (double sigma : SIGMAS) {
            for (int k = 0; k < problems; k++) {
                tests.add(draw(
                        sigma,
                        RandomStream.of(options().seed())
                                .named("test, sigma " + sigma)
                                .part(k)
                                .generator()));
            }
        }
        return tests;
    }

    /** The first problems of each sigma. */
    private List<MatchingProblem> read(Path file) {
        Map<Double, Integer> used = new TreeMap<>();
        List<MatchingProblem> tests = new ArrayList<>();
        for (MatchingProblem problem : ProblemFile.read(file)) {
            if (problem.order() != N) {
                throw new InputException(
                        file + ": problem " + problem.name() + " must have " + N + " points, got " + problem.order());
            }
            if (used.merge(problem.sigma(), 1, Integer::sum) <= problems) {
                tests.add(problem);
            }
        }
        return tests;
    }

    private List<Gaps> compare(
            List<MatchingProblem> tests,
            SequentialMatching factor,
            AmortizedInference<MatchingProblem> amortized,
            double[] weights) {
        List<Gaps> gaps = new ArrayList<>();
        VariationalInference inference = VariationalInference.withDefaults()
                .withOptimizer(new Adam(Schedule.cosine(FIT_RATE, FIT_RATE / 100, FIT_STEPS)))
                .withSteps(FIT_STEPS)
                .withDraws(DRAWS);
        try (ProgressReport progress = ProgressReport.start("comparing", tests.size())) {
            for (MatchingProblem problem : tests) {
                PointMatching model = model(problem);
                ExactElbo exact = new ExactElbo(model, factor);
                double evidence = exact.posterior().logEvidence();
                long start = System.nanoTime();
                double[] atOnce = amortized.posterior(weights, problem, 1).parameters();
                long middle = System.nanoTime();
                double[] likelihood = new double[factor.parameterCount()];
                factor.startAt(Start.scores(X, model.scores()), likelihood, 0);
                double[] fitted = inference
                        .fit(
                                model,
                                MeanField.of(factor),
                                likelihood,
                                RandomStream.of(options().seed())
                                        .named("fit")
                                        .part(gaps.size())
                                        .generator())
                        .posterior()
                        .parameters();
                long end = System.nanoTime();
                gaps.add(new Gaps(
                        problem.sigma(),
                        evidence - exact.value(atOnce),
                        evidence - exact.value(fitted),
                        (middle - start) * 1e-6,
                        (end - middle) * 1e-6));
                progress.update(gaps.size(), "fits of " + FIT_STEPS + " steps");
            }
        }
        return gaps;
    }

    private void report(List<Gaps> gaps) {
        OutputFolder out = folder();
        out.writeCsv(
                "gaps.csv",
                List.of("sigma", "amortized_kl", "fitted_kl", "amortized_ms", "fit_ms"),
                rows -> gaps.forEach(
                        gap -> rows.add(gap.sigma, gap.amortized, gap.fitted, gap.amortizedMillis, gap.fitMillis)));
        PrintWriter log = output();
        log.println("Divergence from the exact posterior, KL(q, p), in nats, and time of one problem:");
        log.printf(
                "%-7s %9s %14s %14s %14s %10s%n",
                "sigma", "problems", "amortized", "fit of each", "amortized ms", "fit ms");
        Map<String, Object> summary = new LinkedHashMap<>();
        gaps.stream().mapToDouble(Gaps::sigma).distinct().sorted().forEach(sigma -> {
            List<Gaps> some = gaps.stream().filter(gap -> gap.sigma == sigma).toList();
            double amortized =
                    some.stream().mapToDouble(Gaps::amortized).average().orElseThrow();
            double fitted = some.stream().mapToDouble(Gaps::fitted).average().orElseThrow();
            double quick =
                    median(some.stream().mapToDouble(Gaps::amortizedMillis).toArray());
            double slow = median(some.stream().mapToDouble(Gaps::fitMillis).toArray());
            log.printf(
                    Locale.ROOT,
                    "%-7s %9d %14.4f %14.4f %14.3f %10.1f%n",
                    sigma,
                    some.size(),
                    amortized,
                    fitted,
                    quick,
                    slow);
            summary.put(
                    "sigma" + sigma,
                    Map.of("amortizedKl", amortized, "fittedKl", fitted, "amortizedMs", quick, "fitMs", slow));
        });
        out.writeSummary(name(), summary);
        out.write("gaps.png", chart(gaps)::save);
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    /** Each problem a point: the divergence of the fit across, that of the one forward pass upward. */
    private static Plot chart(List<Gaps> gaps) {
        double lowest = gaps.stream()
                .mapToDouble(gap -> Math.min(gap.fitted, gap.amortized))
                .min()
                .orElse(FLOOR);
        double highest = gaps.stream()
                .mapToDouble(gap -> Math.max(gap.fitted, gap.amortized))
                .max()
                .orElse(1);
        double low = 0.7 * Math.max(FLOOR, lowest);
        double high = Math.max(10 * low, 1.4 * highest);
        Plot plot = Plot.of(
                        "One forward pass against a fit of each problem",
                        Axis.logarithmic("KL(q, p) of the fit (nats)").within(low, high),
                        Axis.logarithmic("KL(q, p) of the forward pass (nats)").within(low, high))
                .withSize(600, 590)
                .withEqualUnits()
                .with(Guide.diagonal())
                .withNote(
                        "On the dashed line both are equally far from the exact posterior, above it the fit is nearer."
                                + (lowest < FLOOR ? " Divergences below 1e-6 are drawn there." : ""));
        List<Double> sigmas = gaps.stream().map(Gaps::sigma).distinct().sorted().toList();
        for (int k = 0; k < sigmas.size(); k++) {
            double sigma = sigmas.get(k);
            List<Gaps> some = gaps.stream().filter(gap -> gap.sigma == sigma).toList();
            plot = plot.with(Series.points(
                            "sigma = " + sigma,
                            some.stream()
                                    .mapToDouble(gap -> Math.max(FLOOR, gap.fitted))
                                    .toArray(),
                            some.stream()
                                    .mapToDouble(gap -> Math.max(FLOOR, gap.amortized))
                                    .toArray(),
                            Palette.color(k))
                    .withShape(Series.Shape.values()[k % Series.Shape.values().length]));
        }
        return plot;
    }
}
