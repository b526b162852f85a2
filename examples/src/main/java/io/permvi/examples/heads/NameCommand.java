package io.permvi.examples.heads;

import io.permvi.applications.files.CsvTable;
import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.files.UniqueKey;
import io.permvi.applications.heads.AtlasFile;
import io.permvi.applications.heads.DetectorPoints;
import io.permvi.applications.heads.Head;
import io.permvi.applications.heads.HeadAtlas;
import io.permvi.applications.heads.HeadFile;
import io.permvi.applications.heads.HeadNaming;
import io.permvi.applications.heads.KnownNames;
import io.permvi.applications.heads.NamedHead;
import io.permvi.applications.heads.NextConfirmation;
import io.permvi.applications.heads.formats.HeadFormat;
import io.permvi.applications.heads.formats.HeadWriter;
import io.permvi.applications.heads.formats.Spacing;
import io.permvi.examples.common.Program;
import io.permvi.examples.common.ProgressReport;
import io.permvi.inference.fields.KnownMatches;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code permvi heads name}: the neurons of heads by an atlas. */
@Command(
        name = "name",
        description = {
            "Name the neurons of heads by an atlas, from positions and colors; names that a person confirmed are kept and tell"
                    + " of the others.",
            "Heads are tables x,y,z,r,g,b, exports of NeuroPAL_ID, or NWB files, told by their content.",
            "Heads whose coordinates lie on one grid are taken for those of one microscope: their hands are judged together."
        })
public final class NameCommand extends Program {
    private static final int DRAWN = 8;

    @Option(names = "--atlas", required = true, paramLabel = "FILE", description = "atlas of 'permvi heads learn'")
    private Path atlasFile;

    @Option(names = "--in", required = true, paramLabel = "FILE|DIR", description = "head, or folder of heads")
    private Path in;

    @Option(
            names = "--hand",
            defaultValue = "infer",
            paramLabel = "same|mirrored|infer|FILE",
            description = "whether the raw axes have the handedness of the atlas frame; FILE is a CSV worm,hand"
                    + " (default: ${DEFAULT-VALUE})")
    private String hand;

    @Option(
            names = "--known",
            paramLabel = "FILE",
            description =
                    "confirmed names: a CSV point,neuron (and worm, for several heads) as the page saves it, '-' for no"
                            + " neuron; beside them counts the column 'confirmed' of a head's own file")
    private Path knownFile;

    @Option(
            names = "--detected",
            description =
                    "the points are a detector's, false and double ones among them: those that lie together are one cell, and"
                            + " as many as a head has, the brightest, are named; HEAD-cells.csv says where each lies")
    private boolean detected;

    @Option(
            names = "--spacing",
            split = ",",
            paramLabel = "UM",
            description =
                    "size of a voxel x,y,z in micrometers, for files that have positions in voxels and do not say it")
    private double[] spacing = {};

    @Option(
            names = "--also",
            split = ",",
            paramLabel = "FORMAT",
            description = "other files of each head: ${COMPLETION-CANDIDATES}")
    private List<HeadWriter> also = List.of();

    @Option(
            names = "--pages",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "write a page for each head, on which its names can be corrected (default)")
    private boolean pages;

    @Option(
            names = "--pictures",
            negatable = true,
            description = "draw each head (default: when there are at most " + DRAWN + ")")
    private Boolean pictures;

