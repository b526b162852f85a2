package io.permvi.inference.sampling;

import io.permvi.inference.posterior.Diagnostics;
import io.permvi.inference.posterior.Evidence;
import io.permvi.inference.structure.ChangeForm;
import io.permvi.inference.structure.ModelPoint;
import io.permvi.inference.structure.Structure;
import io.permvi.inference.structure.Symmetries;
import io.permvi.models.Model;
import io.permvi.relaxations.parallel.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Samples any model: independent ensembles of tempered chains from dispersed starts, until they agree. Rounds of sweeps
 * double in length, each replaces the draws of the one before; temperatures are chosen and spread by what is seen. The
 * fast densities are compared with plain evaluation in each round, and given up, with a remark, where they differ.
 *
 * <p>The same seed and number of rounds give the same bits for any number of threads; a run that its time ended has as
 * many rounds as fitted.
 *
 * @param ensembles that are compared, at least 2
 * @param seconds after which no round begins, and that the last one is cut to
 * @param tolerance t at which to stop
 * @param maxRounds the largest number of rounds
 * @param threads that share the ensembles
 */
public record EnsembleSampler(int ensembles, double seconds, double tolerance, int maxRounds, int threads) {
    private static final int FIRST_SWEEPS = 32;
    private static final int LEAST_ROUNDS = 5;
    private static final int KERNEL_ROUNDS = 3;
    private static final int LADDER_ROUNDS = 8;
    private static final double LEAST_LAST_ROUND = 0.6;
    private static final int MAX_KEPT = 4_000;
    private static final double R_HAT_TO_STOP = 1.05;
    private static final double EVIDENCE_ERROR = 0.05;
    private static final double MOST_SWEEPS_FOR_EVIDENCE = 20;

    /** Checks the settings. */
    public EnsembleSampler {
        if (ensembles < 2 || maxRounds < 1 || threads < 1) {
            throw new IllegalArgumentException("sampling needs at least 2 ensembles, 1 round and 1 thread, got "
                    + ensembles + ", " + maxRounds + " and " + threads);
        }
        if (!(seconds > 0) || !(tolerance >= 0)) {
            throw new IllegalArgumentException(
                    "seconds must be positive and tolerance 0 or more, got " + seconds + " and " + tolerance);
        }
    }

    /** Four ensembles, at most 60 seconds, until t is .02, on all processors. */
    public static EnsembleSampler withDefaults() {
        return new EnsembleSampler(4, 60, 0.02, 20, Runtime.getRuntime().availableProcessors());
    }

    /** The same with another limit of time. */
    public EnsembleSampler withSeconds(double value) {
        return new EnsembleSampler(ensembles, value, tolerance, maxRounds, threads);
    }

    /** The same with another t at which to stop. */
    public EnsembleSampler withTolerance(double value) {
        return new EnsembleSampler(ensembles, seconds, value, maxRounds, threads);
    }

    /** The same with another largest number of rounds. */
    public EnsembleSampler withMaxRounds(int value) {
        return new EnsembleSampler(ensembles, seconds, tolerance, value, threads);
    }

    /** The same on another number of threads. */
    public EnsembleSampler withThreads(int value) {
        return new EnsembleSampler(ensembles, seconds, tolerance, maxRounds, value);
    }

    /** Samples the posterior of a model that it looks at first. */
    public DrawnPosterior sample(Model model, RandomGenerator rng) {
        return sample(model, Structure.of(model), rng);
    }

    /**
     * Samples the posterior of a model.
     *
     * @param structure what is known of it; where it is wrong, that is found and said
     */
    public DrawnPosterior sample(Model model, Structure structure, RandomGenerator rng) {
        long seed = rng.nextLong();
        try (Workers workers = new Workers(Math.min(threads, ensembles))) {
            return attempt(model, structure, true, seed, "", workers);
        }
    }

    private DrawnPosterior attempt(
            Model model, Structure structure, boolean tables, long seed, String remark, Workers workers) {
        try {
            return new Run(new SamplerPlan(model, structure, tables), seed, remark, workers).finish();
        } catch (DensityMismatchException mismatch) {
            String said = remark + "Given up: " + mismatch.getMessage() + ". ";
            if (tables && !structure.gaussian().isEmpty()) {
                return attempt(model, structure, false, seed, said, workers);
            }
            if (!structure.gaussian().isEmpty()) {
                return attempt(model, structure.withGaussian(List.of()), false, seed, said, workers);
            }
            if (structure.form() != ChangeForm.BEYOND) {
                return attempt(model, structure.withForm(ChangeForm.BEYOND), false, seed, said, workers);
            }
            throw mismatch;
        }
    }

    private final class Run {
        private final long startNanos = System.nanoTime();
        private final SamplerPlan plan;
        private final Workers workers;
        private final long seed;
        private final List<Ensemble> runs = new ArrayList<>();
        private final Alignment alignment;
        private String remark;
        private List<List<Draw>> aligned = List.of();
        private Verdict verdict;

        private Run(SamplerPlan plan, long seed, String remark, Workers workers) {
            this.plan = plan;
            this.seed = seed;
            this.remark = remark;
            this.workers = workers;
            alignment = new Alignment(plan.structure(), new ModelPoint(plan.model()));
        }

