package io.permvi.examples.worms;

import io.permvi.applications.files.CsvTable;
import io.permvi.applications.worms.WormFolder;
import io.permvi.examples.common.Program;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code permvi worms demo}: simulate, identify, and score against the truth. */
@Command(
        name = "demo",
        description = "Simulate worms, name their cells, and compare with the truth.",
        mixinStandardHelpOptions = true)
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
        identification.identification(options().threads());
        simulation.simulate(data, options().seed());
        log.println("Simulated worms are in " + data);
        IdentifyCommand.identify(identification, data, out(), FALLBACK_RADIUS, options(), name(), log);
        score(data, log);
        log.println("Pictures: " + out().resolve("elbo.png") + ", " + out().resolve("marginals.png") + ", "
                + out().resolve("top-probabilities.png"));
    }

    private void score(Path data, PrintWriter log) {
        Map<String, String> truth = WormFolder.readTruth(data);
        Map<String, int[]> rightAndAll = new TreeMap<>();
        CsvTable.read(out().resolve("identities.csv"), List.of("worm", "cell", "neuron"), row -> {
            int[] counts = rightAndAll.computeIfAbsent(row.text("worm"), worm -> new int[2]);
            String neuron = truth.get(row.text("worm") + "/" + row.text("cell"));
            counts[0] += row.text("neuron").equals(neuron) ? 1 : 0;
            counts[1]++;
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
        log.printf(Locale.ROOT, "Accuracy, cells known beforehand included: %.3f%n", accuracy);
    }
}
