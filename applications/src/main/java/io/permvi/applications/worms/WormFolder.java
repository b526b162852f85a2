package io.permvi.applications.worms;

import io.permvi.applications.files.CsvTable;
import io.permvi.applications.files.InputException;
import io.permvi.applications.files.InputFiles;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.files.UniqueKey;
import io.permvi.models.worms.ActivityStatistics;
import io.permvi.models.worms.WiringDiagram;
import io.permvi.models.worms.WormSimulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ejml.data.DMatrixRMaj;

/**
 * The files of a worm experiment, all CSV with a header: {@code neurons.csv} and {@code edges.csv} (the connectome),
 * {@code worm-K-activity.csv} and {@code worm-K-cells.csv} (a worm, K from 1) and {@code truth.csv} (written by a
 * simulation, read only to score).
 */
public final class WormFolder {
    private static final String NEURONS = "neurons.csv";
    private static final String EDGES = "edges.csv";
    private static final String TRUTH = "truth.csv";
    private static final Pattern ACTIVITY = Pattern.compile("worm-([1-9][0-9]{0,3})-activity\\.csv");
    private static final int MOST_SYNAPSES = 1_000_000;

    private WormFolder() {}

    /**
     * A recorded cell.
     *
     * @param name of the cell
     * @param position of its body, 0 = head to 1 = tail
     * @param radius within which its neuron's position must lie, NaN where the file gives none
     * @param neuron its name where known, else empty
     */
    public record Cell(String name, double position, double radius, String neuron) {}

    /**
     * One worm as read.
     *
     * @param name of the worm
     * @param cellsFile where the cells were read, for messages
     * @param cells in the order of the recording's columns
     * @param statistics of the recording
     */
    public record Worm(String name, Path cellsFile, List<Cell> cells, ActivityStatistics statistics) {}

    /**
     * Reads neurons and contacts.
     *
     * @param folder holds {@code neurons.csv} and {@code edges.csv}
     * @throws InputException when a table is missing or has a mistake
     */
    public static WiringDiagram readWiring(Path folder) {
        List<String> names = new ArrayList<>();
        List<Double> positions = new ArrayList<>();
        Map<String, Integer> index = new HashMap<>();
        UniqueKey unique = new UniqueKey("name");
        CsvTable.read(folder.resolve(NEURONS), List.of("name", "soma_position"), row -> {
            unique.add(row);
            index.put(row.text("name"), names.size());
            names.add(row.text("name"));
            positions.add(row.measure("soma_position"));
        });
        if (names.isEmpty()) {
            throw new InputException(folder.resolve(NEURONS) + ": no neurons");
        }
        List<WiringDiagram.Contact> contacts = new ArrayList<>();
        UniqueKey uniqueContact = new UniqueKey("pre", "post", "type");
        CsvTable.read(folder.resolve(EDGES), List.of("pre", "post", "type", "synapses"), row -> {
            uniqueContact.add(row);
            int from = neuron(row, "pre", index);
            int to = neuron(row, "post", index);
            WiringDiagram.Kind kind = kind(row);
            int synapses = row.integer("synapses", 0, MOST_SYNAPSES);
            if (synapses > 0) {
                contacts.add(new WiringDiagram.Contact(from, to, kind, synapses));
            }
        });
        if (contacts.isEmpty()) {
            throw new InputException(folder.resolve(EDGES) + ": no contact with a synapse, so activity says nothing");
        }
        return new WiringDiagram(
                names, positions.stream().mapToDouble(Double::doubleValue).toArray(), contacts);
    }

    private static int neuron(CsvTable.Row row, String column, Map<String, Integer> index) {
        Integer number = index.get(row.text(column));
        if (number == null) {
            throw row.mistake(column, "names neuron '" + row.text(column) + "', which is not in " + NEURONS);
        }
        return number;
    }

    private static WiringDiagram.Kind kind(CsvTable.Row row) {
        return switch (row.text("type")) {
            case "chemical" -> WiringDiagram.Kind.CHEMICAL;
            case "gap" -> WiringDiagram.Kind.GAP;
            default -> throw row.mistake("type", "must be chemical or gap, got '" + row.text("type") + "'");
        };
    }

