package io.permvi.examples.heads;

import io.permvi.applications.files.CsvTable;
import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.files.UniqueKey;
import io.permvi.applications.heads.AtlasFile;
import io.permvi.applications.heads.Head;
import io.permvi.applications.heads.HeadAtlas;
import io.permvi.applications.heads.HeadFile;
import io.permvi.applications.heads.HeadNaming;
import io.permvi.applications.heads.NamedHead;
import io.permvi.examples.common.CandidateCells;
import io.permvi.examples.common.Program;
import io.permvi.examples.common.ProgressReport;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code permvi heads name}: the neurons of heads by an atlas. */
@Command(
        name = "name",
        description = "Name the neurons of heads by an atlas; only the columns x, y, z, r, g, b are read.")
public final class NameCommand extends Program {
    private static final int DRAWN = 8;

    @Option(names = "--atlas", required = true, paramLabel = "FILE", description = "atlas of 'permvi heads learn'")
    private Path atlasFile;

    @Option(names = "--in", required = true, paramLabel = "FILE|DIR", description = "head, or folder of heads, as CSV")
    private Path in;

    @Option(
            names = "--hand",
            defaultValue = "infer",
            paramLabel = "same|mirrored|infer|FILE",
            description = "whether the raw axes have the handedness of the atlas frame; FILE is a CSV worm,hand"
                    + " (default: ${DEFAULT-VALUE})")
    private String hand;

    @Option(
            names = "--pictures",
            negatable = true,
            description = "draw each head (default: when there are at most " + DRAWN + ")")
    private Boolean pictures;

    @Override
    public void run() {
        HeadAtlas atlas = AtlasFile.read(atlasFile);
        List<Path> files = HeadFile.filesAt(in);
        Map<String, HeadNaming.Hand> hands = hands(files);
        List<Head> heads = new ArrayList<>();
        for (Path file : files) {
            heads.add(HeadFile.readPoints(file, errors()).head());
        }
        List<Path> read = new ArrayList<>(files);
        read.add(atlasFile);
        OutputFolder folder = folder().keeping(read);
        folder.requireFree(
                files.stream().map(file -> HeadFile.idOf(file) + ".csv").toList());
        HeadNaming naming = new HeadNaming(atlas);
        boolean draw = pictures == null ? heads.size() <= DRAWN : pictures;
        PrintWriter output = output();
        List<Map<String, Object>> summary = new ArrayList<>();
        try (ProgressReport progress = ProgressReport.start("naming heads", heads.size())) {
            for (int h = 0; h < heads.size(); h++) {
                Head head = heads.get(h);
                long start = System.nanoTime();
                NamedHead result = naming.name(head, hands.get(head.id()));
                double seconds = (System.nanoTime() - start) * 1e-9;
                write(folder, head, atlas, result);
                if (draw) {
                    new HeadCharts(folder).drawHead(head, atlas, result);
                }
                summary.add(summary(head, result, seconds));
                progress.update(h + 1, head.id());
            }
        }
        folder.writeSummary(name(), Map.of("frameHead", atlas.frameHead(), "heads", summary));
        output.printf(
                "named %d heads into %s; the frame has the handedness of %s%n", heads.size(), out(), atlas.frameHead());
    }

    private static Map<String, Object> summary(Head head, NamedHead result, double seconds) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("worm", head.id());
        entry.put("points", head.size());
        entry.put("probabilitySame", result.probabilitySame());
        entry.put("seconds", seconds);
        List<Map<String, Object>> alternatives = new ArrayList<>();
        for (int a = 0; a < result.mixture().weights().length; a++) {
            alternatives.add(Map.of(
                    "hand",
                    result.mixture().alternatives().get(a).motion().mirrors() ? "mirrored" : "same",
                    "bound",
                    result.mixture().alternatives().get(a).bound(),
                    "weight",
                    result.mixture().weights()[a]));
        }
        entry.put("alternatives", alternatives);
        return entry;
    }

    private static void write(OutputFolder folder, Head head, HeadAtlas atlas, NamedHead result) {
        List<String> header = List.of(
                "point",
                "neuron",
                "probability",
                "second",
                "second_probability",
                "third",
                "third_probability",
                "unmatched_probability");
        CandidateCells cells = new CandidateCells(result.marginals(), atlas.names(), NameCommand::number);
        folder.writeCsv(head.id() + ".csv", header, rows -> {
            for (int i = 0; i < head.size(); i++) {
                List<Object> row = new ArrayList<>(List.of(i + 1));
                row.addAll(cells.of(i, result.best().place(i)));
                row.add(number(result.marginals().unmatchedProbability(i)));
                rows.add(row.toArray());
            }
        });
    }

    private static String number(double probability) {
        return String.format(Locale.ROOT, "%.4f", probability);
    }

    private Map<String, HeadNaming.Hand> hands(List<Path> files) {
        Map<String, HeadNaming.Hand> given = new HashMap<>();
        HeadNaming.Hand common = handOf(hand);
        if (common == null) {
            Path file = Path.of(hand);
            if (!Files.isRegularFile(file)) {
                throw new InputException(
                        "--hand must be same, mirrored, infer or a CSV file worm,hand, got '" + hand + "'");
            }
            UniqueKey unique = new UniqueKey("worm");
            CsvTable.read(file, List.of("worm", "hand"), row -> {
                unique.add(row);
                HeadNaming.Hand value = handOf(row.requiredText("hand"));
                if (value == null) {
                    throw row.mistake("hand", "must be same, mirrored or infer, got '" + row.text("hand") + "'");
                }
                given.put(row.requiredText("worm"), value);
            });
        }
        Map<String, HeadNaming.Hand> hands = new HashMap<>();
        for (Path path : files) {
            String id = HeadFile.idOf(path);
            HeadNaming.Hand value = common == null ? given.get(id) : common;
            if (value == null) {
                throw new InputException(hand + ": no hand for worm '" + id + "'");
            }
            if (hands.put(id, value) != null) {
                throw new InputException(in + ": two files are about head '" + id + "'");
            }
        }
        return hands;
    }

    private static HeadNaming.Hand handOf(String text) {
        for (HeadNaming.Hand value : HeadNaming.Hand.values()) {
            if (value.name().equalsIgnoreCase(text)) {
                return value;
            }
        }
        return null;
    }
}
