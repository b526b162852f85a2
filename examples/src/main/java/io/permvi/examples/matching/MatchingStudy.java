package io.permvi.examples.matching;

import io.permvi.applications.files.CsvTable;
import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.examples.common.ProgressReport;
import io.permvi.inference.factor.DiscreteFactor;
import io.permvi.inference.factor.MeanField;
import io.permvi.inference.fit.ExactElbo;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.models.PointMatching;
import io.permvi.relaxations.counting.PermutationEnumeration;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.random.DrawRandom;
import io.permvi.relaxations.ranking.EnumeratedDistribution;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.ejml.data.DMatrixRMaj;

/**
 * Runs methods on problems, in parallel over the problems. Each result is appended to a journal as soon as it is there,
 * so a killed run loses at most the fit it was in; results do not depend on the number of threads or on interruptions.
 */
final class MatchingStudy {
    /** Up to this order the exact posterior is enumerated. */
    static final int LARGEST_ENUMERATION = 8;

    private static final String JOURNAL = "results.journal.csv";

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
    private final List<MatchingMethod> methods;
    private final int fits;
    private final long seed;
    private final OutputFolder out;
    private final Map<String, StudyResult> done = new HashMap<>();

    MatchingStudy(List<MatchingProblem> problems, List<MatchingMethod> methods, int fits, long seed, OutputFolder out) {
        this.problems = problems;
        this.methods = methods;
        this.fits = fits;
        this.seed = seed;
        this.out = out;
    }

    /** Does what the journal does not have yet, and returns all results in the order of problems, methods and fits. */
    List<StudyResult> run(int threads) {
        Path journal = out.path().resolve(JOURNAL);
        openJournal(journal);
        try (BufferedWriter writer = Files.newBufferedWriter(journal, StandardOpenOption.APPEND);
                Workers workers = new Workers(threads);
                ProgressReport progress = ProgressReport.start("matching", problems.size())) {
            int[] finished = new int[1];
            workers.forEach(problems.size(), p -> {
                runProblem(p, writer);
                synchronized (done) {
                    progress.update(++finished[0], problems.get(p).name());
                }
            });
        } catch (IOException e) {
            throw new InputException(journal + " cannot be written: " + e.getMessage());
        }
        return collect();
    }

    /** Reads what an earlier run with the same seed left, without a last line that it did not finish. */
    private void openJournal(Path journal) {
        String header = "#seed " + seed;
        try {
            if (!Files.exists(journal)) {
                Files.writeString(journal, String.join(",", StudyResult.COLUMNS) + "," + header + "\n");
                return;
            }
            String text = Files.readString(journal);
            String whole = text.substring(0, text.lastIndexOf('\n') + 1);
            if (!whole.startsWith(String.join(",", StudyResult.COLUMNS) + "," + header + "\n")) {
                throw new InputException(
                        journal + " is of a run with other settings; give the same --seed or another" + " --out");
            }
            Files.writeString(journal, whole);
        } catch (IOException e) {
            throw new InputException(journal + " cannot be read: " + e.getMessage());
        }
        CsvTable.read(journal, StudyResult.COLUMNS, row -> {
            StudyResult result = StudyResult.of(row);
            done.put(result.key(), result);
        });
    }

    private void runProblem(int index, BufferedWriter writer) {
        MatchingProblem problem = problems.get(index);
        PointMatching model = problem.model();
        Optional<EnumeratedDistribution> exact = problem.order() <= LARGEST_ENUMERATION
                ? Optional.of(ExactElbo.enumeratePosterior(model, model.latent()))
                : Optional.empty();
        Map<Long, Approximation.Fitted> shared = new HashMap<>();
        for (MatchingMethod method : methods) {
            for (int fit = 0; fit < fits && method.serves(problem.order()); fit++) {
                String key = problem.name() + " " + method.label() + " " + fit;
                boolean missing;
                synchronized (done) {
                    missing = !done.containsKey(key);
                }
                if (missing) {
                    record(evaluate(problem, model, exact, method, fit, shared), writer);
                }
            }
        }
    }

    /** The seed of a fit: of the study, the problem, the method and the number of the fit. */
    long seedOf(MatchingProblem problem, MatchingMethod method, int fit) {
        return DrawRandom.of(
                        seed,
                        problem.name().hashCode(),
                        method.seedGroup().label().hashCode() + 1_000_003L * fit)
                .nextLong();
    }

