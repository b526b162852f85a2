package io.permvi.examples.link;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.link.PersonSimulation;
import io.permvi.applications.link.Records;
import io.permvi.examples.common.Program;
import io.permvi.relaxations.random.DrawRandom;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code permvi link simulate}: two files of made-up persons and the truth about them. */
@Command(
        name = "simulate",
        description = "Make up two files of persons, with mistakes, moves and gaps, and the truth about them.",
        mixinStandardHelpOptions = true)
final class SimulateLinksCommand extends Program {
    @Option(names = "--records", defaultValue = "5000", description = "records of each file (${DEFAULT-VALUE})")
    private int records;

    @Option(
            names = "--shared",
            defaultValue = "0.7",
            description = "share of the records that are in both files (${DEFAULT-VALUE})")
    private double shared;

    @Option(
            names = "--mistakes",
            defaultValue = "0.1",
            description = "chance that a field is written wrongly (${DEFAULT-VALUE})")
    private double mistakes;

    @Override
    public void run() {
        requireAtLeast("--records", 2, records);
        if (!(shared >= 0 && shared <= 1)) {
            throw new InputException("--shared must be from 0 to 1, got " + shared);
        }
        OutputFolder folder = folder();
        folder.requireFree(List.of("A.csv", "B.csv", "truth.csv"));
        PersonSimulation simulation = InputException.unless(
                "--shared, --mistakes",
                () -> new PersonSimulation(records, records, (int) Math.round(shared * records), mistakes, 0.04, 0.1));
        write(simulation.simulate(DrawRandom.of(options().seed(), 0, 0)), folder);
        output().println("A.csv, B.csv and truth.csv are in " + folder.path());
    }

    static void write(PersonSimulation.Files files, OutputFolder folder) {
        write(files.a(), "A.csv", folder);
        write(files.b(), "B.csv", folder);
        folder.writeCsv(
                "truth.csv", List.of("idA", "idB"), rows -> files.truth().forEach(pair -> rows.add(pair[0], pair[1])));
    }

    private static void write(Records records, String name, OutputFolder folder) {
        List<String> header = new ArrayList<>(List.of("id"));
        header.addAll(records.columns());
        folder.writeCsv(name, header, rows -> {
            for (int i = 0; i < records.size(); i++) {
                Object[] cells = new Object[header.size()];
                cells[0] = records.ids().get(i);
                for (int c = 1; c < cells.length; c++) {
                    cells[c] = records.cell(c - 1, i);
                }
                rows.add(cells);
            }
        });
    }
}
