package io.permvi.examples.rankings;

import picocli.CommandLine.Command;

/** {@code permvi rankings}: a consensus of rankings, and how sure it is. */
@Command(
        name = "rankings",
        description = "Find the consensus of rankings, and how sure it is: votes, surveys, panels, races.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DescribeCommand.class,
            CompareCommand.class,
            PredictCommand.class,
            FitCommand.class,
            SimulateRankingsCommand.class,
            RankingsDemoCommand.class,
            ValidateRankingsCommand.class
        })
public final class RankingsCommand {}
