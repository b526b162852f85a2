package io.permvi.applications.worms;

import io.permvi.applications.files.CsvTable;
import io.permvi.applications.files.InputException;
import io.permvi.applications.files.InputFiles;
import io.permvi.applications.files.NumberText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Recordings of real worms: {@code NAME-activity.csv} with a column a cell and {@code NAME-names.csv} with the columns
 * cell, neuron and confidence, or {@code NAME.csv} whose columns are neurons; a column {@code time} is passed over.
 */
public final class RealWormFiles {
    private static final String ACTIVITY = "-activity.csv";
    private static final String NAMES = "-names.csv";
    private static final int LEAST_CELLS = 10;
    private static final int LEAST_STEPS = 100;

    private RealWormFiles() {}

    /**
     * All recordings of a folder.
     *
     * @param neurons names that count
     * @param confidence the least at which a name is taken
     * @throws InputException when there are fewer than three, or one is damaged or too short
     */
    public static List<RealWorm> read(Path folder, Set<String> neurons, double confidence) {
        List<RealWorm> worms = new ArrayList<>();
        for (Path file : files(folder)) {
            if (!file.getFileName().toString().endsWith(NAMES)) {
                worms.add(worm(file, neurons, confidence));
            }
        }
        if (worms.size() < 3) {
            throw new InputException(
                    folder + ": leaving one worm out needs at least 3 recordings, got " + worms.size());
        }
        return worms;
    }

    /** The files that are read. */
    public static List<Path> files(Path folder) {
        return InputFiles.in(folder, ".csv");
    }

    private static RealWorm worm(Path file, Set<String> neurons, double confidence) {
        String name = file.getFileName().toString();
        Path named = file.resolveSibling(name.replace(ACTIVITY, NAMES));
        Map<String, String> neuronOfCell =
                name.endsWith(ACTIVITY) && Files.exists(named) ? names(named, neurons, confidence) : Map.of();
        List<String> header = new ArrayList<>();
        List<double[]> rows = new ArrayList<>();
        CsvTable.read(
                file,
                List.of(),
                header::addAll,
                row -> rows.add(header.stream()
                        .mapToDouble(column -> column.equals("time") ? 0 : row.measure(column))
                        .toArray()));
        List<String> taken = new ArrayList<>();
        List<double[]> traces = new ArrayList<>();
        for (int c = 0; c < header.size(); c++) {
            String neuron = neuronOfCell.isEmpty() ? header.get(c) : neuronOfCell.getOrDefault(header.get(c), "");
            if (neurons.contains(neuron)) {
                int column = c;
                taken.add(neuron);
                traces.add(rows.stream().mapToDouble(row -> row[column]).toArray());
            }
        }
        if (taken.size() < LEAST_CELLS || rows.size() < LEAST_STEPS) {
            throw new InputException(file + ": a recording needs " + LEAST_CELLS + " named cells and " + LEAST_STEPS
                    + " time steps, got " + taken.size() + " and " + rows.size());
        }
        return RealWorm.of(InputFiles.stem(file).replace("-activity", ""), taken, traces.toArray(double[][]::new));
    }

    /** The cell of each neuron that is named with most confidence. */
    private static Map<String, String> names(Path file, Set<String> neurons, double least) {
        Map<String, Double> best = new HashMap<>();
        Map<String, String> cellOfNeuron = new TreeMap<>();
        CsvTable.read(file, List.of("cell", "neuron", "confidence"), row -> {
            String neuron = row.text("neuron");
            double confidence = NumberText.parse(row.text("confidence"));
            if (neurons.contains(neuron) && confidence >= least && confidence > best.getOrDefault(neuron, -1.0)) {
                best.put(neuron, confidence);
                cellOfNeuron.put(neuron, row.requiredText("cell"));
            }
        });
        Map<String, String> neuronOfCell = new HashMap<>();
        cellOfNeuron.forEach((neuron, cell) -> neuronOfCell.put(cell, neuron));
        return neuronOfCell;
    }
}
