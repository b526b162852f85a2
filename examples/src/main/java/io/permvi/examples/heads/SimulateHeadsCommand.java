package io.permvi.examples.heads;

import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.heads.Head;
import io.permvi.applications.heads.SyntheticHeads;
import io.permvi.examples.common.Program;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code permvi heads simulate}: synthetic named heads, for trying the programs without data. */
@Command(name = "simulate", description = "Write synthetic named heads as CSV.")
public final class SimulateHeadsCommand extends Program {
    @Option(names = "--heads", defaultValue = "12", description = "number of heads (default: ${DEFAULT-VALUE})")
    private int heads;

    @Override
    public void run() {
        requireAtLeast("--heads", 1, heads);
        OutputFolder folder = folder();
        for (Head head : new SyntheticHeads(options().seed()).draw(heads)) {
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
        output().printf("wrote %d heads into %s%n", heads, out());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
