package io.permvi.examples.networks;

import io.permvi.applications.puzzles.ImageSource;
import io.permvi.inference.networks.Activation;
import io.permvi.inference.networks.Dense;
import io.permvi.inference.networks.GumbelNoise;
import io.permvi.inference.networks.Initializer;
import io.permvi.inference.networks.Layer;
import io.permvi.inference.networks.NetworkObjective;
import io.permvi.inference.networks.NetworkPass;
import io.permvi.inference.networks.Parameter;
import io.permvi.inference.networks.ParameterSet;
import io.permvi.inference.networks.PermutationObjective;
import io.permvi.inference.networks.Sequence;
import io.permvi.inference.networks.SinkhornLayer;
import io.permvi.relaxations.Relaxation;
import io.permvi.relaxations.assignment.LinearMaximum;
import io.permvi.relaxations.autodiff.Var;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import io.permvi.relaxations.sorting.LapSum;
import io.permvi.relaxations.sorting.NeuralSort;
import io.permvi.relaxations.sorting.SoftRanks;
import io.permvi.relaxations.sorting.SoftSort;
import io.permvi.relaxations.sorting.SortingNetwork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * Learning to sort images of numbers of four handwritten digits, the largest first, from the right order alone (Grover
 * et al. 2019, section 6.1). Every map has the same network: one for a digit, its four outputs side by side, then a
 * score, or one score a place for Sinkhorn.
 *
 * @param map that makes an order of scores
 * @param numbers of a set
 */
record NumberSorting(Map map, int numbers) {
    private static final int DIGITS = 4;
    private static final int RANGE = 10;
    private static final int HIDDEN = 64;
    private static final int PER_DIGIT = 16;
    /** What a place is believed at least, so that none is ruled out. */
    private static final double FLOOR = 1e-4;
    /** About so many images a step. */
    private static final int IMAGES = 60;

    /** The maps that are compared. */
    enum Map {
        NEURAL_SORT(new NeuralSort(), 1),
        SOFT_SORT(new SoftSort(), 0.5),
        SOFT_RANKS(new SoftRanks(), 0.5),
        LAP_SUM(new LapSum(), 0.5),
        ODD_EVEN(new SortingNetwork(), 0.5),
        BITONIC(new SortingNetwork(SortingNetwork.Layout.BITONIC, SortingNetwork.Swap.CAUCHY, false), 0.5),
        HARD_ODD_EVEN(new SortingNetwork(SortingNetwork.Layout.ODD_EVEN, SortingNetwork.Swap.LOGISTIC, true), 0.5),
        /** Scores of places start equal, so that those of neighbors grow together. */
        SINKHORN(Initializer.zeros(), 0),
        GUMBEL_SINKHORN(Initializer.zeros(), 1),
        /** To tell what the start is worth. */
        SINKHORN_RANDOM_START(Initializer.glorot(), 0),
        /** Trained and judged with the row of an image held to that of a place: what a transposed target does. */
        SINKHORN_TRANSPOSED(Initializer.zeros(), 0);

        private final Relaxation relaxation;
        private final double temperature;
        private final boolean scoresPlaces;
        private final Initializer last;
        private final GumbelNoise noise;

        Map(Relaxation relaxation, double temperature) {
            this(relaxation, temperature, false, Initializer.glorot(), 0);
        }

        Map(Initializer last, double noise) {
            this(new SinkhornOperator(10, 0), 1, true, last, noise);
        }

        Map(Relaxation relaxation, double temperature, boolean scoresPlaces, Initializer last, double noise) {
            this.relaxation = relaxation;
            this.temperature = temperature;
            this.scoresPlaces = scoresPlaces;
            this.last = last;
            this.noise = new GumbelNoise(1, noise);
        }
    }

    /** The layers of one network. */
    record Network(Layer digit, Layer score) {
        ParameterSet parameters() {
            List<Parameter> all = new ArrayList<>(digit.parameters());
            all.addAll(score.parameters());
            return ParameterSet.of(all);
        }

        /** The scores of images, given each digit of all of them. */
        Var scores(NetworkPass pass, DMatrixRMaj[] digits) {
            Var[] seen = Arrays.stream(digits)
                    .map(images -> digit.apply(pass, pass.tape().constant(images)))
                    .toArray(Var[]::new);
            return score.apply(pass, pass.tape().sideBySide(seen));
        }
    }

