package io.permvi.examples.matching;

import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.files.StudyTable;
import io.permvi.examples.common.ProgressReport;
import io.permvi.inference.factor.Bound;
import io.permvi.inference.factor.DiscreteFactor;
import io.permvi.inference.factor.MeanField;
import io.permvi.inference.fit.ExactElbo;
import io.permvi.inference.method.CorrectionMethod;
import io.permvi.inference.method.Method;
import io.permvi.inference.method.Run;
import io.permvi.inference.posterior.Evidence;
import io.permvi.inference.posterior.ExactPosterior;
import io.permvi.inference.posterior.FittedPosterior;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.inference.posterior.Posterior;
import io.permvi.inference.posterior.WeightedPosterior;
import io.permvi.models.PointMatching;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.random.DrawRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * Runs methods on problems, in parallel over the problems. Each result goes into a table as soon as it is there,
 * so a killed run loses at most the fit it was in; results do not depend on the number of threads or on interruptions.
 */
final class MatchingStudy {
    /** Up to this order the exact posterior is enumerated. */
    static final int LARGEST_ENUMERATION = 8;

    /** The stream of the draws that stand for a distribution without probabilities. */
    static final String HISTOGRAM = "histogram";

    private static final List<String> MATCHING_COLUMNS = List.of(
            "observation",
            "center",
            "probability",
            "first_candidate",
            "first_probability",
            "second_candidate",
            "second_probability",
            "truth");

    private final List<MatchingProblem> problems;
    private final List<Method<PointMatching>> methods;
    private final int fits;
    private final long seed;
    private final OutputFolder out;

    MatchingStudy(
            List<MatchingProblem> problems,
            List<Method<PointMatching>> methods,
            int fits,
            long seed,
            OutputFolder out) {
        this.problems = problems;
        this.methods = methods;
        this.fits = fits;
        this.seed = seed;
        this.out = out;
    }

    /** Does what the table does not have yet, and returns all results in the order of problems, methods and fits. */
    List<StudyResult> run(StudyTable<StudyResult> table, int threads) {
        try (Workers workers = new Workers(threads);
                ProgressReport progress = ProgressReport.start("matching", problems.size())) {
            progress.goesOnAfter(table.journal());
            AtomicInteger finished = new AtomicInteger();
            workers.forEach(problems.size(), p -> {
                runProblem(problems.get(p), table);
                progress.update(finished.incrementAndGet(), problems.get(p).name());
            });
        }
        return collect(table);
    }

    private void runProblem(MatchingProblem problem, StudyTable<StudyResult> table) {
        PointMatching model = problem.model();
        Optional<ExactPosterior> exact =
                problem.order() <= LARGEST_ENUMERATION ? Optional.of(ExactPosterior.of(model)) : Optional.empty();
        Map<Long, FittedPosterior> shared = new HashMap<>();
        for (Method<PointMatching> method : methods) {
            for (int fit = 0; fit < fits && method.serves(model); fit++) {
                if (table.row(StudyResult.key(problem.name(), method.name(), fit))
                        .isEmpty()) {
                    table.add(evaluate(problem, model, exact, method, fit, shared));
                }
            }
        }
    }

    /** The seed of a fit: of the study, the problem, the method and the number of the fit. */
    long seedOf(MatchingProblem problem, Method<PointMatching> method, int fit) {
        return DrawRandom.of(seed, problem.name().hashCode(), seedGroup(method).hashCode() + 1_000_003L * fit)
                .nextLong();
    }

    /** All that weight the draws of the same method start from the same fit. */
    private static String seedGroup(Method<PointMatching> method) {
        return method instanceof CorrectionMethod<?> correction
                ? correction.fitted().name()
                : method.name();
    }

