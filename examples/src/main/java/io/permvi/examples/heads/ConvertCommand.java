package io.permvi.examples.heads;

import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.heads.formats.HeadCells;
import io.permvi.applications.heads.formats.HeadFormat;
import io.permvi.applications.heads.formats.HeadWriter;
import io.permvi.applications.heads.formats.Spacing;
import io.permvi.examples.common.Program;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code permvi heads convert}: heads from the files of one program to those of another. */
@Command(
        name = "convert",
        description = {
            "Read heads in any format and write them in another; names of people and of programs are kept apart.",
            "Read are tables x,y,z, exports of NeuroPAL_ID, labels of the AutoCellLabeler, blobs of npex, and NWB files."
        })
final class ConvertCommand extends Program {
    @Option(names = "--in", required = true, paramLabel = "FILE|DIR", description = "head, or folder of heads")
    private Path in;

    @Option(
            names = "--to",
            defaultValue = "TABLE",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private HeadWriter to;

    @Option(
            names = "--spacing",
            split = ",",
            paramLabel = "UM",
            description =
                    "size of a voxel x,y,z in micrometers, for files that have positions in voxels and do not say it")
    private double[] spacing = {};

    @Override
    public void run() {
        Spacing given = spacing.length == 0 ? Spacing.UNKNOWN : Spacing.of(spacing);
        List<Path> files = HeadFormat.filesAt(in);
        OutputFolder folder = folder().keeping(files);
        List<HeadCells> heads = new ArrayList<>();
        files.forEach(file -> heads.add(HeadFormat.read(file, given, errors())));
        folder.requireFree(heads.stream().map(head -> head.id() + ".csv").toList());
        heads.forEach(head -> to.write(folder, head.id() + ".csv", head));
        output().printf("wrote %d heads as %s into %s%n", heads.size(), to, out());
    }
}
