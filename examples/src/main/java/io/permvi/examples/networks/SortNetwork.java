package io.permvi.examples.networks;

import io.permvi.applications.files.InputException;
import io.permvi.inference.files.ArrayFile;
import io.permvi.inference.files.ArrayFileException;
import io.permvi.inference.networks.Activation;
import io.permvi.inference.networks.Dense;
import io.permvi.inference.networks.GumbelNoise;
import io.permvi.inference.networks.HardAssignments;
import io.permvi.inference.networks.Initializer;
import io.permvi.inference.networks.ItemScores;
import io.permvi.inference.networks.NetworkObjective;
import io.permvi.inference.networks.NetworkPass;
import io.permvi.inference.networks.PermutationObjective;
import io.permvi.inference.networks.Sequence;
import io.permvi.inference.networks.SetBatch;
import io.permvi.inference.networks.SinkhornLayer;
import io.permvi.relaxations.autodiff.Var;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * A network that sorts sets of numbers (Mena et al. 2018, section 5.1): two dense layers give the scores of a number over
 * the ranks. The output layer starts at zero and is trained in small steps, so that the differences of neighboring scores
 * grow together: where each is increasing, the best assignment of any set is its sorted order.
 *
 * @param numbers of a set
 * @param hidden units
 * @param input what the network sees of a number
 * @param activation of the hidden units; with the identity, scores are linear in the number
 */
record SortNetwork(int numbers, int hidden, Input input, Activation activation) {
    static final String KIND = "sort";
    private static final int ITERATIONS = 10;

    /** What the network sees of a number. */
    enum Input {
        /** The number, moved and scaled so that its set runs from -1 to 1. */
        MIN_MAX,
        /** The number itself, as published. */
        RAW;

        static Input of(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
        }

        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    SortNetwork {
        if (numbers < 2) {
            throw new InputException("--numbers must be at least 2, got " + numbers);
        }
        if (hidden < 1) {
            throw new InputException("--hidden must be at least 1, got " + hidden);
        }
    }

    static SortNetwork from(ArrayFile file) throws ArrayFileException {
        return new SortNetwork(
                file.intSetting("numbers"),
                file.intSetting("hidden"),
                Input.of(file.setting("input")),
                Activation.valueOf(file.setting("activation")));
    }

    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("numbers", String.valueOf(numbers));
        settings.put("hidden", String.valueOf(hidden));
        settings.put("input", input.label());
        settings.put("activation", activation.name());
        return settings;
    }

    ItemScores scores() {
        return new ItemScores(Sequence.of(
                // spread biases, so that the hidden units bend at different numbers
                new Dense("hidden", 1, hidden, activation, Initializer.uniform(1), Initializer.uniform(1)),
                new Dense("ranks", hidden, numbers, Activation.IDENTITY, Initializer.zeros())));
    }

    /** What the network sees of a set: in place of each number its feature. */
    void prepare(double[] set, int from) {
        if (input == Input.RAW) {
            return;
        }
        double min = set[from];
        double max = set[from];
        for (int i = from; i < from + numbers; i++) {
            min = Math.min(min, set[i]);
            max = Math.max(max, set[i]);
        }
        double scale = max > min ? 2 / (max - min) : 0;
        for (int i = from; i < from + numbers; i++) {
            set[i] = (set[i] - min) * scale - 1;
        }
    }

    /**
     * Sets of U(0, 1) in sorted order, which loses nothing since the network is equivariant; the mean log probability of
     * the right ranks.
     */
    NetworkObjective objective(ItemScores network, int sets, GumbelNoise noise, double temperature) {
        SinkhornLayer sinkhorn = new SinkhornLayer(new SinkhornOperator(ITERATIONS, 0), temperature);
        return () -> {
            DMatrixRMaj features = new DMatrixRMaj(sets * numbers, 1);
            DMatrixRMaj target = identities(sets * noise.draws());
            return (pass, step) -> {
                draw(features, pass.noise());
                Var scores =
                        network.scores(pass, new SetBatch(numbers, features)).get(0);
                Var relaxed = sinkhorn.apply(noise.apply(pass, scores));
                return PermutationObjective.logProbability(relaxed, pass.tape().constant(target));
            };
        };
    }

    private void draw(DMatrixRMaj features, RandomGenerator rng) {
        for (int from = 0; from < features.numRows; from += numbers) {
            for (int i = from; i < from + numbers; i++) {
                features.data[i] = rng.nextDouble();
            }
            Arrays.sort(features.data, from, from + numbers);
            prepare(features.data, from);
        }
    }

    private DMatrixRMaj identities(int sets) {
        DMatrixRMaj target = new DMatrixRMaj(sets * numbers, numbers);
        for (int row = 0; row < target.numRows; row++) {
            target.set(row, row % numbers, 1);
        }
        return target;
    }

    /** What came out wrong. */
    record Errors(double anyWrong, double wrong) {}

    /** The proportions of sets with any number out of place, and of numbers out of place, on fresh sets of U(low, high). */
    Errors evaluate(double[] weights, double low, double high, int sets, RandomGenerator rng) {
        ItemScores network = scores();
        NetworkPass pass = new NetworkPass(network.parameters());
        HardAssignments assignments = new HardAssignments(numbers);
        DMatrixRMaj features = new DMatrixRMaj(numbers, 1);
        int[] rank = new int[numbers];
        int setsWrong = 0;
        int numbersWrong = 0;
        for (int t = 0; t < sets; t++) {
            for (int i = 0; i < numbers; i++) {
                features.data[i] = low + (high - low) * rng.nextDouble();
            }
            double[] sorted = features.data.clone();
            Arrays.sort(sorted);
            double[] raw = features.data.clone();
            prepare(features.data, 0);
            pass.begin(weights);
            Var scores = network.scores(pass, new SetBatch(numbers, features)).get(0);
            assignments.assign(scores.value(), 0, rank);
            int wrong = 0;
            for (int i = 0; i < numbers; i++) {
                wrong += raw[i] == sorted[rank[i]] ? 0 : 1;
            }
            setsWrong += wrong > 0 ? 1 : 0;
            numbersWrong += wrong;
        }
        return new Errors((double) setsWrong / sets, (double) numbersWrong / ((double) sets * numbers));
    }

    /**
     * The smallest slope, over ranks j and neighboring points of a grid on [-1, 1], of the score of rank j + 1 minus that
     * of rank j. Positive: any set of numbers of the grid is sorted, whatever its distribution.
     */
    double margin(double[] weights, int points) {
        DMatrixRMaj grid = new DMatrixRMaj(points, 1);
        for (int k = 0; k < points; k++) {
            grid.data[k] = 2.0 * k / (points - 1) - 1;
        }
        ItemScores network = scores();
        NetworkPass pass = new NetworkPass(network.parameters());
        pass.begin(weights);
        DMatrixRMaj g = network.apply(pass, grid).value();
        double smallest = Double.POSITIVE_INFINITY;
        for (int k = 1; k < points; k++) {
            for (int j = 1; j < numbers; j++) {
                double rise = g.get(k, j) - g.get(k, j - 1) - (g.get(k - 1, j) - g.get(k - 1, j - 1));
                smallest = Math.min(smallest, rise * (points - 1) / 2);
            }
        }
        return smallest;
    }
}
