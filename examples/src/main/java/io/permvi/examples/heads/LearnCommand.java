package io.permvi.examples.heads;

import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.heads.AtlasFile;
import io.permvi.applications.heads.AtlasTuning;
import io.permvi.applications.heads.HeadAtlas;
import io.permvi.applications.heads.HeadFile;
import io.permvi.examples.common.Program;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code permvi heads learn}: an atlas from named heads. */
@Command(
        name = "learn",
        description = {
            "Learn an atlas from named heads.",
            "--out is the atlas: a file that ends with .json, or a folder for atlas.json."
        })
public final class LearnCommand extends Program {
    @Option(
            names = "--worms",
            required = true,
            paramLabel = "DIR",
            description = "folder of named heads, one CSV each: x, y, z, r, g, b, name")
    private Path worms;

    @Option(
            names = "--tune",
            description =
                    "choose degrees of freedom, deformation weight, noise scale and evidence temperature for these"
                            + " heads, by an inner cross-validation (about twenty times as long)")
    private boolean tune;

    @Override
    public void run() {
        PrintWriter output = output();
        List<HeadFile> heads = new ArrayList<>();
        Path file = out().toString().endsWith(".json") ? out() : out().resolve("atlas.json");
        List<Path> files = HeadFile.filesAt(worms);
        OutputFolder.at(file.toAbsolutePath().getParent())
                .keeping(files)
                .requireFree(List.of(file.getFileName().toString()));
        files.forEach(each -> heads.add(HeadFile.readNamed(each, errors())));
        AtlasTuning.Choice choice = AtlasTuning.Choice.stored();
        if (tune) {
            choice = AtlasTuning.choose(heads);
            output.println("chosen within the training heads: " + choice);
        }
        long start = System.nanoTime();
        HeadAtlas atlas = choice.learn(heads);
        double seconds = (System.nanoTime() - start) * 1e-9;
        AtlasFile.write(file, atlas);
        output.printf(
                Locale.ROOT,
                "%d neurons from %d heads in %.1f s; the frame has the handedness of %s%n",
                atlas.names().size(),
                heads.size(),
                seconds,
                atlas.frameHead());
        output.printf("wrote %s%n", file);
    }
}
