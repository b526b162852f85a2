package io.permvi.examples.worms;

import picocli.CommandLine.Command;

/** {@code permvi worms}: naming the neurons of C. elegans from their activity. */
@Command(
        name = "worms",
        description = "Name the neurons of C. elegans from recordings and the connectome.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            SimulateCommand.class,
            IdentifyCommand.class,
            DemoCommand.class,
            StudyCommand.class,
            RealCommand.class
        })
public final class WormsCommand {}
