package io.permvi.examples.worms;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.worms.Candidates;
import io.permvi.applications.worms.Identification;
import io.permvi.applications.worms.WormFolder;
import io.permvi.examples.common.Program;
import io.permvi.examples.common.ProgressReport;
import io.permvi.examples.common.RunOptions;
import io.permvi.inference.fit.Progress;
import io.permvi.models.GaussianPrior;
import io.permvi.models.worms.Connectome;
import io.permvi.models.worms.WormDynamics;
import io.permvi.models.worms.WormRecording;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code permvi worms identify}: which neuron is each recorded cell. */
@Command(
        name = "identify",
        description = "Name the cells of recorded worms, with probabilities and pictures.",
        mixinStandardHelpOptions = true)
final class IdentifyCommand extends Program {
    @Option(names = "--in", required = true, paramLabel = "DIR", description = "folder with connectome and worms")
    private Path in;

    @Option(
            names = "--radius",
            paramLabel = "R",
            defaultValue = "0.05",
            description = "position window of cells whose file has no radius (${DEFAULT-VALUE})")
    private double radius;

    @Mixin
    private Settings settings = new Settings();

    /** How to identify; shared with the demonstration. */
    static final class Settings {
        @Option(
                names = "--method",
                paramLabel = "NAME",
                defaultValue = "exchanges",
                description =
                        "exchanges, variational, gumbel-sinkhorn, rounding, collapsed-gumbel-sinkhorn, cold-exchanges, map,"
                                + " mcmc or naive-mean-field (${DEFAULT-VALUE})")
        private String method;

        @Option(
                names = "--steps",
                paramLabel = "N",
                defaultValue = "1000",
                description = "steps of the optimizer (${DEFAULT-VALUE})")
        private int steps;

        @Option(
                names = "--temperature",
                paramLabel = "TAU",
                description =
                        "temperature of the relaxation at the start (4 for gumbel-sinkhorn, from where it falls to 1;"
                                + " 1 for rounding, from where it falls to 0.3)")
        private Optional<Double> temperature = Optional.empty();

        @Option(
                names = "--draws",
                paramLabel = "D",
                defaultValue = "2",
                description = "Monte-Carlo draws of a step (${DEFAULT-VALUE})")
        private int draws;

        @Option(
                names = "--kicks",
                description =
                        "end the search of exchanges with kicks, which leave mistakes that no single exchange mends")
        private boolean kicks;

        @Option(
                names = "--noise",
                paramLabel = "SD",
                defaultValue = "1",
                description = "standard deviation of the recordings' noise (${DEFAULT-VALUE})")
        private double noise;

        @Option(
                names = "--weight-deviation",
                paramLabel = "SD",
                defaultValue = "0.1",
                description = "prior standard deviation of a synapse's weight (${DEFAULT-VALUE})")
        private double weightDeviation;

        /** Checks the numbers. */
        Identification identification(int threads) {
            temperature.ifPresent(value -> requirePositive("--temperature", value));
            requirePositive("--noise", noise);
            requirePositive("--weight-deviation", weightDeviation);
            requireAtLeast("--steps", 1, steps);
            requireAtLeast("--draws", 1, draws);
            Identification.Method chosen = Identification.Method.of(method);
            double first = temperature.orElse(chosen.firstTemperature());
            return new Identification(chosen, steps, first, draws, kicks, threads);
        }
    }

    @Override
    public void run() {
        requirePositive("--radius", radius);
        identify(settings, in, out(), radius, options(), name(), output());
    }

    /** Methods without an ELBO report their stages only. */
    private static String describe(Progress progress) {
        return Double.isNaN(progress.elbo()) ? "exchanging" : String.format(Locale.ROOT, "ELBO %.1f", progress.elbo());
    }

    /** Reads, fits and writes. */
    static void identify(
            Settings settings, Path in, Path out, double radius, RunOptions options, String program, PrintWriter log) {
        Identification identification = settings.identification(options.threads());
        if (!Files.isDirectory(in)) {
            throw new InputException("input folder " + in + " does not exist");
        }
        Connectome connectome = WormFolder.readWiring(in).symmetrized();
        List<WormFolder.Worm> worms = WormFolder.readWorms(in);
        List<WormRecording> recordings = new ArrayList<>();
        for (WormFolder.Worm worm : worms) {
            recordings.add(new WormRecording(worm.name(), worm.statistics(), Candidates.of(worm, connectome, radius)));
        }
        OutputFolder output = OutputFolder.at(out).keeping(WormFolder.files(in));
        WormDynamics model =
                new WormDynamics(connectome, recordings, settings.noise, new GaussianPrior(settings.weightDeviation));
        Identification.Found found;
        try (ProgressReport report = ProgressReport.startStages("identify", settings.steps)) {
            found = identification.run(model, options.seed(), progress -> {
                report.update(progress.step(), describe(progress));
                return true;
            });
        }
        new IdentificationReport(model, worms, identification, found).write(output, program);
        log.printf(
                Locale.ROOT,
                "Named %d cells of %d worms in %.1f s (%s); tables and pictures are in %s%n",
                worms.stream().mapToInt(worm -> worm.cells().size()).sum(),
                worms.size(),
                found.seconds(),
                found.stopReason(),
                out);
    }
}
