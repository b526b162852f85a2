package io.permvi.examples.heads;

import io.permvi.applications.heads.AtlasFile;
import io.permvi.applications.heads.AtlasTuning;
import io.permvi.applications.heads.HeadAtlas;
import io.permvi.applications.heads.HeadFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code permvi heads learn}: an atlas from named heads. */
@Command(name = "learn", description = "Learn an atlas from named heads.", mixinStandardHelpOptions = true)
public final class LearnCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--worms",
            required = true,
            paramLabel = "DIR",
            description = "folder of named heads, one CSV each: x, y, z, r, g, b, name")
    private Path worms;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "the atlas to write, JSON")
    private Path out;

    @Option(
            names = "--tune",
            description =
                    "choose degrees of freedom, deformation weight, noise scale and evidence temperature for these"
                            + " heads, by an inner cross-validation (about twenty times as long)")
    private boolean tune;

    @Override
    public void run() {
        PrintWriter output = spec.commandLine().getOut();
        List<HeadFile> heads = new ArrayList<>();
        for (Path file : HeadFile.filesAt(worms)) {
            heads.add(HeadFile.readNamed(file, spec.commandLine().getErr()));
        }
        AtlasTuning.Choice choice = AtlasTuning.Choice.stored();
        if (tune) {
            choice = AtlasTuning.choose(heads);
            output.println("chosen within the training heads: " + choice);
        }
        long start = System.nanoTime();
        HeadAtlas atlas = choice.learn(heads);
        double seconds = (System.nanoTime() - start) * 1e-9;
        AtlasFile.write(out, atlas);
        output.printf(
                Locale.ROOT,
                "%d neurons from %d heads in %.1f s; the frame has the handedness of %s%n",
                atlas.names().size(),
                heads.size(),
                seconds,
                atlas.frameHead());
        output.printf("wrote %s%n", out);
    }
}
