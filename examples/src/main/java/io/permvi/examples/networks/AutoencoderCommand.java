package io.permvi.examples.networks;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.InputFiles;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.files.StudySettings;
import io.permvi.applications.files.StudyTable;
import io.permvi.applications.puzzles.ImageSource;
import io.permvi.examples.common.Program;
import io.permvi.examples.common.ProgressReport;
import io.permvi.inference.fit.StochasticAscent;
import io.permvi.relaxations.random.DrawRandom;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code permvi autoencoder}: categorical codes of digits by each map of the simplex. */
@Command(
        name = "autoencoder",
        description = "Train autoencoders with categorical codes, by each relaxation of categories.")
public final class AutoencoderCommand extends Program {
    @Option(names = "--data", required = true, paramLabel = "DIR", description = "folder with the IDX files of MNIST")
    private Path data;

    @Option(names = "--steps", defaultValue = "4000", description = "training steps of each (${DEFAULT-VALUE})")
    private int steps;

    @Option(names = "--hidden", defaultValue = "128", description = "hidden units (${DEFAULT-VALUE})")
    private int hidden;

    @Option(names = "--rate", defaultValue = "0.002", description = "largest step size of Adam (${DEFAULT-VALUE})")
    private double rate;

    @Option(names = "--images", defaultValue = "500", description = "held-out images (${DEFAULT-VALUE})")
    private int images;

    @Option(
            names = "--draws",
            defaultValue = "50",
            description = "draws of the importance-weighted bound (${DEFAULT-VALUE})")
    private int draws;

    @Option(names = "--fresh", description = "forget the finished rows of these settings in the folder")
    private boolean fresh;

    /** A trained autoencoder; bounds in nats an image. */
    record Row(
            String map,
            double elbo,
            double importance,
            double hardElbo,
            double hardImportance,
            double training,
            double processorSeconds) {}

    @Override
    public void run() {
        requireAtLeast("--steps", 1, steps);
        requireAtLeast("--hidden", 1, hidden);
        requireAtLeast("--images", 1, images);
        requireAtLeast("--draws", 1, draws);
        requirePositive("--rate", rate);
        if (!MnistImages.isIn(data)) {
            throw new InputException("--data " + data + " holds no IDX files train-images* and t10k-images*");
        }
        ImageSource source = MnistImages.read(data);
        if (images > source.testCount()) {
            throw new InputException("--images must be at most " + source.testCount() + ", got " + images);
        }
        OutputFolder folder = folder().keeping(InputFiles.in(data, ""));
        StudySettings settings = StudySettings.of(name())
                .with("steps", steps)
                .with("hidden", hidden)
                .with("rate", rate)
                .with("images", images)
                .with("draws", draws)
                .with("seed", options().seed());
        try (StudyTable<Row> table = StudyTable.open(folder, "codes", Row.class, Row::map, settings, fresh, output());
                ProgressReport progress = ProgressReport.start("autoencoder", DigitCode.Map.values().length)) {
            for (DigitCode.Map map : DigitCode.Map.values()) {
                String name = map.name().toLowerCase(Locale.ROOT).replace('_', '-');
                if (table.row(name).isEmpty()) {
                    table.add(train(name, new DigitCode(map, hidden), source));
                }
                progress.update(map.ordinal() + 1, name);
            }
            folder.writeRecords("codes.csv", Row.class, table.rows());
            folder.writeText("table.md", markdown(table.rows()));
            folder.writeSummary(name(), settings.values());
            output().print(markdown(table.rows()));
        }
    }

    private Row train(String name, DigitCode code, ImageSource source) {
        DigitCode.Network network = code.network(source.length());
        var parameters = network.parameters();
        StochasticAscent ascent = StochasticAscent.of(TrainingRun.warmedAdam(rate, steps), steps);
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        var result = ascent.run(
                code.objective(network, source, 32).over(parameters),
                ascent.start(parameters.initialize(options().seed()), options().seed()));
        double seconds = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) * 1e-9;
        var state = result.state();
        DigitCode.Bounds bounds = code.evaluate(
                network,
                state.parameters(),
                source,
                images,
                draws,
                DrawRandom.of(options().seed(), 0, 2));
        double training = state.trace().meanElbo(Math.max(0, state.step() - 100), state.step());
        return new Row(
                name,
                bounds.elbo(),
                bounds.importance(),
                bounds.hardElbo(),
                bounds.hardImportance(),
                training,
                seconds);
    }

    private String markdown(List<Row> rows) {
        StringBuilder text = new StringBuilder("Nats a held-out image, " + images + " images, " + draws + " draws.\n\n"
                + "| map | ELBO | importance-weighted | hard ELBO | hard importance-weighted | ELBO in training | seconds |\n"
                + "|---|---|---|---|---|---|---|\n");
        for (Row row : rows) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %.1f | %.1f | %.1f | %.1f | %.1f | %.0f |%n",
                    row.map(),
                    row.elbo(),
                    row.importance(),
                    row.hardElbo(),
                    row.hardImportance(),
                    row.training(),
                    row.processorSeconds()));
        }
        return text.toString();
    }
}
