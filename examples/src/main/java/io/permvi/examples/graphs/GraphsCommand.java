package io.permvi.examples.graphs;

import picocli.CommandLine.Command;

/** {@code permvi graphs}. */
@Command(
        name = "graphs",
        description = {
            "Match the nodes of two networks, or of two sides of one, without names,",
            "and say with what probability each match is right."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            MatchGraphsCommand.class,
            SplitGraphCommand.class,
            SimulateGraphsCommand.class,
            GraphsDemoCommand.class,
            GraphStudyCommand.class
        })
public final class GraphsCommand {}
