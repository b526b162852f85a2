package io.permvi.examples.graphs;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.graphs.MatchFiles;
import io.permvi.applications.graphs.NetworkSimulation;
import io.permvi.examples.common.Program;
import io.permvi.relaxations.random.RandomStream;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code permvi graphs simulate}: two noisy copies of a made-up network, and the truth. */
@Command(
        name = "simulate",
        description = "Make up two noisy copies of one weighted network, and the truth about them.",
        mixinStandardHelpOptions = true)
final class SimulateGraphsCommand extends Program {
    private static final List<String> NAMES = List.of("A.csv", "B.csv", "truth.csv");

    @Option(names = "--nodes", defaultValue = "200", description = "nodes of each copy (${DEFAULT-VALUE})")
    private int nodes;

    @Option(names = "--degree", defaultValue = "10", description = "edges that leave a node (${DEFAULT-VALUE})")
    private double degree;

    @Option(
            names = "--noise",
            defaultValue = "0.3",
            description = "share of the edges that each copy has for itself (${DEFAULT-VALUE})")
    private double noise;

    @Override
    public void run() {
        requireAtMost("--nodes", 1_000_000, nodes);
        OutputFolder folder = folder();
        folder.requireFree(NAMES);
        write(simulation(nodes, degree, noise), options().seed(), folder);
        output().println("A.csv, B.csv and truth.csv are in " + folder.path());
    }

    private static NetworkSimulation simulation(int nodes, double degree, double noise) {
        try {
            return new NetworkSimulation(nodes, degree, noise);
        } catch (IllegalArgumentException e) {
            throw new InputException(e.getMessage());
        }
    }

    static NetworkSimulation.Copies write(NetworkSimulation simulation, long seed, OutputFolder folder) {
        NetworkSimulation.Copies copies =
                simulation.simulate(RandomStream.of(seed).named("networks").generator());
        MatchFiles.writeEdges(copies.a(), "A.csv", folder);
        MatchFiles.writeEdges(copies.b(), "B.csv", folder);
        MatchFiles.writePairs(copies.a(), copies.b(), copies.truth(), "truth.csv", folder);
        return copies;
    }
}
