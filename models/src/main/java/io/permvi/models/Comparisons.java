package io.permvi.models;

import io.permvi.relaxations.autodiff.Tape;
import io.permvi.relaxations.autodiff.Var;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * Comparisons of all pairs of two lists, each of which comes out at one of a few levels: with one share where the pair is a
 * link, with another where it is none (Fellegi and Sunter 1969, section 2). Immutable.
 */
public final class Comparisons {
    private final DMatrixRMaj[] atLevel;
    private final double[] pairs;

    private Comparisons(DMatrixRMaj[] atLevel, double[] pairs) {
        this.atLevel = atLevel;
        this.pairs = pairs;
    }

    /**
     * The level of each pair.
     *
     * @param levels items by places, from 0 to {@code count - 1}; copied
     * @throws IllegalArgumentException when there is no pair, rows differ in length, or a level is out of range
     */
    public static Comparisons of(int[][] levels, int count) {
        return ofEach(new int[][][] {levels}, count);
    }

    /**
     * The levels of several comparisons of each pair, independent and with the same shares: letters of a name, say.
     *
     * @param levels comparisons by items by places, from 0 to {@code count - 1}; copied
     * @throws IllegalArgumentException when there is no pair, comparisons are not of the same pairs, or a level is out of range
     */
    public static Comparisons ofEach(int[][][] levels, int count) {
        if (levels.length == 0 || levels[0].length == 0 || levels[0][0].length == 0) {
            throw new IllegalArgumentException("there must be a comparison of at least one pair");
        }
        int items = levels[0].length;
        int places = levels[0][0].length;
        DMatrixRMaj[] atLevel = new DMatrixRMaj[count];
        Arrays.setAll(atLevel, l -> new DMatrixRMaj(items, places));
        double[] pairs = new double[count];
        for (int[][] comparison : levels) {
            if (comparison.length != items || Arrays.stream(comparison).anyMatch(row -> row.length != places)) {
                throw new IllegalArgumentException(
                        "every comparison must have the levels of " + items + " items at " + places + " places");
            }
            for (int i = 0; i < items; i++) {
                for (int j = 0; j < places; j++) {
                    int level = comparison[i][j];
                    if (level < 0 || level >= count) {
                        throw new IllegalArgumentException("the level of pair (" + i + ", " + j + ") must be from 0 to "
                                + (count - 1) + ", got " + level);
                    }
                    atLevel[level].add(i, j, 1);
                    pairs[level]++;
                }
            }
        }
        return new Comparisons(atLevel, pairs);
    }

    /**
     * The log likelihood {@code sum_ij x_ij log same[l_ij] + (1 - x_ij) log other[l_ij]}, 1 by 1. O(items places levels).
     *
     * @param x items by places, the links
     * @param shares 2 by levels: of links, and of other pairs
     */
    public Var logLikelihood(Var x, Var shares) {
        Tape tape = x.tape();
        Var log = shares.log();
        Var sum = tape.constant(0);
        for (int l = 0; l < atLevel.length; l++) {
            Var links = x.dot(tape.constant(atLevel[l]));
            sum = sum.plus(links.timesElementwise(log.slice(0, l, 1, 1)))
                    .plus(links.negate().plus(pairs[l]).timesElementwise(log.slice(1, l, 1, 1)));
        }
        return sum;
    }
}