    private StudyResult evaluate(
            MatchingProblem problem,
            PointMatching model,
            Optional<EnumeratedDistribution> exact,
            MatchingMethod method,
            int fit,
            Map<Long, Approximation.Fitted> shared) {
        long fitSeed = seedOf(problem, method, fit);
        Approximation.Fitted before = shared.get(fitSeed);
        long start = System.nanoTime();
        Approximation found =
                before == null ? method.approximate(model, fitSeed) : method.correct(model, before, fitSeed);
        double seconds = (System.nanoTime() - start) * 1e-9;
        if (method == MatchingMethod.SEQUENTIAL_MIXTURE) {
            shared.put(fitSeed, (Approximation.Fitted) found);
        }
        RandomGenerator rng = Approximation.stream(fitSeed, 4);
        DMatrixRMaj marginals;
        double distance = Double.NaN;
        if (exact.isPresent()) {
            PermutationEnumeration all = exact.get().enumeration();
            double[] q = found.probabilities(all, rng);
            distance = exact.get().bhattacharyyaDistance(q);
            marginals = marginals(all, q);
        } else {
            marginals = found.marginals(problem.order(), rng);
        }
        MatchingMarginals beliefs = new MatchingMarginals(model.latent().space(), marginals);
        Matching best = beliefs.mostProbable();
        if (exact.isEmpty()) {
            writeMatching(problem, method, fit, beliefs, best);
        }
        int right = 0;
        for (int i = 0; i < problem.order(); i++) {
            right += best.place(i) == problem.truth().place(i) ? 1 : 0;
        }
        return new StudyResult(
                problem.name(),
                problem.sigma(),
                method.label(),
                distance,
                elbo(model, exact, found),
                exact.map(EnumeratedDistribution::logNormalizer).orElse(Double.NaN),
                found.steps(),
                seconds,
                fit,
                (double) right / problem.order());
    }

    /** What stands in the place of the distance where the posterior cannot be enumerated, one file a fit. */
    private void writeMatching(
            MatchingProblem problem, MatchingMethod method, int fit, MatchingMarginals beliefs, Matching best) {
        String file = problem.name().replaceAll("[^A-Za-z0-9._-]", "_");
        String name = "matching-" + file + "-" + method.label() + "-" + fit + ".csv";
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

    private static DMatrixRMaj marginals(PermutationEnumeration all, double[] q) {
        DMatrixRMaj marginals = new DMatrixRMaj(all.order(), all.order());
        int[] places = new int[all.order()];
        for (int k = 0; k < q.length; k++) {
            if (q[k] > 0) {
                all.places(k, places);
                for (int i = 0; i < places.length; i++) {
                    marginals.add(i, places[i], q[k]);
                }
            }
        }
        return marginals;
    }

    /** Without Monte-Carlo error where the factor is discrete and small. */
    private static double elbo(PointMatching model, Optional<EnumeratedDistribution> exact, Approximation found) {
        if (exact.isPresent()
                && found instanceof Approximation.Fitted fitted
                && ((MeanField) fitted.posterior().family()).factor(model.latent()) instanceof DiscreteFactor factor) {
            return new ExactElbo(model, factor).value(fitted.posterior().parameters());
        }
        return found.elbo();
    }

    private void record(StudyResult result, BufferedWriter writer) {
        List<String> cells = new ArrayList<>();
        for (Object cell : result.cells()) {
            cells.add(String.valueOf(cell));
        }
        synchronized (done) {
            done.put(result.key(), result);
            try {
                writer.write(String.join(",", cells) + ",\n");
                writer.flush();
            } catch (IOException e) {
                throw new InputException(JOURNAL + " cannot be written: " + e.getMessage());
            }
        }
    }

    private List<StudyResult> collect() {
        Map<String, Integer> order = new HashMap<>();
        for (MatchingProblem problem : problems) {
            order.put(problem.name(), order.size());
        }
        Map<String, Integer> methodOrder =
                methods.stream().collect(Collectors.toMap(MatchingMethod::label, MatchingMethod::ordinal));
        return done.values().stream()
                .filter(r -> order.containsKey(r.problem()) && methodOrder.containsKey(r.method()) && r.fit() < fits)
                .sorted(Comparator.<StudyResult>comparingInt(r -> order.get(r.problem()))
                        .thenComparingInt(r -> methodOrder.get(r.method()))
                        .thenComparingInt(StudyResult::fit))
                .toList();
    }
}
