package io.permvi.testkit;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Permutation;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * Problems that numerical code dislikes, by the number of a seed, and their trial: a failure is told with its seed and
 * with the smallest size at which a problem of its kind still fails. {@code -Dhostile=1000000} says how many, {@code
 * -Dhostile.seed=7} from where.
 */
public final class Hostile {
    private static final int SEEDS_A_SIZE = 300;
    /** Of so many problems, one may be large. */
    private static final int LARGE_ONE_IN = 100;

    private Hostile() {}

    /** What must hold of a problem of some size. */
    @FunctionalInterface
    public interface Property {
        /** Throws when it does not hold. */
        void check(int size, RandomGenerator rng);
    }

    /** How many problems to try where {@code few} are tried in every build. */
    public static int count(int few) {
        return Integer.getInteger("hostile", few);
    }

    /**
     * Tries problems of sizes up to the usual one, of a hundred one up to the largest; most of each are small.
     *
     * @throws AssertionError with seed and size of the smallest failure
     */
    public static void tryAll(String kind, int count, int usual, int largest, Property property) {
        long first = Long.getLong("hostile.seed", 1);
        for (long seed = first; seed < first + count; seed++) {
            int size = size(seed, seed % LARGE_ONE_IN == 0 ? largest : usual);
            Throwable failure = failure(property, size, seed);
            if (failure != null) {
                throw smallest(kind, property, size, seed, failure);
            }
        }
        System.out.printf(
                "%s: %d problems up to size %d, seeds %d to %d%n", kind, count, largest, first, first + count - 1);
    }

    private static int size(long seed, int largest) {
        double u = new SplittableRandom(~seed).nextDouble();
        return (int) Math.floor(Math.exp(u * Math.log(largest + 1)));
    }

    private static Throwable failure(Property property, int size, long seed) {
        try {
            property.check(size, new SplittableRandom(seed));
            return null;
        } catch (RuntimeException | AssertionError e) {
            return e;
        }
    }

    private static AssertionError smallest(String kind, Property property, int size, long seed, Throwable failure) {
        for (int smaller = 1; smaller < size; smaller++) {
            for (long other = 1; other <= SEEDS_A_SIZE; other++) {
                Throwable found = failure(property, smaller, other);
                if (found != null) {
                    return new AssertionError(
                            kind + " fails for seed " + seed + ", size " + size + ": " + failure + "; smallest: seed "
                                    + other + ", size " + smaller + ": " + found,
                            found);
                }
            }
        }
        return new AssertionError(kind + " fails for seed " + seed + ", size " + size + ": " + failure, failure);
    }

    /**
     * Entries of one of ten characters: ties, rank one, ordered, subnormal, all scales mixed, one that outweighs all, ...
     *
     * @param largest decimal exponent
     */
    public static DMatrixRMaj matrix(int rows, int columns, int largest, RandomGenerator rng) {
        DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
        double scale = Math.pow(10, Math.min(largest, -300 + rng.nextInt(600)));
        double plain = rng.nextBoolean() ? 1 : scale;
        double[] a = rng.doubles(rows).sorted().toArray();
        double[] b = rng.doubles(columns).sorted().toArray();
        int kind = rng.nextInt(10);
        Arrays.setAll(matrix.data, at -> {
            int i = at / columns;
            int j = at % columns;
            double normal = rng.nextGaussian();
            return switch (kind) {
                case 0 -> plain * rng.nextInt(3);
                case 1 -> plain * a[i] * b[j];
                case 2 -> -plain * Math.abs(a[i] - b[j]);
                case 3 -> rng.nextInt(5) * Double.MIN_VALUE;
                case 4 -> normal * Math.pow(10, Math.min(largest, -300 + rng.nextInt(600)));
                case 5 -> at == 0 ? Math.pow(10, largest) : normal;
                case 6 -> plain;
                case 7 -> i == j ? plain : 0;
                case 8 -> plain * normal * 1e-12 + plain;
                default -> plain * normal;
            };
        });
        return matrix;
    }

    /** A mask with a matching of every row, and few entries beside it or many. */
    public static SparsityPattern mask(int rows, int columns, RandomGenerator rng) {
        if (rng.nextInt(3) == 0) {
            return SparsityPattern.all(rows, columns);
        }
        Permutation kept = Permutation.random(Math.max(rows, columns), rng);
        double chance = rng.nextBoolean() ? rng.nextDouble() : 1.0 / columns;
        return SparsityPattern.where(
                rows,
                columns,
                (i, j) -> (rows <= columns ? kept.place(i) == j : kept.place(j) == i) || rng.nextDouble() < chance);
    }

    /** A temperature from 10 to the power of -exponent to that of exponent. */
    public static double temperature(int exponent, RandomGenerator rng) {
        return Math.pow(10, exponent * (2 * rng.nextDouble() - 1));
    }

    /** The largest size of an entry, at least the smallest normal number. */
    public static double size(DMatrixRMaj matrix) {
        return Arrays.stream(matrix.data).map(Math::abs).max().orElse(0) + Double.MIN_NORMAL;
    }
}
