package io.permvi.examples.worms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.worms.WormFolder;
import io.permvi.applications.worms.WormMethods;
import io.permvi.examples.Main;
import io.permvi.inference.method.Method;
import io.permvi.inference.method.Run;
import io.permvi.models.GaussianPrior;
import io.permvi.models.worms.WormDynamics;
import io.permvi.relaxations.random.DrawRandom;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The study on a connectome of thirty neurons. */
class StudyCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter output = new StringWriter();
    private final StringWriter errors = new StringWriter();

    @Test
    void writesAResultForEachRunAndDoesNotRunTwice() throws IOException {
        assertEquals(0, study("--sweeps", "open", "--seeds", "1"), errors::toString);
        List<String> first = Files.readAllLines(folder.resolve("out/results.csv"));
        assertEquals(2, first.size());
        assertTrue(first.get(1).startsWith("exchanges,published,1,2.0,30.0,25,1,"), first.get(1));
        assertTrue(Files.readString(folder.resolve("out/table.md")).contains("| exchanges | published | 1 | none |"));
        assertEquals(0, study("--sweeps", "open", "--seeds", "2"), errors::toString);
        List<String> second = Files.readAllLines(folder.resolve("out/results.csv"));
        assertEquals(3, second.size());
        assertEquals(first, second.subList(0, 2));
    }

    @Test
    void curveOfAMethodEndsAtItsNames() throws IOException {
        var worms = simulate(StudyCase.Scenario.PUBLISHED, WormFolder.readWiring(writeWiring()));
        var model = new WormDynamics(worms.connectome(), worms.recordings(), 1, new GaussianPrior(0.1));
        for (Method<WormDynamics> method :
                new WormMethods(45, Optional.empty(), 1, false).all().all()) {
            AccuracyCurve curve = new AccuracyCurve(worms.truth());
            Identified watched = Identified.by(method, model, Run.of(1).withMatchings(curve));
            Identified alone = Identified.by(method, model, Run.of(1));
            assertTrue(curve.row("").seconds().length > 0, method.name());
            assertEquals(
                    alone.posterior().diagnostics().length(),
                    watched.posterior().diagnostics().length(),
                    method.name());
            for (int cell = 0; cell < 30; cell++) {
                assertEquals(
                        alone.marginals().get(0).candidates(cell, 1),
                        watched.marginals().get(0).candidates(cell, 1),
                        method.name());
            }
        }
    }

    @Test
    void drawsCurvesOfTheMethods() throws IOException {
        var row = new AccuracyCurve.Row("map", new double[] {0.5, 1}, new double[] {0.25, 0.5});
        new StudyCharts(List.of(), List.of(row), OutputFolder.at(folder.resolve("curves"))).draw();
        assertTrue(Files.exists(folder.resolve("curves/accuracy-time.png")));
    }

    @Test
    void settingsChangedMeansATableOfItsOwn() throws IOException {
        String[] five = {"--sweeps", "open", "--seeds", "1", "--methods", "gumbel-sinkhorn", "--steps", "5"};
        String[] six = {"--sweeps", "open", "--seeds", "1", "--methods", "gumbel-sinkhorn", "--steps", "6"};
        assertEquals(0, study(five), errors::toString);
        assertEquals("5", cell(12));
        assertEquals(0, study(six), errors::toString);
        assertEquals("6", cell(12));
        assertTrue(output.toString().contains("steps = 5, now 6"), output.toString());
        assertEquals(0, study(five), errors::toString);
        assertEquals("5", cell(12));
    }

    @Test
    void anotherConnectomeMeansATableOfItsOwn() throws IOException {
        assertEquals(0, study("--sweeps", "open", "--seeds", "1", "--methods", "map"), errors::toString);
        Path edges = folder.resolve("wiring/edges.csv");
        String before = Files.readString(edges);
        String[] same = {"--sweeps", "open", "--seeds", "1", "--methods", "map"};
        assertEquals(0, studyAsItIs(same), errors::toString);
        assertTrue(output.toString().contains("Going on after 1 rows"), output.toString());
        Files.writeString(edges, before.replaceFirst("chemical", "gap"));
        assertEquals(0, studyAsItIs(same), errors::toString);
        assertTrue(output.toString().contains("(connectome = "), output.toString());
    }

    private String cell(int column) throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve("out/results.csv"));
        assertEquals(2, lines.size());
        return lines.get(1).split(",", -1)[column];
    }

    @Test
    void refusesUnknownMethodsAndSweeps() throws IOException {
        assertEquals(2, study("--methods", "magic"));
        assertEquals(2, study("--sweeps", "magic"));
        assertEquals(2, study("--seeds", "0"));
    }

    @Test
    void scenariosChangeWhatTheySay() throws IOException {
        var wiring = WormFolder.readWiring(writeWiring());
        StudyCase.Simulated published = simulate(StudyCase.Scenario.PUBLISHED, wiring);
        StudyCase.Simulated missing = simulate(StudyCase.Scenario.MISSING_CELLS, wiring);
        StudyCase.Simulated wrong = simulate(StudyCase.Scenario.WRONG_EDGES, wiring);
        StudyCase.Simulated noisy = simulate(StudyCase.Scenario.OTHER_NOISE, wiring);
        assertEquals(30, published.truth().get(0).items());
        assertEquals(27, missing.truth().get(0).items());
        assertEquals(30, missing.truth().get(0).placeCount());
        assertEquals(
                published.connectome().synapses().count(),
                wrong.connectome().synapses().count());
        assertTrue(!published.connectome().synapses().equals(wrong.connectome().synapses()));
        double ratio = noisy.recordings().get(0).statistics().traceS11()
                / published.recordings().get(0).statistics().traceS11();
        assertEquals(4, ratio, 1e-9);
    }

    private static StudyCase.Simulated simulate(
            StudyCase.Scenario scenario, io.permvi.models.worms.WiringDiagram wiring) {
        return new StudyCase(scenario, 1, 0.3, 5, 1).simulate(wiring);
    }

    private int study(String... more) throws IOException {
        writeWiring();
        return studyAsItIs(more);
    }

    private int studyAsItIs(String... more) {
        List<String> arguments = new java.util.ArrayList<>(List.of(
                "worms",
                "study",
                "--connectome",
                folder.resolve("wiring").toString(),
                "--out",
                folder.resolve("out").toString()));
        arguments.addAll(List.of(more));
        return Main.run(arguments.toArray(String[]::new), new PrintWriter(output, true), new PrintWriter(errors, true));
    }

    private Path writeWiring() throws IOException {
        Path wiring = Files.createDirectories(folder.resolve("wiring"));
        DrawRandom rng = DrawRandom.of(1, 2, 3);
        StringBuilder neurons = new StringBuilder("name,soma_position\n");
        StringBuilder edges = new StringBuilder("pre,post,type,synapses\n");
        for (int i = 0; i < 30; i++) {
            neurons.append("N").append(i).append(',').append(i / 30.0).append('\n');
            for (int j = 0; j < i; j++) {
                if (rng.nextDouble() < 0.2) {
                    edges.append("N").append(i).append(",N").append(j).append(",chemical,1\n");
                }
            }
        }
        Files.writeString(wiring.resolve("neurons.csv"), neurons);
        Files.writeString(wiring.resolve("edges.csv"), edges);
        return wiring;
    }
}
