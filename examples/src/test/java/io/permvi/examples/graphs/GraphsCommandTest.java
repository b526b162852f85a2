package io.permvi.examples.graphs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.examples.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphsCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter output = new StringWriter();
    private final StringWriter errors = new StringWriter();

    private int permvi(Object... arguments) {
        String[] texts = Stream.concat(Stream.of("graphs"), Arrays.stream(arguments))
                .map(Object::toString)
                .toArray(String[]::new);
        return Main.run(texts, new PrintWriter(output, true), new PrintWriter(errors, true));
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private void requireRefused(String sentence, Object... arguments) {
        Object[] all = Stream.concat(Arrays.stream(arguments), Stream.of("--out", folder.resolve("refused")))
                .toArray();
        assertEquals(2, permvi(all), errors.toString());
        assertTrue(errors.toString().contains(sentence), errors.toString());
    }

    @Test
    void simulatesMatchesAndComparesWithTheTruth() throws IOException {
        Path data = folder.resolve("data");
        assertEquals(0, permvi("simulate", "--nodes", 40, "--noise", "0.1", "--out", data), errors.toString());
        Path out = folder.resolve("out");
        Path seeds =
                file("seeds.csv", Files.readAllLines(data.resolve("truth.csv")).get(1) + "\n");
        assertEquals(
                0,
                permvi(
                        "match",
                        data.resolve("A.csv"),
                        data.resolve("B.csv"),
                        "--seeds",
                        seeds,
                        "--truth",
                        data.resolve("truth.csv"),
                        "--searches",
                        2,
                        "--out",
                        out),
                errors.toString());
        assertTrue(output.toString().contains("40 nodes matched, 1 of them given"), output.toString());
        assertTrue(output.toString().contains("judged from the match itself"), output.toString());
        assertEquals(41, Files.readAllLines(out.resolve("matches.csv")).size());
        assertTrue(Files.readString(out.resolve("summary.json")).contains("\"right\""));
        for (String picture : NetworkPictures.NAMES) {
            assertTrue(Files.size(out.resolve(picture)) > 1000, picture);
        }
    }

    @Test
    void splitsANetworkBySides() throws IOException {
        Path edges = file(
                "edges.csv",
                "l1,l2,5\nl2,l3,2\nl3,l1,9\nl1,l3,1\nr1,r2,4\nr2,r3,2\nr3,r1,12\nr1,r3,1\nl1,r2,1\nr1,l2,1\n");
        Path nodes = file("nodes.csv", "node_id,hemisphere\nl1,L\nl2,L\nl3,L\nr3,R\nr1,R\nr2,R\n");
        Path out = folder.resolve("out");
        assertEquals(0, permvi("split", edges, "--nodes", nodes, "--scale", 1, "--out", out), errors.toString());
        List<String> matches = Files.readAllLines(out.resolve("matches.csv"));
        assertEquals(4, matches.size());
        for (int k = 1; k <= 3; k++) {
            String pair = "l" + k + ",r" + k + ",";
            assertTrue(matches.stream().anyMatch(line -> line.startsWith(pair)), matches.toString());
        }
        requireRefused("must have two values to split by", "split", edges, "--nodes", nodes, "--sides", "node_id");
    }

    /**
     * The same network as edges, as a table of weights and as GraphML, with a node apart and an edge from a node to
     * itself.
     */
    @Test
    void readsTablesOfWeightsAndGraphMl() throws IOException {
        Path edges = file("edges.csv", "a,b,3\nb,c,2\nc,a,1\nc,c,7\nd,e,1\ne,d,1\n");
        Path table = file("table.csv", ",a,b,c,d,e\na,0,3,0,0,0\nb,,,2,,\nc,1,0,7,0,0\nd,0,0,0,0,1\ne,0,0,0,1,0\n");
        Path out = folder.resolve("out");
        Path mirror = file("mirror.csv", "d,e\n");
        assertEquals(
                0, permvi("match", edges, table, "--scale", 1, "--mirror", mirror, "--out", out), errors.toString());
        List<String> matches = Files.readAllLines(out.resolve("matches.csv"));
        assertTrue(matches.stream().anyMatch(line -> line.startsWith("c,c,")), matches.toString());
        Path graph = out.resolve("matched.graphml");
        assertTrue(Files.readString(graph).contains("probability"), Files.readString(graph));
        Path again = folder.resolve("again");
        assertEquals(
                0, permvi("match", graph, table, "--scale", 1, "--mirror", mirror, "--out", again), errors.toString());
        assertEquals(Files.readAllLines(out.resolve("tables.csv")), Files.readAllLines(again.resolve("tables.csv")));
        requireRefused("no GraphML that can be read", "match", file("x.graphml", "<graphml"), table);
        requireRefused("a weight must be a number from 0", "match", file("t.csv", ",a,b\na,0,-1\nb,1,0\n"), table);
    }

    @Test
    void studiesRefuseWhatIsNotThere() {
        requireRefused("no case 'nothing'", "study", "--data", folder, "--sets", "nothing");
        requireRefused("no such file", "study", "--data", folder, "--sets", "107");
    }

    @Test
    void saysWhatIsWrongWithFiles() throws IOException {
        Path good = file("good.csv", "a,b,1\nb,c,2\nc,d,1\n");
        Path large = file("large.csv", "a,b\nb,c\nc,d\nd,e\n");
        requireRefused("is in line 1 already", "match", file("twice.csv", "a,b,1\na,b,2\n"), good);
        requireRefused("a weight must be a number from 0", "match", file("negative.csv", "a,b,-1\n"), good);
        requireRefused("a network needs at least two nodes", "match", file("empty.csv", ""), good);
        requireRefused("give the network with fewer nodes first", "match", large, good);
        requireRefused("no node 'x' in the second network", "match", good, good, "--seeds", file("s1.csv", "a,x\n"));
        requireRefused("is in an earlier pair already", "match", good, good, "--seeds", file("s2.csv", "a,b\nc,b\n"));
        Path nodes = file("n.csv", "node,side\na,L\nb,L\nc,R\n");
        requireRefused("node 'd' is not in the table", "match", good, good, "--nodes-a", nodes);
        requireRefused("a mirror pairs each node once", "match", good, good, "--mirror", file("m.csv", "a,b\nb,c\n"));
        requireRefused("--sides needs both", "match", good, good, "--sides", "side");
        requireRefused("--scale must be above 0", "match", good, good, "--scale", "0");
        requireRefused("--no-partner must be from 0", "match", good, good, "--no-partner", "1");
        Path left = file("left.csv", "node,side\na,L\nb,L\nc,R\nd,R\n");
        Path right = file("right.csv", "node,side\na,L\nb,R\nc,R\nd,R\n");
        Object[] sided = {"match", good, good, "--nodes-a", left, "--nodes-b", right, "--sides", "side"};
        requireRefused("not all can be matched", sided);
        Path wrong = file("wrong.csv", "a,c\n");
        requireRefused(
                "is of side L in one network and R in the other",
                Stream.concat(Arrays.stream(sided), Stream.of("--seeds", wrong)).toArray());
        Path other = file("other.csv", "source,target,layer\na,b,chemical\nb,c,chemical\nc,d,chemical\n");
        requireRefused("no kind of edges in common", "match", good, other);
    }
}
