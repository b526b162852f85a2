package io.permvi.examples.worms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.applications.files.WorkLock;
import io.permvi.examples.Main;
import io.permvi.relaxations.sinkhorn.Transport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worm programs on a connectome of six neurons: results, and every mistake that their users make. */
class WormsProgramTest {
    @TempDir
    private Path folder;

    private Path worms;
    private Path results;
    private final StringWriter errors = new StringWriter();
    private final StringWriter output = new StringWriter();

    @BeforeEach
    void simulateTwoSmallWorms() throws IOException {
        Path wiring = Files.createDirectory(folder.resolve("wiring"));
        Files.writeString(
                wiring.resolve("neurons.csv"),
                "name,soma_position,class\nA,0.1,x\nB,0.12,x\nC,0.14,x\nD,0.5,x\nE,0.52,x\nF,0.54,x\n");
        Files.writeString(
                wiring.resolve("edges.csv"),
                "pre,post,type,synapses\nA,B,chemical,2\nB,C,gap,1\nC,D,chemical,1\nD,E,chemical,4\nE,F,gap,1\nF,A,chemical,1\nA,D,gap,2\n");
        worms = folder.resolve("worms");
        results = folder.resolve("results");
        assertEquals(
                0,
                permvi(
                        "worms",
                        "simulate",
                        "--connectome",
                        wiring.toString(),
                        "--out",
                        worms.toString(),
                        "--worms",
                        "2",
                        "--time-steps",
                        "400",
                        "--known",
                        "2",
                        "--radius",
                        "0.1"));
    }

    private int permvi(String... arguments) {
        errors.getBuffer().setLength(0);
        output.getBuffer().setLength(0);
        return Main.run(arguments, new PrintWriter(output, true), new PrintWriter(errors, true));
    }

    private int identify(String... more) {
        List<String> arguments = Stream.concat(
                        Stream.of(
                                "worms",
                                "identify",
                                "--in",
                                worms.toString(),
                                "--out",
                                results.toString(),
                                "--steps",
                                "50",
                                "--method",
                                "gumbel-sinkhorn"),
                        Stream.of(more))
                .toList();
        return permvi(arguments.toArray(String[]::new));
    }

    private void edit(String file, UnaryOperator<String> change) throws IOException {
        Path path = worms.resolve(file);
        String before = Files.readString(path);
        String after = change.apply(before);
        assertFalse(before.equals(after), "the edit of " + file + " changes nothing");
        Files.writeString(path, after);
    }

    private void assertRefused(String... parts) throws IOException {
        assertEquals(2, identify());
        String message = errors.toString();
        assertEquals(1, message.lines().count(), message);
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
        if (Files.exists(results)) {
            try (Stream<Path> files = Files.list(results)) {
                assertEquals(0, files.count(), "files were left behind");
            }
        }
    }

    /** An ELBO stands in elbo.csv and nothing else does: chains and searches have tables of their own. */
    @Test
    void eachKindOfMethodHasItsOwnTrace() throws IOException {
        assertEquals(0, identify("--method", "map"), errors::toString);
        assertTrue(Files.exists(results.resolve("search.csv")));
        assertEquals(0, identify("--method", "exchanges"), errors::toString);
        String chains = Files.readString(results.resolve("chains.csv"));
        assertTrue(chains.startsWith("chain,sweep,log_evidence,kept"), chains);
        assertFalse(Files.exists(results.resolve("elbo.csv")));
        String summary = Files.readString(results.resolve("summary.json"));
        assertTrue(summary.contains("acceptance"), summary);
    }

    @Test
    void identifyWritesTablesAndPictures() throws IOException {
        assertEquals(0, identify(), errors::toString);
        for (String file : List.of(
                "identities.csv", "elbo.csv", "summary.json", "elbo.png", "marginals.png", "top-probabilities.png")) {
            assertTrue(Files.size(results.resolve(file)) > 0, file);
        }
        List<String> rows = Files.readAllLines(results.resolve("identities.csv"));
        assertEquals("worm,cell,neuron,probability,second,second_probability,third,third_probability", rows.get(0));
        assertEquals(13, rows.size());
        try (Stream<Path> files = Files.list(results)) {
            assertTrue(files.noneMatch(file -> file.toString().endsWith(".tmp")));
        }
    }

    @Test
    void theSameSeedGivesTheSameTablesOnOneAndTwoThreads() throws IOException {
        assertEquals(0, identify("--threads", "1", "--draws", "3"));
        String one =
                Files.readString(results.resolve("identities.csv")) + Files.readString(results.resolve("elbo.csv"));
        assertEquals(0, identify("--threads", "2", "--draws", "3"));
        String two =
                Files.readString(results.resolve("identities.csv")) + Files.readString(results.resolve("elbo.csv"));
        assertEquals(one, two);
    }

    @Test
    void aFitAroundTheNamesFoundServesToo() throws IOException {
        assertEquals(0, identify("--method", "variational", "--threads", "1"), errors::toString);
        String one = Files.readString(results.resolve("identities.csv"));
        assertEquals(0, identify("--method", "variational", "--threads", "2"), errors::toString);
        assertEquals(one, Files.readString(results.resolve("identities.csv")));
    }

