package io.permvi.examples.heads;

import picocli.CommandLine.Command;

/** {@code permvi heads}: naming the neurons of NeuroPAL heads. */
@Command(
        name = "heads",
        description = "Name the neurons of a worm's head from positions and NeuroPAL colors.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            LearnCommand.class,
            NameCommand.class,
            ValidateCommand.class,
            AuditCommand.class,
            ConvertCommand.class,
            SimulateHeadsCommand.class
        })
public final class HeadsCommand {}
