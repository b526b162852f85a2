package io.permvi.examples.worms;

import io.permvi.applications.files.ContentHash;
import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.files.StudySettings;
import io.permvi.applications.files.StudyTable;
import io.permvi.applications.worms.NamedWorms;
import io.permvi.applications.worms.WormFolder;
import io.permvi.applications.worms.WormMethods;
import io.permvi.examples.common.Program;
import io.permvi.examples.common.ProgressReport;
import io.permvi.inference.method.Method;
import io.permvi.inference.method.Run;
import io.permvi.models.GaussianPrior;
import io.permvi.models.worms.WiringDiagram;
import io.permvi.models.worms.WormDynamics;
import io.permvi.relaxations.random.DrawRandom;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code permvi worms study}: every method on the sweeps of the published experiment, and under other conditions. */
@Command(
        name = "study",
        description = "Compare methods on simulated worms: the published sweeps, no positions, and other conditions.")
final class StudyCommand extends Program {
    private static final double[] RADII = {0.0075, 0.01, 0.02, 0.04, 0.05};
    private static final int[] KNOWN = {25, 55, 83, 110};
    private static final double NO_WINDOW = 2;
    private static final StudyCase TIMED = new StudyCase(StudyCase.Scenario.PUBLISHED, 4, 0.05, 25, 1);

    @Option(
            names = "--connectome",
            paramLabel = "DIR",
            description = "folder with neurons.csv and edges.csv; without it a worm-like connectome is made up")
    private Optional<Path> connectome = Optional.empty();

    @Option(
            names = "--methods",
            paramLabel = "LIST",
            split = ",",
            defaultValue = "exchanges",
            description = "methods, separated by commas (${DEFAULT-VALUE})")
    private List<String> methods;

    @Option(
            names = "--sweeps",
            paramLabel = "LIST",
            split = ",",
            defaultValue = "candidates,known,open",
            description =
                    "candidates (Figure 4b), known (4c), open (no positions), conditions, time (4a: the accuracy along a"
                            + " run), and long-chain, which compares marginals with those of a long chain"
                            + " (${DEFAULT-VALUE})")
    private List<String> sweeps;

