package io.permvi.examples.worms;

import io.permvi.applications.files.CsvTable;
import io.permvi.applications.worms.FinishedParts;
import io.permvi.applications.worms.WormFolder;
import io.permvi.examples.common.Program;
import io.permvi.plots.CalibrationPictures;
import io.permvi.plots.ReliabilityCurve;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code permvi worms demo}: simulate, identify, and score against the truth. */
@Command(name = "demo", description = "Simulate worms, name their cells, and compare with the truth.")
final class DemoCommand extends Program {
    private static final double FALLBACK_RADIUS = 0.05;

    @Mixin
    private SimulateCommand.Settings simulation = new SimulateCommand.Settings();

    @Mixin
    private IdentifyCommand.Settings identification = new IdentifyCommand.Settings();

    @Override
    public void run() {
        PrintWriter log = output();
        Path data = out().resolve("worms");
        identification.method(FinishedParts.NONE);
        simulation.simulate(data, options().seed());
        log.println("Simulated worms are in " + data);
        IdentifyCommand.identify(identification, data, out(), FALLBACK_RADIUS, options(), name(), log);
        score(data, log);
        log.println("Pictures: " + out().resolve("marginals.png") + ", " + out().resolve("top-probabilities.png") + ", "
                + out().resolve("reliability.png"));
    }

    private void score(Path data, PrintWriter log) {
        Map<String, String> truth = WormFolder.readTruth(data);
        Map<String, int[]> rightAndAll = new TreeMap<>();
        Set<String> known = known(data);
        List<Double> said = new ArrayList<>();
        List<Boolean> correct = new ArrayList<>();
        CsvTable.read(out().resolve("identities.csv"), List.of("worm", "cell", "neuron", "probability"), row -> {
            int[] counts = rightAndAll.computeIfAbsent(row.text("worm"), worm -> new int[2]);
            String cell = row.text("worm") + "/" + row.text("cell");
            boolean right = row.text("neuron").equals(truth.get(cell));
            counts[0] += right ? 1 : 0;
            counts[1]++;
            if (!known.contains(cell)) {
                said.add(row.number("probability"));
                correct.add(right);
            }
        });
        folder().writeCsv("score.csv", List.of("worm", "right", "cells", "accuracy"), rows -> {
            for (Map.Entry<String, int[]> entry : rightAndAll.entrySet()) {
                int[] counts = entry.getValue();
                rows.add(entry.getKey(), counts[0], counts[1], (double) counts[0] / counts[1]);
            }
        });
        double accuracy = rightAndAll.values().stream()
                .mapToDouble(counts -> (double) counts[0] / counts[1])
                .average()
                .orElseThrow();
        ReliabilityCurve curve = ReliabilityCurve.of("names", said, correct);
        folder().write("reliability.png", CalibrationPictures.reliability(curve)::save);
        log.printf(Locale.ROOT, "Accuracy, cells known beforehand included: %.3f%n", accuracy);
    }

    /** Cells that were known beforehand: their names are no statements. */
    private static Set<String> known(Path data) {
        return WormFolder.readWorms(data).stream()
                .flatMap(worm -> worm.cells().stream()
                        .filter(cell -> !cell.neuron().isEmpty())
                        .map(cell -> worm.name() + "/" + cell.name()))
                .collect(Collectors.toSet());
    }
}