    /** What an earlier run left is used or refused, and nothing is left when the names are written. */
    @Test
    void partsOfAStoppedRunAreKeptUntilTheNamesAreWritten() throws IOException {
        Path part = Files.createDirectories(results.resolve("identify.state")).resolve("first.matching-0.state");
        Files.writeString(part, "half written");
        assertEquals(2, identify("--method", "exchanges"));
        assertTrue(errors.toString().contains("delete first.matching-0.state to begin anew"), errors::toString);
        Files.delete(part);
        assertEquals(0, identify("--method", "exchanges"), errors::toString);
        assertFalse(Files.exists(part.getParent()));
    }

    @Test
    void aSecondProgramInTheFolderIsRefused() {
        WorkLock first = WorkLock.take(results, "identify", "these names");
        try (first) {
            assertEquals(2, identify());
        }
        assertTrue(errors.toString().contains("another program is at work on these names"), errors::toString);
    }

    @Test
    void roundingServesToo() {
        assertEquals(0, identify("--method", "rounding"), errors::toString);
    }

    @Test
    void demoScoresAgainstTheTruth() throws IOException {
        assertEquals(
                0,
                permvi(
                        "worms",
                        "demo",
                        "--connectome",
                        folder.resolve("wiring").toString(),
                        "--out",
                        results.toString(),
                        "--worms",
                        "1",
                        "--time-steps",
                        "50",
                        "--known",
                        "6",
                        "--steps",
                        "5"),
                errors::toString);
        assertTrue(output.toString().contains("Accuracy, cells known beforehand included: 1.000"), output.toString());
        assertEquals(
                "worm-1,6,6,1.0",
                Files.readAllLines(results.resolve("score.csv")).get(1));
    }

    @Test
    void aMissingColumnIsNamed() throws IOException {
        edit("neurons.csv", text -> text.replace("soma_position", "place"));
        assertRefused("neurons.csv", "column 'soma_position' is missing");
    }

    @Test
    void anActivityThatIsNoNumberIsNamedWithItsRow() throws IOException {
        edit("worm-2-activity.csv", text -> text.replaceFirst("(?s)(.*?\\n.*?\\n)[^,]*,", "$1NaN,"));
        assertRefused("worm-2-activity.csv, row 2", "cell-001", "finite number, got NaN");
    }

    @Test
    void aCellWithoutCandidateIsNamed() throws IOException {
        edit("worm-1-cells.csv", text -> text.replaceFirst("(?m)^(cell-\\d+),[0-9.]+,,", "$1,0.9,,"));
        assertRefused("worm-1-cells.csv", "soma position 0.9 has no candidate neuron within 0.1");
    }

    @Test
    void twoCellsThatAreTheSameNeuronAreNamed() throws IOException {
        edit("worm-1-cells.csv", text -> text.replaceAll("(?m)^(cell-\\d+,[0-9.]+),\\w,", "$1,A,"));
        assertRefused("worm-1-cells.csv", "are both said to be neuron A");
    }

    @Test
    void anInfeasibleWindowNamesTheCellsThatAreStuck() throws IOException {
        edit("worm-1-cells.csv", text -> text.replaceAll("(?m)^(cell-\\d+),[0-9.]+,\\w?,", "$1,0.1,,"));
        assertRefused("worm-1-cells.csv", "cell-001, cell-002, cell-003, cell-004", "only 3 candidate neurons");
    }

    @Test
    void anUnknownNeuronOfTheConnectomeIsNamedWithItsRow() throws IOException {
        edit("edges.csv", text -> text.replace("B,C,gap", "B,Z,gap"));
        assertRefused("edges.csv, row 2", "neuron 'Z', which is not in neurons.csv");
    }

    @Test
    void anUnknownKindOfContactIsNamed() throws IOException {
        edit("edges.csv", text -> text.replace("gap", "wire"));
        assertRefused("edges.csv, row 2", "must be chemical or gap, got 'wire'");
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamed() throws IOException {
        Files.writeString(results, "a file");
        assertEquals(2, identify());
        assertTrue(errors.toString().contains("output folder " + results), errors.toString());
    }

    @Test
    void numbersOutOfRangeAreNamed() {
        assertEquals(2, identify("--temperature", "0"));
        assertTrue(errors.toString().contains("--temperature must be above 0 and finite, got 0"), errors.toString());
        assertEquals(2, identify("--steps", "0"));
        assertTrue(errors.toString().contains("--steps must be at least 1, got 0"), errors.toString());
        assertEquals(2, identify("--method", "magic"));
        assertTrue(
                errors.toString().contains("--method: no method 'magic'; there are exchanges, variational"),
                errors.toString());
        assertEquals(2, identify("--steps", "many"));
        assertTrue(errors.toString().contains("--steps"), errors.toString());
        assertEquals(2, permvi("worms", "simulate", "--out", worms.toString(), "--known", "1000"));
        assertTrue(
                errors.toString().contains("--known must be from 0 to the 279 neurons, got 1000"), errors.toString());
        assertEquals(2, permvi("worms", "identify"));
        assertEquals(2, permvi("nonsense"));
        assertEquals(0, permvi("worms", "identify", "--help"));
    }

    @Test
    void aMissingFolderIsNamed() {
        worms = folder.resolve("nowhere");
        assertEquals(2, identify());
        assertTrue(errors.toString().contains("nowhere does not exist"), errors.toString());
    }

    @Test
    void infoSaysWhatProductsAndSinkhornRunOn() {
        assertEquals(0, permvi("info"));
        assertTrue(output.toString().contains("matrix products "), output.toString());
        String vectors = Transport.onExplicitVectors() ? "on explicit vectors" : "in plain Java";
        assertTrue(output.toString().contains("Sinkhorn        " + vectors), output.toString());
    }
}
