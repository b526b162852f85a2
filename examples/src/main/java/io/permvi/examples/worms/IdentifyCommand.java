package io.permvi.examples.worms;

import io.permvi.applications.files.ContentHash;
import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.files.StudySettings;
import io.permvi.applications.files.WorkLock;
import io.permvi.applications.worms.Candidates;
import io.permvi.applications.worms.FinishedParts;
import io.permvi.applications.worms.NameTrust;
import io.permvi.applications.worms.NamedWorms;
import io.permvi.applications.worms.WormFolder;
import io.permvi.applications.worms.WormMethods;
import io.permvi.examples.common.NotConvergedException;
import io.permvi.examples.common.Program;
import io.permvi.examples.common.ProgressReport;
import io.permvi.examples.common.RunOptions;
import io.permvi.inference.fit.Progress;
import io.permvi.inference.method.Method;
import io.permvi.inference.method.Run;
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
@Command(name = "identify", description = "Name the cells of recorded worms, with probabilities and pictures.")
final class IdentifyCommand extends Program {
    private static final String WORK = "identify";

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
                                + " mcmc or gumbel-softmax (${DEFAULT-VALUE})")
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

        /** The chosen method with these settings, all of which are checked. */
        Method<WormDynamics> method(FinishedParts parts) {
            temperature.ifPresent(value -> requirePositive("--temperature", value));
            requirePositive("--noise", noise);
            requirePositive("--weight-deviation", weightDeviation);
            requireAtLeast("--steps", 1, steps);
            requireAtLeast("--draws", 1, draws);
            return named(method, new WormMethods(steps, temperature, draws, kicks).keeping(parts));
        }

        /** What decides the names beside the recordings. */
        private StudySettings settings(String program) {
            return StudySettings.of(program)
                    .with("method", method)
                    .with("steps", steps)
                    .with("temperature", temperature)
                    .with("draws", draws)
                    .with("kicks", kicks)
                    .with("noise", noise)
                    .with("weightDeviation", weightDeviation);
        }
    }

    /** The method of a name on the command line. */
    static Method<WormDynamics> named(String name, WormMethods methods) {
        try {
            return methods.all().named(name);
        } catch (IllegalArgumentException e) {
            throw new InputException("--method: " + e.getMessage());
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

    private static String fingerprint(StudySettings settings, Path in, double radius, long seed) {
        return settings.with("radius", radius)
                .with("seed", seed)
                .with(
                        "worms",
                        ContentHash.ofFiles(WormFolder.files(in).stream()
                                .filter(Files::exists)
                                .toList()))
                .fingerprint();
    }

    /** Reads, fits and writes; goes on where a program that was stopped in the same folder was. */
    static void identify(
            Settings settings, Path in, Path out, double radius, RunOptions options, String program, PrintWriter log) {
        settings.method(FinishedParts.NONE);
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
        FinishedParts parts = FinishedParts.in(
                out.resolve(WORK + ".state"), fingerprint(settings.settings(program), in, radius, options.seed()));
        Method<WormDynamics> method = settings.method(parts);
        WormDynamics model =
                new WormDynamics(connectome, recordings, settings.noise, new GaussianPrior(settings.weightDeviation));
        Identified found;
        WorkLock lock = WorkLock.take(out, WORK, "these names; wait for its end or give another --out");
        try (lock;
                ProgressReport report = ProgressReport.startStages(WORK, settings.steps)) {
            report.whenStopped(
                    WormMethods.keepsParts(method.name())
                            ? "the same command goes on after the searches and samplings that are done"
                            : "nothing is kept of a fit that is not done; the same command begins anew");
            Run run = Run.of(options.seed()).withThreads(options.threads()).withProgress(progress -> {
                report.update(progress.step(), describe(progress));
                return true;
            });
            found = Identified.by(method, model, run);
        }
        new IdentificationReport(model, worms, options.threads(), found).write(output, program);
        parts.forget();
        log.printf(
                Locale.ROOT,
                "Named %d cells of %d worms in %.1f s by %s; tables and pictures are in %s%n%s%n",
                worms.stream().mapToInt(worm -> worm.cells().size()).sum(),
                worms.size(),
                found.seconds(),
                found.method(),
                out,
                found.posterior().diagnostics());
        if (found.posterior() instanceof NamedWorms named && named.trust().isPresent()) {
            NameTrust trust = named.trust().get();
            if (!trust.settled()) {
                throw new NotConvergedException(trust.sentence());
            }
            log.println(trust.sentence());
        }
    }
}
