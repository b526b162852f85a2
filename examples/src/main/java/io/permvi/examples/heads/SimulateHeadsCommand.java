package io.permvi.examples.heads;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.heads.Head;
import io.permvi.applications.heads.SyntheticHeads;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code permvi heads simulate}: synthetic named heads, for trying the programs without data. */
@Command(name = "simulate", description = "Write synthetic named heads as CSV.", mixinStandardHelpOptions = true)
public final class SimulateHeadsCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "folder for the heads")
    private Path out;

    @Option(names = "--heads", defaultValue = "12", description = "number of heads (default: ${DEFAULT-VALUE})")
    private int heads;

    @Option(names = "--seed", defaultValue = "1", description = "seed (default: ${DEFAULT-VALUE})")
    private long seed;

    @Override
    public void run() {
        if (heads < 1) {
            throw new InputException("--heads must be at least 1, got " + heads);
        }
        OutputFolder folder = OutputFolder.at(out);
        for (Head head : SyntheticHeads.withDefaults().withSeed(seed).draw(heads)) {
            folder.writeCsv(head.id() + ".csv", List.of("x", "y", "z", "r", "g", "b", "name"), rows -> {
                for (int i = 0; i < head.size(); i++) {
                    rows.add(
                            number(head.positions()[0][i]),
                            number(head.positions()[1][i]),
                            number(head.positions()[2][i]),
                            number(head.colors()[0][i]),
                            number(head.colors()[1][i]),
                            number(head.colors()[2][i]),
                            head.names().get(i));
                }
            });
        }
        spec.commandLine().getOut().printf("wrote %d heads into %s%n", heads, out);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
