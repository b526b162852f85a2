package io.permvi.examples.networks;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.examples.common.Program;
import io.permvi.inference.fit.StochasticAscent;
import io.permvi.inference.networks.Activation;
import io.permvi.inference.networks.GumbelNoise;
import io.permvi.inference.networks.ItemScores;
import io.permvi.inference.optimize.Adam;
import io.permvi.inference.optimize.Schedule;
import io.permvi.relaxations.random.RandomStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code permvi sort}: a network that learns to sort numbers. */
@Command(
        name = "sort",
        description = "Train a network to sort numbers, and test it on numbers of other ranges.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {SortCommand.Train.class, SortCommand.Evaluate.class})
public final class SortCommand {
    private static final int GRID = 2001;

    /** The ranges of the published table. */
    private static final double[][] RANGES = {{0, 1}, {0, 10}, {0, 1000}, {1, 2}, {10, 11}, {100, 101}, {1000, 1001}};

    /** {@code permvi sort train}. */
    @Command(name = "train", description = "Train on sets of uniform numbers between 0 and 1.")
    static final class Train extends Program {
        private static final int STEPS = 300;
        private static final int LARGE = 50;

        @Mixin
        private TrainingOptions training = new TrainingOptions();

        @Option(names = "--numbers", defaultValue = "10", description = "numbers of a set (${DEFAULT-VALUE})")
        private int numbers;

        @Option(names = "--hidden", defaultValue = "32", description = "hidden units (${DEFAULT-VALUE})")
        private int hidden;

        @Option(
                names = "--input",
                defaultValue = "min-max",
                description = "min-max: each set is scaled to [-1, 1]; raw: the numbers themselves (${DEFAULT-VALUE})")
        private String input;

        @Option(
                names = "--activation",
                defaultValue = "softplus",
                description = "of the hidden units: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE})")
        private Activation activation;

        @Option(names = "--rate", defaultValue = "0.002", description = "first step size of Adam (${DEFAULT-VALUE})")
        private double rate;

        @Option(names = "--noise", defaultValue = "0", description = "scale of the Gumbel noise (${DEFAULT-VALUE})")
        private double noise;

        @Option(names = "--draws", defaultValue = "1", description = "noisy draws of a set (${DEFAULT-VALUE})")
        private int draws;

        @Option(names = "--temperature", defaultValue = "1", description = "in training (${DEFAULT-VALUE})")
        private double temperature;

        @Override
        public void run() {
            if (!input.equals("min-max") && !input.equals("raw")) {
                throw new InputException("--input must be min-max or raw, got " + input);
            }
            if (draws > 1 && noise == 0) {
                throw new InputException(
                        "--draws " + draws + " needs --noise above 0; without noise all draws are equal");
            }
            requirePositive("--rate", rate);
            int threads = options().threads();
            int steps = training.stepsOr(STEPS);
            InputException.unless("the options", () -> trainingRun(steps, threads))
                    .train(training, options().seed(), folder(), output());
        }

        private TrainingRun trainingRun(int steps, int threads) {
            requireAtMost("--numbers", 100_000, numbers);
            requireAtMost("--hidden", 100_000, hidden);
            requireAtMost("--draws", 100_000, draws);
            SortNetwork settings = new SortNetwork(numbers, hidden, SortNetwork.Input.of(input), activation);
            ItemScores network = settings.scores();
            Map<String, String> all = new LinkedHashMap<>(settings.settings());
            all.put("rate", String.valueOf(rate));
            all.put("noise", String.valueOf(noise));
            all.put("draws", String.valueOf(draws));
            all.put("temperature", String.valueOf(temperature));
            StochasticAscent recipe = StochasticAscent.of(new Adam(Schedule.cosine(rate, rate * 1e-4, steps)), steps)
                    .withParts(2)
                    .withThreads(threads);
            return new TrainingRun(
                    SortNetwork.KIND,
                    all,
                    network.parameters(),
                    settings.objective(network, numbers >= LARGE ? 6 : 8, new GumbelNoise(draws, noise), temperature),
                    recipe);
        }
    }

    /** {@code permvi sort evaluate}. */
    @Command(name = "evaluate", description = "Test a trained network on fresh sets of seven ranges.")
    static final class Evaluate extends Program {
        @Option(names = "--model", required = true, paramLabel = "FILE", description = "the network")
        private Path model;

        @Option(names = "--sets", defaultValue = "1000", description = "test sets of each range (${DEFAULT-VALUE})")
        private int sets;

        @Override
        public void run() {
            requireAtLeast("--sets", 1, sets);
            OutputFolder folder = folder();
            NetworkFiles.Trained<SortNetwork> trained = NetworkFiles.readTrained(
                    model, SortNetwork.KIND, SortNetwork::from, n -> n.scores().parameters());
            SortNetwork network = trained.network();
            double[] weights = trained.weights();
            PrintWriter log = output();
            Map<String, Object> summary = new LinkedHashMap<>(network.settings());
            log.printf("%-14s %s%n", "range", "any wrong   numbers wrong");
            folder.writeCsv("sorting.csv", List.of("range", "sets", "any_wrong", "numbers_wrong"), rows -> {
                for (int k = 0; k < RANGES.length; k++) {
                    double low = RANGES[k][0];
                    double high = RANGES[k][1];
                    String range = String.format(Locale.ROOT, "U(%.0f,%.0f)", low, high);
                    SortNetwork.Errors errors = network.evaluate(
                            weights,
                            low,
                            high,
                            sets,
                            RandomStream.of(options().seed())
                                    .named("test")
                                    .part(k)
                                    .generator());
                    log.printf(Locale.ROOT, "%-14s %-11.3f %.4f%n", range, errors.anyWrong(), errors.wrong());
                    rows.add(range, sets, errors.anyWrong(), errors.wrong());
                    summary.put(range, errors.anyWrong());
                }
            });
            double margin = network.margin(weights, GRID);
            log.printf(
                    Locale.ROOT, "smallest rise of neighboring scores on %d points of [-1, 1]: %.5f%n", GRID, margin);
            summary.put("sets", sets);
            summary.put("margin", margin);
            folder.writeSummary(name(), summary);
        }
    }
}
