package io.permvi.examples.graphs;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.graphs.Known;
import io.permvi.applications.graphs.Network;
import io.permvi.applications.graphs.NetworkFiles;
import io.permvi.applications.graphs.NetworkProblem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code permvi graphs split IN}: which node of one side is which of the other. */
@Command(
        name = "split",
        description = "Which node of one side of a network is which of the other, by edges within sides and across.",
        mixinStandardHelpOptions = true)
final class SplitGraphCommand extends GraphsProgram {
    @Parameters(index = "0", paramLabel = "IN", description = "edges: two nodes, a weight, and with a header a layer")
    private Path file;

    @Option(names = "--nodes", required = true, paramLabel = "FILE", description = "table of the nodes")
    private Path nodes;

    @Option(
            names = "--sides",
            paramLabel = "COLUMN",
            defaultValue = "hemisphere",
            description = "column that says the side of each node, of two values (${DEFAULT-VALUE})")
    private String sides;

    @Option(names = "--seeds", paramLabel = "FILE", description = "pairs that are known, the smaller side first")
    private Optional<Path> seeds = Optional.empty();

    @Option(
            names = "--truth",
            paramLabel = "FILE",
            description = "pairs to compare with, the smaller side first, not used for the match")
    private Optional<Path> truth = Optional.empty();

    @Option(names = "--sum-duplicates", description = "add the weights of an edge that is there twice")
    private boolean summed;

    @Override
    public void run() {
        OutputFolder folder = prepare(
                Stream.concat(Stream.of(file, nodes), Stream.of(seeds, truth).flatMap(Optional::stream))
                        .toList());
        Network network = NetworkFiles.read(file, Optional.of(nodes), summed);
        Map<String, String> side = NetworkFiles.attribute(nodes, sides);
        List<String> names = side.values().stream().distinct().sorted().toList();
        if (names.size() != 2) {
            throw new InputException(nodes + ": column '" + sides + "' must have two values to split by, got " + names);
        }
        List<List<Integer>> parts = new ArrayList<>();
        for (String name : names) {
            parts.add(IntStream.range(0, network.size())
                    .filter(i -> side.get(network.nodes().get(i)).equals(name))
                    .boxed()
                    .toList());
        }
        boolean turned = parts.get(0).size() > parts.get(1).size();
        List<Integer> first = parts.get(turned ? 1 : 0);
        List<Integer> second = parts.get(turned ? 0 : 1);
        Network a = network.part(first);
        Network b = network.part(second);
        Map<Integer, Integer> known =
                seeds.map(path -> NetworkFiles.pairs(path, a, b)).orElse(Map.of());
        match(
                NetworkProblem.split(network, first, second, Known.ofSeeds(known)),
                Optional.empty(),
                truth.map(path -> NetworkFiles.pairs(path, a, b)).orElse(Map.of()),
                "side " + names.get(turned ? 1 : 0),
                "side " + names.get(turned ? 0 : 1),
                folder);
    }
}
