package io.permvi.examples.link;

import io.permvi.applications.files.OutputFolder;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
    @Mixin
    private LinkInputs inputs = new LinkInputs();

    @Override
    public void run() {
        OutputFolder folder = prepare(inputs.sources(List.of()));
        write(inputs.link(inputs.read(), List.of(), options(), errors()), folder);
    }
}
