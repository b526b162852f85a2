package io.permvi.examples.link;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
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
    @Parameters(
            arity = "0..2",
            paramLabel = "FILE",
            description = "the two files of records: CSV or TSV with a header, Parquet, or jdbc:URL#QUERY")
    private List<String> files = new ArrayList<>();

    @Mixin
    private LinkInputs inputs = new LinkInputs();

    @Override
    public void run() {
        if (files.size() != 2) {
            throw new InputException("link needs two files of records, got " + files.size()
                    + "; for one file there is link dedupe, and link demo makes files up");
        }
        OutputFolder folder = prepare(
                Stream.concat(files.stream(), inputs.labelFiles().stream()).toList());
        LinkInputs.Pair read = inputs.read(files.get(0), files.get(1));
        write(inputs.link(read, List.of(), options(), errors()), folder);
    }
}
