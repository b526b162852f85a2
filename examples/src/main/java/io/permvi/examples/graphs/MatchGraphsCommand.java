package io.permvi.examples.graphs;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.graphs.Known;
import io.permvi.applications.graphs.Mirror;
import io.permvi.applications.graphs.Network;
import io.permvi.applications.graphs.NetworkFiles;
import io.permvi.applications.graphs.NetworkProblem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code permvi graphs match A B}: which node of A is which of B. */
@Command(
        name = "match",
        description = {
            "Which node of network A is which of network B: every node of A gets one of B, unless --no-partner.",
            "Files have an edge a line: two nodes, a weight, and with a header a layer;",
            "or are tables of weights with names on top and left, or GraphML (.graphml)."
        },
        mixinStandardHelpOptions = true)
final class MatchGraphsCommand extends GraphsProgram {
    @Parameters(index = "0", paramLabel = "A", description = "edges of the network with fewer nodes")
    private Path fileA;

    @Parameters(index = "1", paramLabel = "B", description = "edges of the other network")
    private Path fileB;

    @Option(
            names = "--seeds",
            paramLabel = "FILE",
            description = "pairs that are known: a node of A and one of B a line")
    private Optional<Path> seeds = Optional.empty();

    @Option(names = "--truth", paramLabel = "FILE", description = "pairs to compare with, not used for the match")
    private Optional<Path> truth = Optional.empty();

    @Option(names = "--nodes-a", paramLabel = "FILE", description = "table of the nodes of A")
    private Optional<Path> nodesA = Optional.empty();

    @Option(names = "--nodes-b", paramLabel = "FILE", description = "table of the nodes of B")
    private Optional<Path> nodesB = Optional.empty();

    @Option(
            names = "--sides",
            paramLabel = "COLUMN",
            description = "column of both tables whose values must agree in a match, such as the side of the body")
    private Optional<String> sides = Optional.empty();

    @Option(
            names = "--mirror",
            paramLabel = "FILE",
            description = "pairs of nodes of A that trade places all at once, such as left and right (default: searched"
                    + " for, up to 700 nodes)")
    private Optional<Path> mirror = Optional.empty();

    @Option(
            names = "--no-partner",
            defaultValue = "0",
            paramLabel = "SHARE",
            description = "expected share of nodes of A that are no node of B (${DEFAULT-VALUE}: every node has one)")
    private double apart;

    @Option(names = "--undirected", description = "edges have no direction")
    private boolean undirected;

    @Option(names = "--sum-duplicates", description = "add the weights of an edge that is there twice")
    private boolean summed;

    @Override
    public void run() {
        OutputFolder folder = prepare(Stream.concat(
                        Stream.of(fileA, fileB),
                        Stream.of(seeds, truth, mirror, nodesA, nodesB).flatMap(Optional::stream))
                .toList());
        if (!(apart >= 0 && apart < 1)) {
            throw new InputException("--no-partner must be from 0 to below 1, got " + apart);
        }
        Network a = read(fileA, nodesA);
        Network b = read(fileB, nodesB);
        if (a.size() > b.size()) {
            throw new InputException(fileA + " has " + a.size() + " nodes and " + fileB + " has " + b.size()
                    + ": give the network with fewer nodes first");
        }
        Map<Integer, Integer> known =
                seeds.map(file -> NetworkFiles.pairs(file, a, b)).orElse(Map.of());
        Known all = new Known(known, sides(a, nodesA), sides(b, nodesB));
        NetworkProblem problem = NetworkProblem.of(a, b, all, apart);
        match(
                problem,
                mirror.map(file -> Mirror.ofPairs(a.size(), NetworkFiles.pairs(file, a, a))),
                truth.map(file -> NetworkFiles.pairs(file, a, b)).orElse(Map.of()),
                fileA.getFileName().toString(),
                fileB.getFileName().toString(),
                folder);
    }

    private Network read(Path file, Optional<Path> nodes) {
        Network network = NetworkFiles.read(file, nodes, summed);
        return undirected ? network.undirected(file.toString(), summed) : network;
    }

    private List<String> sides(Network network, Optional<Path> nodes) {
        if (sides.isEmpty()) {
            return List.of();
        }
        Path table = nodes.orElseThrow(() -> new InputException("--sides needs both --nodes-a and --nodes-b"));
        Map<String, String> side = NetworkFiles.attribute(table, sides.get());
        return network.nodes().stream().map(side::get).toList();
    }
}