    Network network(int pixels) {
        int outputs = map.scoresPlaces ? numbers : 1;
        return new Network(
                Sequence.of(
                        new Dense("digit", pixels, HIDDEN, Activation.RELU, Initializer.glorot()),
                        new Dense("value", HIDDEN, PER_DIGIT, Activation.RELU, Initializer.glorot())),
                Sequence.of(
                        new Dense("number", DIGITS * PER_DIGIT, HIDDEN, Activation.RELU, Initializer.glorot()),
                        new Dense("score", HIDDEN, outputs, Activation.IDENTITY, map.last)));
    }

    /** Sets of images and their right places. */
    private final class Sets {
        private final ImageSource source;
        private final boolean test;
        private final double[] pixels;
        private final DMatrixRMaj[] digits = new DMatrixRMaj[DIGITS];
        private final DMatrixRMaj places;
        private final DMatrixRMaj ranks;
        private final int[] value;

        Sets(ImageSource source, int sets, boolean test) {
            this.source = source;
            this.test = test;
            pixels = new double[source.length()];
            Arrays.setAll(digits, d -> new DMatrixRMaj(sets * numbers, source.length()));
            places = new DMatrixRMaj(sets * numbers, numbers);
            ranks = new DMatrixRMaj(sets * numbers, 1);
            value = new int[sets * numbers];
        }

        /** Draws sets in which no number is there twice. */
        void draw(RandomGenerator rng) {
            places.zero();
            for (int first = 0; first < value.length; first += numbers) {
                for (int item = first; item < first + numbers; item++) {
                    do {
                        drawNumber(item, rng);
                    } while (isTwice(first, item));
                }
                for (int item = first; item < first + numbers; item++) {
                    int place = 0;
                    for (int other = first; other < first + numbers; other++) {
                        place += value[other] > value[item] ? 1 : 0;
                    }
                    if (map == Map.SINKHORN_TRANSPOSED) {
                        places.set(first + place, item - first, 1);
                    } else {
                        places.set(item, place, 1);
                    }
                    ranks.set(item, 0, place);
                }
            }
        }

        private void drawNumber(int item, RandomGenerator rng) {
            value[item] = 0;
            for (DMatrixRMaj digit : digits) {
                int label = test ? source.test(rng.nextInt(source.testCount()), pixels) : source.draw(rng, pixels);
                System.arraycopy(pixels, 0, digit.data, item * pixels.length, pixels.length);
                value[item] = RANGE * value[item] + label;
            }
        }

        private boolean isTwice(int first, int item) {
            return Arrays.stream(value, first, item).anyMatch(other -> other == value[item]);
        }
    }

    /** The mean log probability of the right places; of soft ranks minus the mean squared error of the ranks. */
    NetworkObjective objective(Network network, ImageSource source) {
        SinkhornLayer layer = new SinkhornLayer(map.relaxation, map.temperature);
        return () -> {
            Sets sets = new Sets(source, Math.max(2, IMAGES / numbers), false);
            DMatrixRMaj order = new DMatrixRMaj(numbers, 1);
            Arrays.setAll(order.data, place -> place);
            return (pass, step) -> {
                sets.draw(pass.noise());
                Var scores = network.scores(pass, sets.digits);
                Var noisy = map.scoresPlaces ? map.noise.apply(pass, scores) : scores;
                Var relaxed = layer.apply(noisy, numbers);
                if (map == Map.SOFT_RANKS) {
                    return relaxed.mult(pass.tape().constant(order))
                            .minus(pass.tape().constant(sets.ranks))
                            .sumOfSquares()
                            .times(-1.0 / sets.value.length);
                }
                return PermutationObjective.logProbability(
                        relaxed.times(1 - FLOOR).plus(FLOOR / numbers),
                        pass.tape().constant(sets.places));
            };
        };
    }

    /** Shares that come out right. */
    record Accuracy(double orders, double places) {}

    /** Of fresh sets of test images, sorted hard. */
    Accuracy evaluate(Network network, double[] weights, ImageSource source, int count, RandomGenerator rng) {
        NetworkPass pass = new NetworkPass(network.parameters());
        MatchingSpace space = MatchingSpace.permutations(numbers);
        LinearMaximum limit = map.relaxation.limit(space);
        Sets sets = new Sets(source, 1, true);
        int[] found = new int[numbers];
        int rightOrders = 0;
        int rightPlaces = 0;
        for (int t = 0; t < count; t++) {
            sets.draw(rng);
            pass.begin(weights);
            limit.maximize(network.scores(pass, sets.digits).value(), found);
            int right = 0;
            for (int item = 0; item < numbers; item++) {
                right += sets.places.get(item, found[item]) == 1 ? 1 : 0;
            }
            rightOrders += right == numbers ? 1 : 0;
            rightPlaces += right;
        }
        return new Accuracy((double) rightOrders / count, (double) rightPlaces / ((double) count * numbers));
    }
}