    private StudyResult evaluate(
            MatchingProblem problem,
            PointMatching model,
            Optional<ExactPosterior> exact,
            Method<PointMatching> method,
            int fit,
            Map<Long, FittedPosterior> shared) {
        Run run = Run.of(seedOf(problem, method, fit));
        FittedPosterior before = shared.get(run.seed());
        long start = System.nanoTime();
        Posterior found = before == null ? method.solve(model, run) : follow(method, model, before, run);
        double seconds = (System.nanoTime() - start) * 1e-9;
        if (found instanceof FittedPosterior fitted) {
            shared.put(run.seed(), fitted);
        }
        RandomGenerator rng = run.random(HISTOGRAM);
        Beliefs beliefs = Beliefs.of(model, exact, found, rng);
        Matching best = beliefs.marginals().mostProbable();
        if (exact.isEmpty()) {
            writeMatching(problem, method, fit, beliefs.marginals(), best);
        }
        int right = 0;
        for (int i = 0; i < problem.order(); i++) {
            right += best.place(i) == problem.truth().place(i) ? 1 : 0;
        }
        return new StudyResult(
                problem.name(),
                problem.sigma(),
                method.name(),
                beliefs.distance(),
                elbo(model, exact.isPresent(), found),
                exact.map(ExactPosterior::logEvidence).orElse(Double.NaN),
                found.diagnostics().length(),
                seconds,
                fit,
                (double) right / problem.order(),
                bounds(found.evidence()));
    }

    /** What a method makes of the fit that it shares with another. */
    private static Posterior follow(
            Method<PointMatching> method, PointMatching model, FittedPosterior fitted, Run run) {
        return method instanceof CorrectionMethod<PointMatching> correction
                ? correction.correct(model, fitted, run)
                : fitted;
    }

    /** What stands in the place of the distance where the posterior cannot be enumerated, one file a fit. */
    private void writeMatching(
            MatchingProblem problem, Method<PointMatching> method, int fit, MatchingMarginals beliefs, Matching best) {
        String file = problem.name().replaceAll("[^A-Za-z0-9._-]", "_");
        String name = "matching-" + file + "-" + method.name() + "-" + fit + ".csv";
        out.writeCsv(name, MATCHING_COLUMNS, rows -> {
            for (int i = 0; i < problem.order(); i++) {
                List<MatchingMarginals.Candidate> candidates = beliefs.candidates(i, 2);
                rows.add(
                        i,
                        best.place(i),
                        beliefs.probability(i, best.place(i)),
                        candidates.get(0).place(),
                        candidates.get(0).probability(),
                        candidates.get(1).place(),
                        candidates.get(1).probability(),
                        problem.truth().place(i));
            }
        });
    }

    /**
     * What a posterior says of the matching.
     *
     * @param marginals from its probabilities where those are known
     * @param distance from the exact posterior, NaN where that cannot be enumerated
     * @param probabilities in the order of the exact posterior, none without one
     */
    record Beliefs(MatchingMarginals marginals, double distance, double[] probabilities) {
        static Beliefs of(PointMatching model, Optional<ExactPosterior> exact, Posterior found, RandomGenerator rng) {
            if (exact.isEmpty()) {
                MatchingMarginals drawn = found.marginals(model.latent(), MatchingMethods.HISTOGRAM_DRAWS, rng);
                return new Beliefs(drawn, Double.NaN, new double[0]);
            }
            double[] q = exact.get().probabilities(found, MatchingMethods.HISTOGRAM_DRAWS, rng);
            Posterior weighted = new WeightedPosterior(exact.get().values(), q, Evidence.none(), found.diagnostics());
            return new Beliefs(weighted.marginals(model.latent()), exact.get().bhattacharyyaDistance(q), q);
        }
    }

    /** The ELBO that was reached, NaN without one; without Monte-Carlo error where the factor is discrete and small. */
    private static double elbo(PointMatching model, boolean enumerable, Posterior found) {
        if (enumerable
                && found instanceof FittedPosterior fitted
                && fitted.family().bound() == Bound.EVIDENCE
                && ((MeanField) fitted.family()).factor(model.latent()) instanceof DiscreteFactor factor) {
            return new ExactElbo(model, factor).value(fitted.parameters());
        }
        return found.evidence().kind() == Evidence.Kind.ESTIMATE
                ? Double.NaN
                : found.evidence().value();
    }

    private static String bounds(Evidence evidence) {
        return switch (evidence.kind()) {
            case LOWER_BOUND -> "log p(y)";
            case RELAXED_BOUND -> "relaxed evidence";
            case NONE -> Double.isNaN(evidence.value()) ? "" : "nothing";
            case EXACT, ESTIMATE -> "";
        };
    }

    private List<StudyResult> collect(StudyTable<StudyResult> table) {
        List<StudyResult> results = new ArrayList<>();
        for (MatchingProblem problem : problems) {
            for (Method<PointMatching> method : methods) {
                for (int fit = 0; fit < fits; fit++) {
                    table.row(StudyResult.key(problem.name(), method.name(), fit))
                            .ifPresent(results::add);
                }
            }
        }
        return results;
    }
}
