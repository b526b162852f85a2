package io.permvi.examples.graphs;

import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.graphs.Known;
import io.permvi.applications.graphs.NetworkProblem;
import io.permvi.applications.graphs.NetworkSimulation;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code permvi graphs demo}: two made-up copies of a network, matched and compared with the truth. */
@Command(
        name = "demo",
        description = "Make up two noisy copies of a network, match them without the truth, and compare with it.",
        mixinStandardHelpOptions = true)
final class GraphsDemoCommand extends GraphsProgram {
    private static final NetworkSimulation MADE_UP = new NetworkSimulation(120, 8, 0.5);

    @Override
    public void run() {
        OutputFolder folder = prepare(List.of());
        folder.requireFree(List.of("A.csv", "B.csv", "truth.csv"));
        NetworkSimulation.Copies copies =
                SimulateGraphsCommand.write(MADE_UP, options().seed(), folder);
        NetworkProblem problem = NetworkProblem.of(copies.a(), copies.b(), Known.nothing());
        match(problem, Optional.empty(), copies.truth(), "A.csv", "B.csv", folder);
    }
}
