package io.permvi.applications.worms;

import io.permvi.relaxations.assignment.LinearAssignment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * Names hidden cells of real worms by what their activity says, an atlas of the other worms and their wiring together;
 * scored on worms that are named already.
 *
 * @param worms all of them
 * @param wiring the contacts
 * @param kind of the atlas's correlations
 * @param wiringWeight by what the wiring's log densities are multiplied: neighboring times say the same again and again
 */
public record ActivityNaming(
        List<RealWorm> worms, WiringEvidence wiring, FunctionalAtlas.Kind kind, double wiringWeight) {
    private static final List<FunctionalAtlas.Kind> KINDS = List.of(
            FunctionalAtlas.Kind.CORRELATIONS,
            new FunctionalAtlas.Kind(false, 3, true),
            new FunctionalAtlas.Kind(true, 1, true),
            new FunctionalAtlas.Kind(true, 3, true));
    private static final double[] WEIGHTS = {0, 0.02, 0.05};
    private static final int INNER_SPLITS = 2;
    private static final double INNER_SHARE = 0.5;

    /** Which parts of the evidence count. */
    public enum Part {
        /** The wiring alone, with the weights of the other worms. */
        WIRING,
        /** The atlas alone. */
        CORRELATIONS,
        /** Both. */
        BOTH
    }

    /** The same with other settings. */
    public ActivityNaming with(FunctionalAtlas.Kind newKind, double newWeight) {
        return new ActivityNaming(worms, wiring, newKind, newWeight);
    }

    /** The same with another wiring. */
    public ActivityNaming withWiring(WiringEvidence other) {
        return new ActivityNaming(worms, other, kind, wiringWeight);
    }

    /** The other worms. */
    public List<RealWorm> others(int worm) {
        List<RealWorm> others = new ArrayList<>(worms);
        others.remove(worm);
        return others;
    }

    /**
     * Kind and weight that name most hidden cells of the other worms, each left out in turn: no name of this worm is
     * read.
     */
    public ActivityNaming chosenWithout(int worm, Random rng) {
        ActivityNaming inner = new ActivityNaming(others(worm), wiring, kind, wiringWeight);
        long seed = rng.nextLong();
        FunctionalAtlas.Kind best = kind;
        double most = -1;
        for (FunctionalAtlas.Kind each : KINDS) {
            double right = inner.with(each, 0).innerRight(Part.CORRELATIONS, seed);
            if (right > most) {
                most = right;
                best = each;
            }
        }
        double weight = 0;
        for (double each : WEIGHTS) {
            double right = each == 0 ? most : inner.with(best, each).innerRight(Part.BOTH, seed);
            if (right > most) {
                most = right;
                weight = each;
            }
        }
        return with(best, weight);
    }

    private double innerRight(Part part, long seed) {
        Random rng = new Random(seed);
        double sum = 0;
        for (int w = 0; w < worms.size(); w++) {
            Evidence evidence = evidence(w);
            for (int s = 0; s < INNER_SPLITS; s++) {
                sum += evidence.hidden(INNER_SHARE, part, rng).right() / (worms.size() * INNER_SPLITS);
            }
        }
        return sum;
    }

    /** The evidence for one worm, from the others. */
    public Evidence evidence(int worm) {
        return new Evidence(worms.get(worm), others(worm), new FunctionalAtlas(kind, others(worm)));
    }

    /**
     * What came of hidden cells.
     *
     * @param cells how many were hidden
     * @param right the share that was named right
     * @param rank of the right name among those hidden, on average
     */
    public record Hidden(int cells, double right, double rank) {}

    /** What one worm's activity says. */
    public final class Evidence {
        private final RealWorm worm;
        private final List<RealWorm> others;
        private final FunctionalAtlas atlas;

        private Evidence(RealWorm worm, List<RealWorm> others, FunctionalAtlas atlas) {
            this.worm = worm;
            this.others = others;
            this.atlas = atlas;
        }

        /** Hides names at random and gives them back, one to one. */
        public Hidden hidden(double knownShare, Part part, Random rng) {
            List<Integer> order =
                    new ArrayList<>(IntStream.range(0, worm.size()).boxed().toList());
            Collections.shuffle(order, rng);
            int known = (int) Math.round(knownShare * worm.size());
            int[] knownCells = order.subList(0, known).stream().mapToInt(i -> i).toArray();
            int[] cells =
                    order.subList(known, worm.size()).stream().mapToInt(i -> i).toArray();
            double[][] scores = scores(cells, knownCells, part);
            int[] named = new int[cells.length];
            new LinearAssignment(cells.length, cells.length).maximize(new DMatrixRMaj(scores), named);
            double right = 0;
            double rank = 0;
            for (int c = 0; c < cells.length; c++) {
                double own = scores[c][c];
                right += named[c] == c ? 1.0 / cells.length : 0;
                rank += (1.0 + Arrays.stream(scores[c]).filter(s -> s > own).count()) / cells.length;
            }
            return new Hidden(cells.length, right, rank);
        }

        /** Whether two cells are preferred in the right order when all others are known; in doubt it counts half. */
        public double ordered(int a, int b, Part part) {
            int[] known = IntStream.range(0, worm.size())
                    .filter(i -> i != a && i != b)
                    .toArray();
            double[][] s = scores(new int[] {a, b}, known, part);
            return 0.5 + 0.5 * Math.signum(s[0][0] + s[1][1] - s[0][1] - s[1][0]);
        }

        private double[][] scores(int[] cells, int[] known, Part part) {
            List<String> neurons =
                    Arrays.stream(cells).mapToObj(worm.names()::get).toList();
            double[][] scores = part == Part.WIRING
                    ? new double[cells.length][cells.length]
                    : atlas.scores(worm, cells, neurons, known);
            double weight = part == Part.WIRING ? 1 : part == Part.BOTH ? wiringWeight : 0;
            if (weight > 0) {
                double[][] wired = wiring.scores(worm, others, cells, neurons, known);
                for (int c = 0; c < cells.length; c++) {
                    for (int k = 0; k < cells.length; k++) {
                        scores[c][k] += weight * wired[c][k];
                    }
                }
            }
            return scores;
        }
    }

    /**
     * How the true names compare with others that have as many.
     *
     * @param truth log evidence of the true names and wiring
     * @param z the distance from the mean of the others in their deviations
     * @param above how many of the others have more
     */
    public record Rank(double truth, double z, int above) {
        static Rank of(double truth, double[] others) {
            double mean = Arrays.stream(others).average().orElse(0);
            double variance =
                    Arrays.stream(others).map(x -> (x - mean) * (x - mean)).sum() / Math.max(1, others.length - 1);
            int above = (int) Arrays.stream(others).filter(x -> x >= truth).count();
            return new Rank(truth, (truth - mean) / Math.sqrt(variance), above);
        }
    }

    /** The true names against names dealt out at random. */
    public static Rank amongShuffles(RealWorm worm, WiringEvidence wiring, int shuffles, Random rng) {
        double[] others = new double[shuffles];
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, worm.size()).boxed().toList());
        for (int s = 0; s < shuffles; s++) {
            Collections.shuffle(order, rng);
            others[s] = wiring.logEvidence(worm.reordered(order));
        }
        return Rank.of(wiring.logEvidence(worm), others);
    }

    /** The true wiring against rewired ones. */
    public static Rank amongWirings(RealWorm worm, WiringEvidence wiring, List<WiringEvidence> rewired) {
        return Rank.of(
                wiring.logEvidence(worm),
                rewired.stream().mapToDouble(other -> other.logEvidence(worm)).toArray());
    }

    /** Pairs of cells nearer than a distance, each once. */
    public static List<int[]> near(RealWorm worm, Map<String, double[]> positions, double distance) {
        List<int[]> pairs = new ArrayList<>();
        for (int i = 0; i < worm.size(); i++) {
            double[] a = positions.get(worm.names().get(i));
            for (int j = 0; j < i && a != null; j++) {
                double[] b = positions.get(worm.names().get(j));
                if (b != null && Math.hypot(Math.hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]) < distance) {
                    pairs.add(new int[] {i, j});
                }
            }
        }
        return pairs;
    }
}
