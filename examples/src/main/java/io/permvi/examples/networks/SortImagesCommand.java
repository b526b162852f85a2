package io.permvi.examples.networks;

import io.permvi.applications.files.ContentHash;
import io.permvi.applications.files.InputException;
import io.permvi.applications.files.InputFiles;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.files.StudySettings;
import io.permvi.applications.files.StudyTable;
import io.permvi.applications.puzzles.ImageSource;
import io.permvi.examples.common.NotConvergedException;
import io.permvi.examples.common.Program;
import io.permvi.examples.common.ProgressReport;
import io.permvi.inference.fit.AscentState;
import io.permvi.inference.fit.StochasticAscent;
import io.permvi.inference.networks.ParameterSet;
import io.permvi.plots.Axis;
import io.permvi.plots.Palette;
import io.permvi.plots.Panels;
import io.permvi.plots.Plot;
import io.permvi.plots.Series;
import io.permvi.relaxations.random.DrawRandom;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code permvi sort-images}: networks that learn to sort images of numbers, one for each map and size of sets. */
@Command(name = "sort-images", description = "Train networks to sort images of numbers, by each relaxation of sorting.")
public final class SortImagesCommand extends Program {
    private static final int POINTS = 50;

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "folder with the IDX files of MNIST")
    private Path data;

    @Option(
            names = "--numbers",
            split = ",",
            defaultValue = "3,5,7,9,15",
            description = "sizes of sets (${DEFAULT-VALUE})")
    private List<Integer> sizes;

    @Option(
            names = "--maps",
            split = ",",
            paramLabel = "LIST",
            description = "of ${COMPLETION-CANDIDATES} (default: all)")
    private List<NumberSorting.Map> maps = List.of();

    @Option(names = "--steps", defaultValue = "2000", description = "training steps of each (${DEFAULT-VALUE})")
    private int steps;

    @Option(names = "--rate", defaultValue = "0.002", description = "largest step size of Adam (${DEFAULT-VALUE})")
    private double rate;

    @Option(names = "--sets", defaultValue = "1000", description = "test sets of each (${DEFAULT-VALUE})")
    private int sets;

    @Option(names = "--fresh", description = "forget the finished rows of these settings in the folder")
    private boolean fresh;

    /**
     * A trained network.
     *
     * @param orders share of whole orders that are right
     * @param places share of places that are right
     * @param processorSeconds of the training
     * @param curve means of the objective over fiftieths of the training
     */
    record Row(String map, int numbers, double orders, double places, double processorSeconds, double[] curve) {
        String key() {
            return map + " " + numbers;
        }
    }

    @Override
    public void run() {
        requireAtLeast("--steps", POINTS, steps);
        requireAtLeast("--sets", 1, sets);
        requirePositive("--rate", rate);
        sizes.forEach(size -> requireAtLeast("--numbers", 2, size));
        if (!MnistImages.isIn(data)) {
            throw new InputException("--data " + data + " holds no IDX files train-images* and t10k-images*");
        }
        ImageSource source = MnistImages.read(data);
        OutputFolder folder = folder().keeping(InputFiles.in(data, ""));
        StudySettings settings = StudySettings.of(name())
                .with("data", ContentHash.ofFiles(InputFiles.in(data, "gz")))
                .with("steps", steps)
                .with("rate", rate)
                .with("sets", sets)
                .with("seed", options().seed());
        try (StudyTable<Row> table =
                        StudyTable.open(folder, "numbers", Row.class, Row::key, settings, fresh, output());
                ProgressReport progress = ProgressReport.start("sort-images", wanted().size())) {
            int done = 0;
            for (NumberSorting sorting : wanted()) {
                if (find(table, sorting).isEmpty()) {
                    table.add(train(sorting, source));
                }
                progress.update(++done, sorting.toString());
            }
            List<Row> rows = table.rows();
            folder.writeRecords("numbers.csv", Row.class, rows);
            folder.writeText("table.md", markdown(rows));
            folder.write("learning-curves.png", curves(rows)::save);
            folder.writeSummary(name(), settings.values());
            output().print(markdown(rows));
        }
    }

    private List<NumberSorting> wanted() {
        List<NumberSorting> wanted = new ArrayList<>();
        for (int size : sizes) {
            for (NumberSorting.Map map : maps.isEmpty() ? List.of(NumberSorting.Map.values()) : maps) {
                wanted.add(new NumberSorting(map, size));
            }
        }
        return wanted;
    }

    private static String name(NumberSorting.Map map) {
        return map.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Optional<Row> find(StudyTable<Row> table, NumberSorting sorting) {
        return table.row(new Row(name(sorting.map()), sorting.numbers(), 0, 0, 0, new double[0]).key());
    }

    private Row train(NumberSorting sorting, ImageSource source) {
        NumberSorting.Network network = sorting.network(source.length());
        ParameterSet parameters = network.parameters();
        StochasticAscent ascent =
                StochasticAscent.of(TrainingRun.warmedAdam(rate, steps), steps).withGradientLimit(1);
        long start = processorNanos();
        var result = ascent.run(
                sorting.objective(network, source).over(parameters),
                ascent.start(parameters.initialize(options().seed()), options().seed()));
        double seconds = (processorNanos() - start) * 1e-9;
        AscentState state = result.state();
        if (state.step() < steps) {
            throw new NotConvergedException(sorting + ": training stopped: " + result.message());
        }
        NumberSorting.Accuracy accuracy = sorting.evaluate(
                network,
                state.parameters(),
                source,
                sets,
                DrawRandom.of(options().seed(), sorting.numbers(), 1));
        double[] curve = new double[POINTS];
        Arrays.setAll(curve, k -> state.trace().meanElbo(k * steps / POINTS, (k + 1) * steps / POINTS));
        return new Row(name(sorting.map()), sorting.numbers(), accuracy.orders(), accuracy.places(), seconds, curve);
    }

    private static long processorNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private String markdown(List<Row> rows) {
        StringBuilder text =
                new StringBuilder("Share of whole orders (of places) that are right, and processor seconds of the"
                        + " training.\n\n| map |");
        sizes.forEach(size -> text.append(" n = ").append(size).append(" |"));
        text.append(" seconds |\n|---|").append("---|".repeat(sizes.size() + 1)).append('\n');
        for (String map : rows.stream().map(Row::map).distinct().toList()) {
            List<Row> own = rows.stream().filter(row -> row.map().equals(map)).toList();
            text.append("| ").append(map).append(" |");
            for (int size : sizes) {
                text.append(own.stream()
                        .filter(row -> row.numbers() == size)
                        .map(row -> String.format(Locale.ROOT, " %.3f (%.3f) |", row.orders(), row.places()))
                        .findFirst()
                        .orElse(" |"));
            }
            text.append(String.format(
                    Locale.ROOT,
                    " %.0f |%n",
                    own.stream().mapToDouble(Row::processorSeconds).average().orElse(Double.NaN)));
        }
        return text.toString();
    }

    private Panels curves(List<Row> rows) {
        List<Plot> plots = new ArrayList<>();
        for (int size : sizes) {
            Plot plot = Plot.of("n = " + size, Axis.of("step"), Axis.of("objective"))
                    .withSize(560, 340);
            List<Row> own = rows.stream().filter(row -> row.numbers() == size).toList();
            for (int k = 0; k < own.size(); k++) {
                double[] step = new double[POINTS];
                Arrays.setAll(step, point -> (point + 0.5) * steps / POINTS);
                plot = plot.with(Series.line(own.get(k).map(), step, own.get(k).curve(), Palette.look(k)));
            }
            if (!own.isEmpty()) {
                plots.add(plot);
            }
        }
        return Panels.of("Learning to sort images of numbers", 2, plots)
                .withNote(
                        "Mean log probability of the right places; of soft ranks minus the mean squared error of the ranks.");
    }
}
