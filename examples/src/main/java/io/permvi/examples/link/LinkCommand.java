package io.permvi.examples.link;

import io.permvi.applications.files.OutputFolder;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code permvi link A B}: which record of one file is which of another. */
@Command(
        name = "link",
        description = {
            "Link the records of two files that describe the same persons or things, without labels:",
            "each record at most once, with a probability for every link."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "[COMMAND]",
        subcommands = {
            ReviewCommand.class,
            EvaluateCommand.class,
            DedupeCommand.class,
            SimulateLinksCommand.class,
            LinkDemoCommand.class,
            LinkStudyCommand.class
        })
public final class LinkCommand extends LinkProgram {
    @Parameters(index = "0", paramLabel = "A", description = "records: a CSV, TSV or Parquet file, or jdbc:URL#QUERY")
    private String fileA;

    @Parameters(index = "1", paramLabel = "B", description = "records of the other file, likewise")
    private String fileB;

    @Mixin
    private LinkInputs inputs = new LinkInputs();

    @Override
    public void run() {
        OutputFolder folder = prepare(List.of(fileA, fileB));
        write(inputs.link(fileA, fileB, List.of(), options().seed(), options().threads()), folder);
    }
}