        private DrawnPosterior finish() {
            Reference reference = Annealing.reference(plan, seed);
            for (int r = 0; r < ensembles; r++) {
                runs.add(new Ensemble(plan, reference, seed + 1 + r));
            }
            Annealing.start(plan, runs, seed, workers, deadline(0.3));
            int sweeps = FIRST_SWEEPS;
            int round = 0;
            while (true) {
                double before = elapsed();
                round(sweeps, round < KERNEL_ROUNDS);
                round++;
                verdict = judge(round);
                boolean agreed =
                        verdict.disagreement() <= tolerance && verdict.rHat() <= R_HAT_TO_STOP && !verdict.searching();
                // the kernels stand still from round 4 on; one more is asked for unless agreement is clear
                int least = verdict.disagreement() <= 0.5 * tolerance ? LEAST_ROUNDS - 1 : LEAST_ROUNDS;
                if (round >= least && agreed && !evidenceIsNear() || round == maxRounds) {
                    break;
                }
                double took = elapsed() - before;
                double left = seconds - elapsed();
                if (left < LEAST_LAST_ROUND * took) {
                    remark += "Time ran out. ";
                    verdict = judge(round);
                    break;
                }
                adaptLadder(round);
                sweeps = (int) (sweeps * Math.min(2, 0.95 * left / took));
            }
            return result();
        }

        /** Whether a few more rounds would tell the evidence well, whose error falls as one over the root of their length. */
        private boolean evidenceIsNear() {
            double times = evidence().standardError() / EVIDENCE_ERROR;
            return times > 1 && times * times <= MOST_SWEEPS_FOR_EVIDENCE;
        }

        private double elapsed() {
            return (System.nanoTime() - startNanos) * 1e-9;
        }

        private long deadline(double share) {
            return startNanos + (long) (share * seconds * 1e9);
        }

        private void round(int sweeps, boolean adapting) {
            int keepEvery = Math.max(1, sweeps / MAX_KEPT);
            long deadline = deadline(1);
            workers.forEach(ensembles, r -> runs.get(r).run(sweeps, keepEvery, adapting, deadline));
        }

        private void adaptLadder(int round) {
            double[] rejections = rejections();
            if (round < LADDER_ROUNDS || Ladder.largest(rejections) > 0.85) {
                double[] ladder = Ladder.adapted(runs.get(0).powers(), rejections, 3);
                workers.forEach(ensembles, r -> runs.get(r).changeLadder(ladder));
            }
        }

        private double[] rejections() {
            return Ladder.mean(runs.stream().map(Ensemble::rejections).toArray(double[][]::new));
        }

        private Verdict judge(int round) {
            aligned = alignment.align(runs.stream().map(Ensemble::draws).toList());
            List<double[]> traces = runs.stream().map(Ensemble::trace).toList();
            double[] best = runs.stream().mapToDouble(Ensemble::best).toArray();
            return Verdict.of(
                    Agreement.disagreement(plan.structure().discrete(), aligned),
                    Agreement.splitRHat(traces),
                    Agreement.searching(traces, best),
                    1 - Ladder.largest(rejections()),
                    round,
                    (remark + symmetryRemark()).trim());
        }

        private String symmetryRemark() {
            Symmetries found = plan.structure().symmetries();
            return found.isEmpty() ? "" : (found.alignsDraws() ? "Draws are aligned: " : "Found: ") + found + ".";
        }

        private DrawnPosterior result() {
            List<Draw> all = aligned.stream().flatMap(List::stream).toList();
            return DrawnPosterior.of(plan.model(), plan.structure(), all, evidence(), chains(), verdict);
        }

        private Evidence evidence() {
            double logStates = plan.structure().logStates();
            if (Double.isNaN(logStates)) {
                return Evidence.none();
            }
            double[] values = runs.stream().mapToDouble(Ensemble::logEvidence).toArray();
            double mean = Arrays.stream(values).average().orElse(Double.NaN);
            double squares = Arrays.stream(values)
                    .map(value -> (value - mean) * (value - mean))
                    .sum();
            double error = Math.sqrt(squares / (ensembles - 1) / ensembles);
            return new Evidence(mean + logStates, error, Evidence.Kind.ESTIMATE);
        }

        private Diagnostics.Chains chains() {
            List<List<Double>> traces = new ArrayList<>();
            for (Ensemble ensemble : runs) {
                traces.add(Arrays.stream(ensemble.trace()).boxed().toList());
            }
            double[] powers = runs.get(0).powers();
            double[] rejections = rejections();
            List<Double> temperatures = new ArrayList<>();
            List<Double> swaps = new ArrayList<>();
            List<Double> acceptance = new ArrayList<>();
            for (int t = powers.length - 1; t >= 0; t--) {
                temperatures.add(1 / powers[t]);
                acceptance.add(Double.NaN);
                if (t > 0) {
                    swaps.add(1 - rejections[t - 1]);
                }
            }
            return new Diagnostics.Chains(traces, 0, temperatures, acceptance, swaps);
        }
    }
}