    @Option(
            names = "--seeds",
            paramLabel = "K",
            defaultValue = "5",
            description = "repetitions, with the seeds from --seed on (${DEFAULT-VALUE})")
    private int seeds;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "1000",
            description = "steps of the variational methods (${DEFAULT-VALUE})")
    private int steps;

    @Option(
            names = "--draws",
            paramLabel = "D",
            defaultValue = "2",
            description = "Monte-Carlo draws of a step of the variational methods (${DEFAULT-VALUE})")
    private int draws;

    @Option(
            names = "--kicks",
            description = "end the search of exchanges with kicks, which leave mistakes that no single exchange mends")
    private boolean kicks;

    @Option(names = "--fresh", description = "forget the finished runs of these settings in the folder")
    private boolean fresh;

    @Override
    public void run() {
        requireAtLeast("--seeds", 1, seeds);
        requireAtLeast("--steps", 1, steps);
        requireAtLeast("--draws", 1, draws);
        WormMethods settings = new WormMethods(steps, Optional.empty(), draws, kicks);
        List<Method<WormDynamics>> chosen = methods.stream()
                .map(name -> IdentifyCommand.named(name, settings))
                .toList();
        List<StudyCase> cases = cases();
        OutputFolder folder = folder();
        WiringDiagram wiring =
                connectome.map(WormFolder::readWiring).orElseGet(() -> WiringDiagram.wormLike(DrawRandom.of(1, 0, 0)));
        int known = cases.stream().mapToInt(StudyCase::known).max().orElse(0);
        if (known > wiring.names().size() * 9 / 10) {
            throw new InputException("the study tells " + known + " cells of a worm, more than nine tenths of the "
                    + wiring.names().size() + " neurons of --connectome");
        }
        StudySettings decisive = decisive(wiring);
        List<StudyResults.Row> rows = runs(cases, chosen, wiring, folder, decisive);
        List<AccuracyCurve.Row> curves = sweeps.contains("time") ? curves(chosen, wiring, folder, decisive) : List.of();
        if (sweeps.contains("long-chain")) {
            new LongChain(wiring, seeds, options().threads(), output()).write(folder, decisive, fresh);
        }
        if (!rows.isEmpty()) {
            AccuracyTable.write(rows, folder);
        }
        new StudyCharts(rows, curves, folder).draw();
        output().println("Results are in " + out());
    }

    /** All that decides a row beside its method and case. */
    private StudySettings decisive(WiringDiagram wiring) {
        ContentHash connectomeHash = new ContentHash().add(wiring.positions());
        wiring.names().forEach(connectomeHash::add);
        wiring.contacts().forEach(contact -> connectomeHash.add(contact.toString()));
        return StudySettings.of(name())
                .with("connectome", connectomeHash.shortDigest())
                .with("steps", steps)
                .with("draws", draws)
                .with("kicks", kicks);
    }

    /** Runs what the table of the folder does not have yet, and writes results.csv. */
    private List<StudyResults.Row> runs(
            List<StudyCase> cases,
            List<Method<WormDynamics>> chosen,
            WiringDiagram wiring,
            OutputFolder folder,
            StudySettings settings) {
        if (cases.isEmpty()) {
            return List.of();
        }
        try (StudyTable<StudyResults.Row> table = StudyTable.open(
                        folder, "results", StudyResults.Row.class, StudyResults.Row::key, settings, fresh, output());
                ProgressReport report = ProgressReport.startStages("study", (long) cases.size() * chosen.size())) {
            report.goesOnAfter(table.journal());
            int done = 0;
            for (StudyCase each : cases) {
                for (Method<WormDynamics> method : chosen) {
                    report.update(done++, method.name() + " on " + each.key());
                    if (table.row(StudyResults.key(method.name(), each)).isEmpty()) {
                        table.add(run(method, each, wiring));
                    }
                }
            }
            report.update(done, "done");
            folder.writeRecords("results.csv", StudyResults.Row.class, table.rows());
            return table.rows();
        }
    }

    /** The accuracy of each method along a run; times depend on the threads. */
    private List<AccuracyCurve.Row> curves(
            List<Method<WormDynamics>> chosen, WiringDiagram wiring, OutputFolder folder, StudySettings settings) {
        List<AccuracyCurve.Row> curves;
        StudySettings timed = settings.with("threads", options().threads());
        try (StudyTable<AccuracyCurve.Row> table = StudyTable.open(
                        folder,
                        "accuracy-time",
                        AccuracyCurve.Row.class,
                        AccuracyCurve.Row::method,
                        timed,
                        fresh,
                        output());
                ProgressReport report = ProgressReport.startStages("curves", chosen.size())) {
            report.goesOnAfter(table.journal());
            for (Method<WormDynamics> method : chosen) {
                report.update(chosen.indexOf(method), method.name());
                if (table.row(method.name()).isEmpty()) {
                    table.add(curve(method, wiring));
                }
            }
            curves = table.rows();
        }
        folder.writeCsv(
                "accuracy-time.csv",
                List.of("method", "seconds", "accuracy"),
                sink -> curves.forEach(curve -> {
                    for (int k = 0; k < curve.seconds().length; k++) {
                        sink.add(curve.method(), curve.seconds()[k], curve.accuracy()[k]);
                    }
                }));
        return curves;
    }

    private List<StudyCase> cases() {
        List<StudyCase> cases = new ArrayList<>();
        for (long seed = options().seed(); seed < options().seed() + seeds; seed++) {
            for (String sweep : sweeps) {
                addSweep(sweep, seed, cases);
            }
        }
        return cases.stream().distinct().toList();
    }

    private static void addSweep(String sweep, long seed, List<StudyCase> cases) {
        StudyCase.Scenario published = StudyCase.Scenario.PUBLISHED;
        switch (sweep) {
            case "candidates" -> {
                for (double radius : RADII) {
                    cases.add(new StudyCase(published, 1, radius, 25, seed));
                    cases.add(new StudyCase(published, 4, radius, 25, seed));
                }
            }
            case "known" -> {
                for (int known : KNOWN) {
                    cases.add(new StudyCase(published, 4, 0.05, known, seed));
                    cases.add(new StudyCase(published, 4, 0.1, known, seed));
                }
            }
            case "open" -> cases.add(new StudyCase(published, 1, NO_WINDOW, 25, seed));
            case "conditions" -> {
                for (StudyCase.Scenario scenario : StudyCase.Scenario.values()) {
                    cases.add(new StudyCase(scenario, 1, 0.05, 25, seed));
                    cases.add(new StudyCase(scenario, 4, 0.05, 25, seed));
                }
            }
            case "time", "long-chain" -> {
                // not scored cell by cell; see curves and LongChain
            }
            default ->
                throw new InputException(
                        "--sweeps must be among candidates, known, open, conditions, time and long-chain, got "
                                + sweep);
        }
    }

    private AccuracyCurve.Row curve(Method<WormDynamics> method, WiringDiagram wiring) {
        StudyCase.Simulated worms = TIMED.simulate(wiring);
        AccuracyCurve curve = new AccuracyCurve(worms.truth());
        method.solve(model(worms), run(TIMED).withMatchings(curve));
        return curve.row(method.name());
    }

    private Run run(StudyCase one) {
        return Run.of(one.seed()).withThreads(options().threads());
    }

    private static WormDynamics model(StudyCase.Simulated worms) {
        return new WormDynamics(worms.connectome(), worms.recordings(), 1, new GaussianPrior(0.1));
    }

    private StudyResults.Row run(Method<WormDynamics> method, StudyCase one, WiringDiagram wiring) {
        StudyCase.Simulated worms = one.simulate(wiring);
        Identified found = Identified.by(method, model(worms), run(one));
        double gap = found.posterior() instanceof NamedWorms names ? names.evidenceGap(worms.truth()) : Double.NaN;
        StudyResults.Row row = StudyResults.score(one, worms, found, gap);
        output().printf(
                        Locale.ROOT,
                        "%s: accuracy %.4f, log loss %.4f, calibration error %.4f, evidence gap %.2f, %.1f s%n",
                        row.key(),
                        row.accuracy(),
                        row.logLoss(),
                        row.calibrationError(),
                        row.evidenceGap(),
                        row.seconds());
        return row;
    }
}