    @Override
    public void run() {
        if (detected && !also.isEmpty()) {
            throw new InputException(
                    "--also writes the points of a file with names; with --detected cells are named, see"
                            + " HEAD-cells.csv");
        }
        HeadAtlas atlas = AtlasFile.read(atlasFile);
        List<Path> files = HeadFormat.filesAt(in);
        Map<String, HeadNaming.Hand> hands = hands(files);
        List<HeadFile> given = new ArrayList<>();
        for (Path file : files) {
            given.add(HeadFormat.readHead(file, spacing(), errors()));
        }
        List<DetectorPoints> points =
                detected ? given.stream().map(file -> detected(file, atlas)).toList() : List.of();
        List<HeadFile> heads =
                detected ? points.stream().map(NameCommand::cells).toList() : given;
        List<Path> read = new ArrayList<>(files);
        read.add(atlasFile);
        List<KnownMatches> known = known(heads, atlas, read);
        OutputFolder folder = folder().keeping(read);
        folder.requireFree(
                files.stream().map(file -> HeadFile.idOf(file) + ".csv").toList());
        HeadNaming naming = new HeadNaming(atlas);
        boolean draw = pictures == null ? heads.size() <= DRAWN : pictures;
        PrintWriter output = output();
        List<Map<String, Object>> summary = new ArrayList<>();
        List<HeadPage.Entry> entries = new ArrayList<>();
        List<NamedHead> alone = new ArrayList<>();
        double[] seconds = new double[heads.size()];
        try (ProgressReport progress = ProgressReport.start("naming heads", heads.size())) {
            for (int h = 0; h < heads.size(); h++) {
                Head head = heads.get(h).head();
                long start = System.nanoTime();
                HeadNaming.Hand hand = hands.get(head.id());
                alone.add(
                        detected
                                ? points.get(h).name(naming, hand, known.get(h))
                                : naming.name(head, hand, known.get(h)));
                seconds[h] = (System.nanoTime() - start) * 1e-9;
                progress.update(h + 1, head.id());
            }
        }
        List<NamedHead> named =
                naming.together(given.stream().map(HeadFile::head).toList(), alone);
        for (int h = 0; h < heads.size(); h++) {
            Head head = heads.get(h).head();
            NamedHead result = named.get(h);
            NameReport report = new NameReport(heads.get(h), atlas, result, NextConfirmation.of(result), seconds[h]);
            report.writeTable(folder);
            if (detected) {
                report.writeCells(folder);
            }
            if (pages) {
                entries.add(report.writePage(folder));
            }
            Path source = files.get(h);
            also.forEach(format -> report.write(folder, format, source, spacing(), errors()));
            if (draw) {
                new HeadCharts(folder).drawHead(head, atlas, result);
            }
            summary.add(report.summary());
        }
        if (entries.size() > 1) {
            HeadPage.index(entries).save(folder.path().resolve("index.html"));
        }
        folder.writeSummary(name(), Map.of("frameHead", atlas.frameHead(), "heads", summary));
        tellNext(heads, summary);
        output.printf(
                "named %d heads into %s; the frame has the handedness of %s%n", heads.size(), out(), atlas.frameHead());
    }

    private DetectorPoints detected(HeadFile file, HeadAtlas atlas) {
        if (!file.confirmed().ofPoint().isEmpty()) {
            throw new InputException(file.confirmed().source()
                    + ": with --detected names are confirmed for the cells that points are joined to, by --known,"
                    + " not in a column of the points");
        }
        return DetectorPoints.of(file.head(), atlas);
    }

    private static HeadFile cells(DetectorPoints points) {
        return new HeadFile(points.cells(), KnownNames.none(), Optional.empty());
    }

    private Spacing spacing() {
        return spacing.length == 0 ? Spacing.UNKNOWN : Spacing.of(spacing);
    }

    /** What is known of each head; a file that says it is added to what was read. */
    private List<KnownMatches> known(List<HeadFile> files, HeadAtlas atlas, List<Path> read) {
        Map<String, KnownNames> given = Map.of();
        if (knownFile != null) {
            read.add(knownFile);
            given = KnownNames.read(
                    knownFile, files.stream().map(HeadFile::head).toList());
        }
        List<KnownMatches> known = new ArrayList<>();
        for (HeadFile file : files) {
            KnownNames names =
                    file.confirmed().and(given.getOrDefault(file.head().id(), KnownNames.none()));
            known.add(names.matches(file.head().size(), atlas.names()));
        }
        return known;
    }

    /** Which cells of a single head to look at. */
    private void tellNext(List<HeadFile> heads, List<Map<String, Object>> summary) {
        if (heads.size() == 1) {
            output().printf("confirm next, by points: %s%n", summary.get(0).get("confirmNext"));
        }
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
