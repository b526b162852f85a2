package io.permvi.applications.puzzles;

import io.permvi.relaxations.permutation.Permutation;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * How well puzzles were solved, summed over puzzles, under one of two rules. Strict: each piece must return to its own
 * place. Interchangeable: pieces that look alike may swap; a piece is right where the picture is, and Kendall's tau counts
 * pieces that look alike in the order that favors the solution.
 */
public final class PuzzleScore {
    private final boolean interchangeable;
    private long puzzles;
    private double tau;
    private double wrong;
    private long anyWrong;

    public PuzzleScore(boolean interchangeable) {
        this.interchangeable = interchangeable;
    }

    /**
     * Adds a puzzle.
     *
     * @param placeOfPiece where the solution puts the piece of each place. Not modified.
     * @param group the first piece of the same look, for each piece. Not modified.
     */
    public void add(int[] placeOfPiece, int[] group) {
        int[] places = interchangeable ? relabeled(placeOfPiece, group) : placeOfPiece;
        int n = places.length;
        int misplaced = 0;
        for (int i = 0; i < n; i++) {
            misplaced += places[i] == i ? 0 : 1;
        }
        puzzles++;
        wrong += (double) misplaced / n;
        anyWrong += misplaced > 0 ? 1 : 0;
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
        return (double) anyWrong / puzzles;
    }

    /**
     * What nobody can beat but by luck under the strict rule: pieces that look alike, and only they, come to one another's
     * places at random. Wrong and any wrong are expected values; tau is the mean over one random order a puzzle.
     */
    public static final class Floor {
        private long puzzles;
        private double tau;
        private double wrong;
        private double anyWrong;

        /** Adds a puzzle, given the groups of its pieces. */
        public void add(int[] group, RandomGenerator rng) {
            int n = group.length;
            int[] members = new int[n];
            for (int i = 0; i < n; i++) {
                members[group[i]]++;
            }
            double expectedWrong = 0;
            double chanceOfRight = 1;
            int[] places = new int[n];
            for (int g = 0; g < n; g++) {
                for (int k = 1; k <= members[g]; k++) {
                    expectedWrong += (members[g] - 1.0) / members[g];
                    chanceOfRight /= k;
                }
                shuffle(group, g, members[g], rng, places);
            }
            puzzles++;
            wrong += expectedWrong / n;
            anyWrong += 1 - chanceOfRight;
            tau += kendallTau(places);
        }

        private static void shuffle(int[] group, int g, int members, RandomGenerator rng, int[] places) {
            if (members == 0) {
                return;
            }
            int[] pieces = new int[members];
            int count = 0;
            for (int i = 0; i < group.length; i++) {
                if (group[i] == g) {
                    pieces[count++] = i;
                }
            }
            Permutation order = Permutation.random(members, rng);
            for (int k = 0; k < members; k++) {
                places[pieces[k]] = pieces[order.place(k)];
            }
        }

        /** The mean of Kendall's tau. */
        public double tau() {
            return tau / puzzles;
        }

        /** The expected proportion of pieces out of place. */
        public double wrong() {
            return wrong / puzzles;
        }

        /** The expected proportion of puzzles with any piece out of place. */
        public double anyWrong() {
            return anyWrong / puzzles;
        }
    }
}
