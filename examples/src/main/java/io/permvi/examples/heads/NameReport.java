package io.permvi.examples.heads;

import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.heads.Head;
import io.permvi.applications.heads.HeadAtlas;
import io.permvi.applications.heads.HeadFile;
import io.permvi.applications.heads.NamedHead;
import io.permvi.applications.heads.NextConfirmation;
import io.permvi.applications.heads.formats.Cell;
import io.permvi.applications.heads.formats.HeadCells;
import io.permvi.applications.heads.formats.HeadFormat;
import io.permvi.applications.heads.formats.HeadWriter;
import io.permvi.applications.heads.formats.PlainTable;
import io.permvi.applications.heads.formats.Spacing;
import io.permvi.examples.common.CandidateCells;
import io.permvi.relaxations.permutation.Matching;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** What is written of a head that was named. */
record NameReport(HeadFile file, HeadAtlas atlas, NamedHead named, List<NextConfirmation> next, double seconds) {
    private static final int TOLD = 10;
    private static final List<String> HEADER = List.of(
            "point",
            "neuron",
            "probability",
            "second",
            "second_probability",
            "third",
            "third_probability",
            "unmatched_probability",
            "confirmed",
            "confirm_next",
            "expected_gain");

    private Head head() {
        return file.head();
    }

    Map<String, Object> summary() {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("worm", head().id());
        entry.put("points", head().size());
        entry.put("confirmed", named.known().count());
        entry.put("expectedRight", expectedRight());
        entry.put(
                "confirmNext",
                next.stream().limit(TOLD).map(question -> question.point() + 1).toList());
        entry.put("probabilitySame", named.probabilitySame());
        entry.put("seconds", seconds);
        List<Map<String, Object>> alternatives = new ArrayList<>();
        for (int a = 0; a < named.mixture().weights().length; a++) {
            alternatives.add(Map.of(
                    "hand",
                    named.mixture().alternatives().get(a).motion().mirrors() ? "mirrored" : "same",
                    "bound",
                    named.mixture().alternatives().get(a).bound(),
                    "weight",
                    named.mixture().weights()[a]));
        }
        entry.put("alternatives", alternatives);
        return entry;
    }

    private double expectedRight() {
        return IntStream.range(0, head().size()).mapToDouble(this::probability).sum();
    }

    private double probability(int point) {
        int neuron = named.best().place(point);
        return neuron == Matching.UNMATCHED ? 0 : named.marginals().probability(point, neuron);
    }

    void writeTable(OutputFolder folder) {
        Map<Integer, Integer> rank = new HashMap<>();
        next.forEach(question -> rank.put(question.point(), rank.size()));
        CandidateCells cells = new CandidateCells(named.marginals(), atlas.names(), NameReport::number);
        folder.writeCsv(head().id() + ".csv", HEADER, rows -> {
            for (int i = 0; i < head().size(); i++) {
                List<Object> row = new ArrayList<>(List.of(i + 1));
                row.addAll(cells.of(i, named.best().place(i)));
                row.add(number(named.marginals().unmatchedProbability(i)));
                row.add(named.known().isKnown(i) ? 1 : 0);
                Integer asked = rank.get(i);
                row.add(asked == null ? "" : asked + 1);
                row.add(asked == null ? "" : number(next.get(asked).gain()));
                rows.add(row.toArray());
            }
        });
    }

    /** Where each of the named points lies, a table that can be read again; with the names. */
    void writeCells(OutputFolder folder) {
        List<Cell> cells = IntStream.range(0, head().size())
                .mapToObj(i -> new Cell(
                        point(head().positions(), i), point(head().colors(), i), Cell.Given.NONE, given(i), Map.of()))
                .toList();
        PlainTable.write(folder, head().id() + "-cells.csv", cells);
    }

    private static double[] point(double[][] rows, int i) {
        return Arrays.stream(rows).mapToDouble(row -> row[i]).toArray();
    }

    private Cell.Given given(int i) {
        boolean placed = named.best().place(i) != Matching.UNMATCHED;
        return new Cell.Given(placed ? atlas.names().get(named.best().place(i)) : "", placed ? probability(i) : -1);
    }

    private static String number(double probability) {
        return String.format(Locale.ROOT, "%.4f", probability);
    }

    HeadPage.Entry writePage(OutputFolder folder) {
        String page = head().id() + ".html";
        HeadPage.of(head(), atlas, named, next).save(folder.path().resolve(page));
        return new HeadPage.Entry(
                head().id(), page, head().size(), expectedRight(), named.known().count(), named.probabilitySame());
    }

    /** The head in another format: confirmed names as the user's, the others as automatic ones. */
    void write(OutputFolder folder, HeadWriter format, Path source, Spacing spacing, PrintWriter warnings) {
        HeadCells cells = HeadFormat.read(source, spacing, warnings);
        List<Cell> renamed = new ArrayList<>();
        for (int i = 0; i < cells.cells().size(); i++) {
            Cell cell = cells.cells().get(i);
            Cell.Given given = given(i);
            boolean confirmed = named.known().isKnown(i) && given.isNamed();
            renamed.add(cell.withNames(confirmed ? new Cell.Given(given.name(), 1) : cell.user(), given));
        }
        String suffix = format.name().toLowerCase(Locale.ROOT).replace('_', '-');
        format.write(folder, head().id() + "-" + suffix + ".csv", cells.withCells(renamed));
    }
}
