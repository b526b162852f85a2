package io.permvi.applications.heads;

import io.permvi.applications.files.CsvTable;
import io.permvi.applications.files.InputException;
import io.permvi.applications.files.InputFiles;
import io.permvi.models.fields.RigidMotion;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A head in a CSV file: columns x, y, z (micrometers), r, g, b and, where it is named, name. Other columns are not read,
 * except confirmed, and ax, ay, az (a position in a common frame) by {@link #readNamed}. A cell whose name is empty, a
 * placeholder (NA, nan, unknown, ?) or uncertain (AVAL?) has no name.
 *
 * @param head the points
 * @param confirmed names that a person has confirmed: the column {@code confirmed} holds the name itself, a dash for no
 *     neuron, or yes where the column name has it
 * @param commonHand the determinant's sign of the map to the common frame, where the file has one: false is a reflection
 */
public record HeadFile(Head head, KnownNames confirmed, Optional<Boolean> commonHand) {
    private static final List<String> REQUIRED = List.of("x", "y", "z", "r", "g", "b");
    private static final List<String> COMMON = List.of("ax", "ay", "az");
    private static final String CONFIRMED = "confirmed";
    private static final Set<String> YES = Set.of("YES", "TRUE", "1", "X");
    private static final Set<String> NO = Set.of("NO", "FALSE", "0");
    private static final int LEAST_POINTS = 10;
    private static final double LEAST_EXTENT = 30;
    private static final double MOST_EXTENT = 300;
    /** What stands in the place of a name where a person or a program had none. */
    private static final Set<String> PLACEHOLDERS =
            Set.of("NA", "N/A", "NAN", "NONE", "NULL", "UNKNOWN", "UNNAMED", "UNASSIGNED", "-");

    private static final Pattern PADDED = Pattern.compile("([A-Z]+)0+([1-9][0-9]*)");

    /** The CSV files of a folder, or the one file, in order of their names. */
    public static List<Path> filesAt(Path path) {
        return InputFiles.at(path, ".csv");
    }

    /** The head that a file is about. */
    public static String idOf(Path file) {
        return InputFiles.stem(file);
    }

    /** Reads points only; names and all other columns are left alone. */
    public static HeadFile readPoints(Path file, PrintWriter warnings) {
        return read(file, false, warnings);
    }

    /**
     * Reads points and names.
     *
     * @throws InputException when there is no column of names
     */
    public static HeadFile readNamed(Path file, PrintWriter warnings) {
        return read(file, true, warnings);
    }

    private static HeadFile read(Path file, boolean named, PrintWriter warnings) {
        List<String> required = new ArrayList<>(REQUIRED);
        if (named) {
            required.add("name");
        }
        List<double[]> points = new ArrayList<>();
        List<double[]> common = new ArrayList<>();
        List<String> names = new ArrayList<>();
        Map<List<Double>, Long> rowOfPoint = new HashMap<>();
        Map<Integer, String> confirmed = new HashMap<>();
        boolean[] hasCommon = new boolean[1];
        boolean[] hasConfirmed = new boolean[2];
        int[] uncertain = new int[1];
        Consumer<List<String>> onHeader = header -> {
            hasCommon[0] = named && header.containsAll(COMMON);
            hasConfirmed[0] = header.contains(CONFIRMED);
            hasConfirmed[1] = header.contains("name");
        };
        CsvTable.read(file, required, onHeader, row -> {
            double[] point = REQUIRED.stream().mapToDouble(row::measure).toArray();
            Long twin = rowOfPoint.putIfAbsent(List.of(point[0], point[1], point[2]), row.number());
            if (twin != null) {
                warnings.printf(
                        "permvi: warning: %s, row %d: the same position as row %d; one of them is no cell%n",
                        file, row.number(), twin);
            }
            if (hasConfirmed[0]) {
                confirmedName(row, hasConfirmed[1]).ifPresent(known -> confirmed.put(points.size(), known));
            }
            points.add(point);
            String name = named ? plainName(row.text("name")) : "";
            uncertain[0] += name.endsWith("?") && !name.equals("?") ? 1 : 0;
            names.add(neuronOf(name));
            if (hasCommon[0]) {
                common.add(COMMON.stream().mapToDouble(row::measure).toArray());
            }
        });
        if (uncertain[0] > 0) {
            warnings.printf(
                    "permvi: warning: %s: %d names end in a question mark; these cells are taken as not named%n",
                    file, uncertain[0]);
        }
        Head head = new Head(idOf(file), columns(points, 0), columns(points, 3), names);
        Optional<Boolean> hand = common.isEmpty()
                ? Optional.empty()
                : Optional.of(!RigidMotion.affineMirrors(head.positions(), columns(common, 0)));
        return checked(file, head, new KnownNames(file.toString(), confirmed), hand, warnings);
    }

    /**
     * A head that was read, if it can be one; strange units are told.
     *
     * @throws InputException when it has too few points
     */
    public static HeadFile checked(
            Path file, Head head, KnownNames confirmed, Optional<Boolean> commonHand, PrintWriter warnings) {
        if (head.size() < LEAST_POINTS) {
            throw new InputException(file + ": a head needs at least " + LEAST_POINTS + " points, got " + head.size());
        }
        warnOfExtent(file, head, warnings);
        return new HeadFile(head, confirmed, commonHand);
    }

    private static Optional<String> confirmedName(CsvTable.Row row, boolean named) {
        String text = plainName(row.text(CONFIRMED));
        if (text.isEmpty() || NO.contains(text)) {
            return Optional.empty();
        }
        if (!YES.contains(text)) {
            return Optional.of(text);
        }
        String name = named ? plainName(row.text("name")) : "";
        if (name.isEmpty()) {
            throw row.mistake(CONFIRMED, "is '" + row.text(CONFIRMED) + "', but the row has no name");
        }
        return Optional.of(name);
    }

    static double[][] columns(List<double[]> rows, int first) {
        double[][] columns = new double[3][rows.size()];
        for (int d = 0; d < 3; d++) {
            for (int i = 0; i < rows.size(); i++) {
                columns[d][i] = rows.get(i)[first + d];
            }
        }
        return columns;
    }

    /** The neuron that a name says for certain, in plain spelling; empty for a placeholder or an uncertain name. */
    public static String neuronOf(String name) {
        String plain = plainName(name);
        return plain.endsWith("?") || PLACEHOLDERS.contains(plain) ? "" : plain;
    }

    /** Upper case without apostrophes around it or zero padding: 'vb02' is VB2. */
    static String plainName(String name) {
        String upper = name.toUpperCase(Locale.ROOT).replaceFirst("^'(.*)'$", "$1");
        Matcher padded = PADDED.matcher(upper);
        return padded.matches() ? padded.group(1) + padded.group(2) : upper;
    }

    private static void warnOfExtent(Path file, Head head, PrintWriter warnings) {
        double longest = 0;
        for (double[] axis : head.positions()) {
            double least = Double.POSITIVE_INFINITY;
            double most = Double.NEGATIVE_INFINITY;
            for (double v : axis) {
                least = Math.min(least, v);
                most = Math.max(most, v);
            }
            longest = Math.max(longest, most - least);
        }
        if (longest < LEAST_EXTENT || longest > MOST_EXTENT) {
            warnings.printf(
                    Locale.ROOT,
                    "permvi: warning: %s: the points extend over %.0f, a head over %.0f to %.0f micrometers; are these"
                            + " pixels?%n",
                    file,
                    longest,
                    LEAST_EXTENT,
                    MOST_EXTENT);
        }
    }
}