    /** The files of the connectome in a folder. */
    public static List<Path> wiringFiles(Path folder) {
        return List.of(folder.resolve(NEURONS), folder.resolve(EDGES));
    }

    /** All files of a worm experiment in a folder. */
    public static List<Path> files(Path folder) {
        List<Path> files = new ArrayList<>(wiringFiles(folder));
        numbers(folder).forEach(k -> files.addAll(List.of(activityFile(folder, k), cellsFile(folder, k))));
        files.add(folder.resolve(TRUTH));
        return files;
    }

    /** Writes neurons and contacts. */
    public static void writeWiring(OutputFolder out, WiringDiagram wiring) {
        out.writeCsv(NEURONS, List.of("name", "soma_position"), rows -> {
            for (int k = 0; k < wiring.names().size(); k++) {
                rows.add(wiring.names().get(k), wiring.positions()[k]);
            }
        });
        out.writeCsv(EDGES, List.of("pre", "post", "type", "synapses"), rows -> {
            for (WiringDiagram.Contact contact : wiring.contacts()) {
                rows.add(
                        wiring.names().get(contact.from()),
                        wiring.names().get(contact.to()),
                        contact.kind().name().toLowerCase(Locale.ROOT),
                        contact.synapses());
            }
        });
    }

    /**
     * Reads all worms of a folder; recordings are streamed, so memory does not grow with their length.
     *
     * @throws InputException when there is none, one between others is missing, or a file has a mistake
     */
    public static List<Worm> readWorms(Path folder) {
        List<Worm> worms = new ArrayList<>();
        int last = numbers(folder).stream().mapToInt(k -> k).max().orElse(1);
        for (int k = 1; k <= last; k++) {
            if (!Files.exists(activityFile(folder, k))) {
                throw new InputException(activityFile(folder, k) + ": no such file; the worms of a folder are numbered"
                        + " from 1 without a gap");
            }
            worms.add(readWorm(folder, k));
        }
        return worms;
    }

    /** The numbers of the worms with a recording in a folder. */
    private static List<Integer> numbers(Path folder) {
        return InputFiles.in(folder, "-activity.csv").stream()
                .map(file -> ACTIVITY.matcher(file.getFileName().toString()))
                .filter(Matcher::matches)
                .map(matcher -> Integer.valueOf(matcher.group(1)))
                .toList();
    }

    /**
     * Makes room for a simulation: deletes the worms of an earlier one that the new one would leave beside its own.
     *
     * @throws InputException when the folder holds a worm that no simulation wrote
     */
    public static void removeSimulated(Path folder, int kept) {
        Set<String> simulated = Files.exists(folder.resolve(TRUTH))
                ? readTruth(folder).keySet().stream()
                        .map(key -> key.substring(0, key.indexOf('/')))
                        .collect(Collectors.toSet())
                : Set.of();
        for (int k : numbers(folder)) {
            if (!simulated.contains("worm-" + k)) {
                throw new InputException(activityFile(folder, k) + " is not of a simulation; give another --out");
            }
        }
        for (int k : numbers(folder)) {
            if (k > kept) {
                delete(activityFile(folder, k));
                delete(cellsFile(folder, k));
            }
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new InputException(file + " of an earlier simulation cannot be deleted");
        }
    }

    private static Path activityFile(Path folder, int k) {
        return folder.resolve("worm-" + k + "-activity.csv");
    }

    private static Path cellsFile(Path folder, int k) {
        return folder.resolve("worm-" + k + "-cells.csv");
    }

    private static Worm readWorm(Path folder, int k) {
        Map<String, Cell> cells = readCells(cellsFile(folder, k));
        Path file = activityFile(folder, k);
        List<Cell> ordered = new ArrayList<>();
        ActivityReader reader = new ActivityReader();
        CsvTable.read(
                file,
                List.of(),
                header -> {
                    for (String cell : header) {
                        if (!cells.containsKey(cell)) {
                            throw new InputException(
                                    file + ": cell '" + cell + "' of the header is not in " + cellsFile(folder, k));
                        }
                        ordered.add(cells.get(cell));
                    }
                    requireAll(cells.keySet(), header, folder, k);
                    reader.start(header);
                },
                reader::add);
        if (reader.steps < 2) {
            throw new InputException(file + ": a recording needs at least 2 time steps, got " + reader.steps);
        }
        return new Worm("worm-" + k, cellsFile(folder, k), ordered, reader.accumulator.finish());
    }

