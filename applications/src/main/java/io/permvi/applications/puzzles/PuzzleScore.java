package io.permvi.applications.puzzles;

import io.permvi.relaxations.permutation.Permutation;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * How well puzzles were solved, summed over puzzles, under one of three rules. Strict: each piece must return to its own
 * place. Interchangeable: pieces that look alike may swap; a piece is right where the picture is, and Kendall's tau counts
 * pieces that look alike in the order that favors the solution. Floor: what nobody can beat but by luck under the strict
 * rule.
 */
public final class PuzzleScore {
    private long puzzles;
    private double tau;
    private double wrong;
    private double anyWrong;

    /**
     * Adds a puzzle under the strict rule.
     *
     * @param placeOfPiece where the solution puts the piece of each place. Not modified.
     */
    public void addStrict(int[] placeOfPiece) {
        int n = placeOfPiece.length;
        int misplaced = 0;
        for (int i = 0; i < n; i++) {
            misplaced += placeOfPiece[i] == i ? 0 : 1;
        }
        add(placeOfPiece, (double) misplaced / n, misplaced > 0 ? 1 : 0);
    }

    /**
     * Adds a puzzle in which pieces that look alike are interchangeable.
     *
     * @param placeOfPiece where the solution puts the piece of each place. Not modified.
     * @param group the first piece of the same look, for each piece. Not modified.
     */
    public void addInterchangeable(int[] placeOfPiece, int[] group) {
        addStrict(relabeled(placeOfPiece, group));
    }

    private void add(int[] places, double shareWrong, double chanceOfAnyWrong) {
        puzzles++;
        wrong += shareWrong;
        anyWrong += chanceOfAnyWrong;
        tau += kendallTau(places);
    }

    /** The places with pieces of one look exchanged: as many as possible right, the others in rising order. */
    static int[] relabeled(int[] placeOfPiece, int[] group) {
        int n = group.length;
        int[] places = new int[n];
        Arrays.fill(places, -1);
        boolean[] used = new boolean[n];
        for (int i = 0; i < n; i++) {
            int place = placeOfPiece[i];
            if (group[place] == group[i]) {
                // a place whose own piece looks like this one: it is that piece that lies there
                places[place] = place;
                used[place] = true;
            }
        }
        for (int piece = 0; piece < n; piece++) {
            if (places[piece] < 0) {
                places[piece] = firstFreePlace(placeOfPiece, group, group[piece], used);
                used[places[piece]] = true;
            }
        }
        return places;
    }

    private static int firstFreePlace(int[] placeOfPiece, int[] group, int wanted, boolean[] used) {
        int first = Integer.MAX_VALUE;
        for (int i = 0; i < group.length; i++) {
            if (group[i] == wanted && !used[placeOfPiece[i]]) {
                first = Math.min(first, placeOfPiece[i]);
            }
        }
        return first;
    }

    /** Kendall's tau between the true order and the places: (agreeing - disagreeing pairs) / pairs. */
    static double kendallTau(int[] places) {
        int n = places.length;
        int agreeing = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                agreeing += places[j] < places[i] ? 1 : -1;
            }
        }
        return agreeing / (n * (n - 1) / 2.0);
    }

    /** The mean of Kendall's tau. */
    public double tau() {
        return tau / puzzles;
    }

    /** The proportion of pieces out of place. */
    public double wrong() {
        return wrong / puzzles;
    }

    /** The proportion of puzzles with any piece out of place. */
    public double anyWrong() {
        return anyWrong / puzzles;
    }

    /**
     * Adds the expectation when pieces that look alike, and only they, come to one another's places at random; tau is that
     * of one random order.
     */
    public void addFloor(int[] group, RandomGenerator rng) {
        int n = group.length;
        double expectedWrong = 0;
        double chanceOfRight = 1;
        int[] places = new int[n];
        for (int g = 0; g < n; g++) {
            int look = g;
            int[] alike = IntStream.range(0, n).filter(i -> group[i] == look).toArray();
            Permutation order = Permutation.random(alike.length, rng);
            for (int k = 0; k < alike.length; k++) {
                places[alike[k]] = alike[order.place(k)];
                expectedWrong += (alike.length - 1.0) / alike.length;
                chanceOfRight /= k + 1;
            }
        }
        add(places, expectedWrong / n, 1 - chanceOfRight);
    }
}
