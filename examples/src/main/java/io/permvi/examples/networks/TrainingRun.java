package io.permvi.examples.networks;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.files.WorkLock;
import io.permvi.applications.puzzles.PuzzleNetwork;
import io.permvi.examples.common.NotConvergedException;
import io.permvi.examples.common.ProgressReport;
import io.permvi.inference.files.ArrayFile;
import io.permvi.inference.fit.AscentResult;
import io.permvi.inference.fit.AscentState;
import io.permvi.inference.fit.Progress;
import io.permvi.inference.fit.StochasticAscent;
import io.permvi.inference.fit.StopReason;
import io.permvi.inference.networks.NetworkFile;
import io.permvi.inference.networks.NetworkObjective;
import io.permvi.inference.networks.ParameterSet;
import io.permvi.inference.optimize.Adam;
import io.permvi.inference.optimize.Schedule;
import io.permvi.plots.FitPictures;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A training with progress and checkpoints: the network is written every few seconds together with the optimizer's memory,
 * so a killed training loses at most that, and ends with the same bits as one that ran through.
 *
 * @param kind of the network
 * @param settings that decide what is trained; a file with other settings is not continued
 * @param parameters of the network
 * @param objective to maximize
 * @param training the recipe; its steps are the total
 */
record TrainingRun(
        String kind,
        Map<String, String> settings,
        ParameterSet parameters,
        NetworkObjective objective,
        StochasticAscent training) {

    private static final int SMOOTHING = 50;
    private static final String SECONDS = "training.seconds";
    private static final String CPU_SECONDS = "training.cpu-seconds";

    /** Time that was spent: by the clock, and by all threads of this program on processors. */
    private record Spent(double seconds, double cpuSeconds) {
        private static Spent none() {
            return new Spent(0, 0);
        }

        private static Spent now() {
            var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            return new Spent(System.nanoTime() * 1e-9, system.getProcessCpuTime() * 1e-9);
        }

        private Spent plusSince(Spent start) {
            Spent now = now();
            return new Spent(seconds + now.seconds - start.seconds, cpuSeconds + now.cpuSeconds - start.cpuSeconds);
        }
    }

    /** Adam whose rate rises over the first twentieth of the steps and falls to 0 along half a cosine. */
    static Adam warmedAdam(double rate, int steps) {
        double warm = Math.max(1, steps / 20.0);
        Schedule schedule = step -> rate
                * Math.min(1, (step + 1) / warm)
                * Math.max(1e-4, 0.5 * (1 + Math.cos(Math.PI * Math.min(step, steps) / steps)));
        return new Adam(schedule);
    }

    /** Trains to the end, from the file where it already holds a part of this training. */
    AscentState train(TrainingOptions options, long seed, OutputFolder out, PrintWriter log) {
        options.checkpointSeconds();
        Path model = options.model().toAbsolutePath();
        WorkLock lock = WorkLock.take(
                model.getParent(),
                model.getFileName().toString(),
                "the network " + options.model() + "; wait for its end or give another --model");
        try (lock) {
            return trainAlone(options, seed, out, log);
        }
    }

    private AscentState trainAlone(TrainingOptions options, long seed, OutputFolder out, PrintWriter log) {
        Spent spent = Spent.none();
        AscentState state = training.start(parameters.initialize(seed), seed);
        if (Files.exists(options.model()) && !options.restart()) {
            state = NetworkFiles.read(options.model(), kind, content -> {
                requireSame(content, options, seed);
                return NetworkFile.state(content, parameters);
            });
            spent = NetworkFiles.read(
                    options.model(),
                    kind,
                    content -> new Spent(
                            Double.parseDouble(content.setting(SECONDS)),
                            Double.parseDouble(content.setting(CPU_SECONDS))));
            log.println("Going on from step " + state.step() + " of " + training.steps() + " in " + options.model());
        }
        if (options.restart()) {
            requireNetwork(options);
        }
        if (state.step() < training.steps()) {
            Checkpoints checkpoints = new Checkpoints(options, spent);
            state = rest(state, checkpoints, options);
            spent = checkpoints.spent();
            NetworkFiles.write(options.model(), file(state, spent));
        }
        report(state, spent, out, log);
        return state;
    }

    /** What is no network of this kind is not replaced by one. */
    private void requireNetwork(TrainingOptions options) {
        if (Files.exists(options.model())) {
            NetworkFiles.read(options.model(), kind, content -> content);
        }
    }

    private AscentState rest(AscentState state, Checkpoints checkpoints, TrainingOptions options) {
        try (ProgressReport progress = ProgressReport.start("training", training.steps())) {
            progress.whenStopped("the same command goes on from the last state in " + options.model());
            AscentResult result = training.withSteps(training.steps() - state.step())
                    .withListener(now -> {
                        progress.update(now.step(), String.format(Locale.ROOT, "objective %.4f", now.elbo()));
                        return checkpoints.onStep(now);
                    })
                    .run(objective.over(parameters), state);
            if (result.stopReason() == StopReason.NON_FINITE) {
                throw new NotConvergedException("training stopped: " + result.message());
            }
            return result.state();
        }
    }

    /** Writes the network now and then. */
    private final class Checkpoints implements Progress.Listener {
        private final TrainingOptions options;
        private final Spent before;
        private final double seconds;
        private final Spent start = Spent.now();
        private long lastNanos = System.nanoTime();

        private Checkpoints(TrainingOptions options, Spent before) {
            this.options = options;
            this.before = before;
            seconds = options.checkpointSeconds();
        }

        private Spent spent() {
            return before.plusSince(start);
        }

        @Override
        public boolean onStep(Progress progress) {
            if ((System.nanoTime() - lastNanos) * 1e-9 > seconds) {
                NetworkFiles.write(options.model(), file(progress.state(), spent()));
                lastNanos = System.nanoTime();
            }
            return true;
        }
    }

    private ArrayFile file(AscentState state, Spent spent) {
        ArrayFile file = NetworkFile.of(kind, parameters, state);
        settings.forEach(file::put);
        return file.put("steps", training.steps()).put(SECONDS, spent.seconds()).put(CPU_SECONDS, spent.cpuSeconds());
    }

    private void requireSame(ArrayFile file, TrainingOptions options, long seed) {
        Map<String, String> wanted = new LinkedHashMap<>(settings);
        wanted.put("steps", String.valueOf(training.steps()));
        wanted.put("training.seed", String.valueOf(seed));
        wanted.forEach((name, value) -> {
            String found = file.settings().getOrDefault(name, "nothing");
            if (!found.equals(value)) {
                throw new InputException("network " + options.model() + " was trained with " + name + " = " + found
                        + ", not " + value + "; give another --model, or --restart to begin anew");
            }
        });
    }

    private void report(AscentState state, Spent spent, OutputFolder out, PrintWriter log) {
        log.printf(
                Locale.ROOT,
                "Trained %,d weights in %d steps, %.1f s (%.1f s of processor time); objective %.4f at first, %.4f over the last %d steps%n",
                parameters.count(),
                state.step(),
                spent.seconds(),
                spent.cpuSeconds(),
                state.trace().elbo(0),
                recent(state),
                SMOOTHING);
        out.writeCsv("learning-curve.csv", List.of("step", "objective"), rows -> {
            for (int step = 0; step < state.step(); step++) {
                rows.add(step, state.trace().elbo(step));
            }
        });
        out.write("learning-curve.png", FitPictures.trace(quantity(), state.trace())::save);
        Map<String, Object> summary = new LinkedHashMap<>(settings);
        summary.put("kind", kind);
        summary.put("weights", parameters.count());
        summary.put("steps", state.step());
        summary.put("seconds", spent.seconds());
        summary.put("cpuSeconds", spent.cpuSeconds());
        summary.put("objective", recent(state));
        out.writeJson("training.json", summary);
    }

    private static double recent(AscentState state) {
        return state.trace().meanElbo(Math.max(0, state.step() - SMOOTHING), state.step());
    }

    private String quantity() {
        return switch (kind) {
            case SortNetwork.KIND -> "mean log probability of the right places (nats)";
            case MorphNetwork.KIND -> "minus mean squared error of the pixels";
            case PuzzleNetwork.KIND ->
                PuzzleNetwork.Judge.PIXELS.toString().equals(settings.get("judge"))
                        ? "minus mean squared error of the pixels, earlier guesses added"
                        : "log probability of the right places (nats), earlier guesses added";
            default -> "mean ELBO of a minibatch (nats)";
        };
    }
}
