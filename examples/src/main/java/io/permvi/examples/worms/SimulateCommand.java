package io.permvi.examples.worms;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.worms.WormFolder;
import io.permvi.examples.common.Program;
import io.permvi.models.worms.WiringDiagram;
import io.permvi.models.worms.WormSimulation;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.random.DrawRandom;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code permvi worms simulate}: worms with known identities, in the setting of the published experiment. */
@Command(name = "simulate", description = "Simulate recordings of worms whose neurons are then to be named.")
final class SimulateCommand extends Program {
    @Mixin
    private Settings settings = new Settings();

    /** What to simulate; shared with the demonstration. */
    static final class Settings {
        private static final double NOISE_DEVIATION = 1;
        private static final int WIRING_STREAM = 0;
        private static final int WEIGHTS_STREAM = 1;
        private static final int WORMS_STREAM = 2;

        @Option(
                names = "--connectome",
                paramLabel = "DIR",
                description = "folder with neurons.csv and edges.csv; without it a worm-like connectome is made up")
        private Optional<Path> connectome = Optional.empty();

        @Option(
                names = "--worms",
                paramLabel = "J",
                defaultValue = "4",
                description = "number of worms (${DEFAULT-VALUE})")
        private int worms;

        @Option(
                names = "--time-steps",
                paramLabel = "T",
                defaultValue = "1000",
                description = "length of each recording (${DEFAULT-VALUE})")
        private int timeSteps;

        @Option(
                names = "--radius",
                paramLabel = "R",
                defaultValue = "0.05",
                description = "half width of the position window of a cell's candidate neurons (${DEFAULT-VALUE})")
        private double radius;

        @Option(
                names = "--known",
                paramLabel = "K",
                defaultValue = "25",
                description = "cells of each worm whose neuron is given (${DEFAULT-VALUE})")
        private int known;

        /** Checks the numbers and simulates. */
        void simulate(Path folder, long seed) {
            requireAtLeast("--worms", 1, worms);
            requireAtLeast("--time-steps", 2, timeSteps);
            requireAtMost("--time-steps", 1_000_000, timeSteps);
            requirePositive("--radius", radius);
            WiringDiagram wiring = connectome
                    .map(WormFolder::readWiring)
                    .orElseGet(() -> WiringDiagram.wormLike(DrawRandom.of(seed, WIRING_STREAM, 0)));
            int n = wiring.names().size();
            if (known < 0 || known > n) {
                throw new InputException("--known must be from 0 to the " + n + " neurons, got " + known);
            }
            OutputFolder output = OutputFolder.at(folder)
                    .keeping(connectome.map(WormFolder::wiringFiles).orElse(List.of()));
            WormFolder.removeSimulated(folder, worms);
            WormFolder.writeWiring(output, wiring);
            WormSimulation simulation =
                    new WormSimulation(wiring.symmetrized(), DrawRandom.of(seed, WEIGHTS_STREAM, 0));
            List<WormSimulation.Worm> drawn = new ArrayList<>();
            for (int k = 1; k <= worms; k++) {
                DrawRandom rng = DrawRandom.of(seed, WORMS_STREAM, k);
                WormSimulation.Worm worm = simulation.draw(timeSteps, NOISE_DEVIATION, rng);
                drawn.add(worm);
                WormFolder.writeWorm(output, k, worm, wiring, drawKnown(n, rng), radius);
            }
            WormFolder.writeTruth(output, drawn, wiring);
        }

        private boolean[] drawKnown(int n, DrawRandom rng) {
            Permutation order = Permutation.random(n, rng);
            boolean[] isKnown = new boolean[n];
            for (int i = 0; i < known; i++) {
                isKnown[order.place(i)] = true;
            }
            return isKnown;
        }
    }

    @Override
    public void run() {
        settings.simulate(out(), options().seed());
        output().println("Simulated worms are in " + out());
    }
}