    private static void requireAll(Set<String> cells, List<String> recorded, Path folder, int k) {
        for (String cell : cells) {
            if (!recorded.contains(cell)) {
                throw new InputException(cellsFile(folder, k) + ": cell '" + cell + "' has no column in "
                        + activityFile(folder, k).getFileName());
            }
        }
    }

    /** Feeds the rows of a recording into its statistics. */
    private static final class ActivityReader {
        private List<String> header = List.of();
        private ActivityStatistics.Accumulator accumulator = new ActivityStatistics.Accumulator(1);
        private double[] values = new double[0];
        private int steps;

        private void start(List<String> names) {
            header = names;
            accumulator = new ActivityStatistics.Accumulator(names.size());
            values = new double[names.size()];
        }

        private void add(CsvTable.Row row) {
            for (int i = 0; i < values.length; i++) {
                values[i] = row.measure(header.get(i));
            }
            accumulator.add(values);
            steps++;
        }
    }

    private static Map<String, Cell> readCells(Path file) {
        Map<String, Cell> cells = new LinkedHashMap<>();
        UniqueKey unique = new UniqueKey("cell");
        boolean[] hasRadius = new boolean[1];
        CsvTable.read(
                file,
                List.of("cell", "soma_position", "neuron"),
                header -> hasRadius[0] = header.contains("radius"),
                row -> {
                    unique.add(row);
                    String name = row.text("cell");
                    double radius = hasRadius[0] ? row.measure("radius") : Double.NaN;
                    Cell cell = new Cell(name, row.measure("soma_position"), radius, row.text("neuron"));
                    cells.put(name, cell);
                });
        return cells;
    }

    /** Writes a simulated worm; known cells get their neuron's name. */
    public static void writeWorm(
            OutputFolder out, int k, WormSimulation.Worm worm, WiringDiagram wiring, boolean[] known, double radius) {
        int cells = worm.identities().order();
        List<String> header = new ArrayList<>();
        for (int i = 0; i < cells; i++) {
            header.add(cellName(i));
        }
        DMatrixRMaj activity = worm.activity();
        out.writeCsv("worm-" + k + "-activity.csv", header, rows -> {
            Object[] row = new Object[cells];
            for (int t = 0; t < activity.numRows; t++) {
                for (int i = 0; i < cells; i++) {
                    row[i] = activity.data[t * cells + i];
                }
                rows.add(row);
            }
        });
        out.writeCsv("worm-" + k + "-cells.csv", List.of("cell", "soma_position", "neuron", "radius"), rows -> {
            for (int i = 0; i < cells; i++) {
                int neuron = worm.identities().place(i);
                String name = known[i] ? wiring.names().get(neuron) : "";
                rows.add(cellName(i), wiring.positions()[neuron], name, radius);
            }
        });
    }

    private static String cellName(int i) {
        return String.format(Locale.ROOT, "cell-%03d", i + 1);
    }

    /** Writes who is who. */
    public static void writeTruth(OutputFolder out, List<WormSimulation.Worm> worms, WiringDiagram wiring) {
        out.writeCsv(TRUTH, List.of("worm", "cell", "neuron"), rows -> {
            for (int k = 0; k < worms.size(); k++) {
                for (int i = 0; i < worms.get(k).identities().order(); i++) {
                    String neuron = wiring.names().get(worms.get(k).identities().place(i));
                    rows.add("worm-" + (k + 1), cellName(i), neuron);
                }
            }
        });
    }

    /** Reads who is who: worm and cell to neuron, keyed by {@code worm + "/" + cell}. */
    public static Map<String, String> readTruth(Path folder) {
        Map<String, String> truth = new HashMap<>();
        UniqueKey unique = new UniqueKey("worm", "cell");
        CsvTable.read(folder.resolve(TRUTH), List.of("worm", "cell", "neuron"), row -> {
            unique.add(row);
            truth.put(row.text("worm") + "/" + row.text("cell"), row.text("neuron"));
        });
        return truth;
    }
}
