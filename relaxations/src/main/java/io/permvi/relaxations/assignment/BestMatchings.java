package io.permvi.relaxations.assignment;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.InfeasibleMatchingException;
import io.permvi.relaxations.permutation.Matching;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import org.ejml.data.DMatrixRMaj;

/**
 * The k best matchings in order (Murty 1968): the best one, then always the best of what is left when the sets of
 * matchings already listed are split around them. Every item is matched, so m is at most n. Cost O(k m) assignments.
 */
public final class BestMatchings {
    private final DMatrixRMaj score;
    private final SparsityPattern allowed;
    private final LinearAssignment assignment;

    /**
     * A matching and its total score.
     *
     * @param matching the matching
     * @param score the sum of the scores of its entries
     */
    public record Scored(Matching matching, double score) {}

    /** The best matching of a set: the first rows fixed, and some entries of the next row forbidden. */
    private record Branch(int[] places, double score, int fixedRows, boolean[] forbidden) {}

    private BestMatchings(DMatrixRMaj score, SparsityPattern allowed) {
        this.score = score;
        this.allowed = allowed;
        assignment = new LinearAssignment(score.numRows, score.numCols);
    }

    /**
     * The best matchings, best first; fewer than asked when there are no more.
     *
     * @param score m by n, m at most n, finite where allowed. Not modified.
     * @param allowed the m by n mask
     * @param count how many, at least 1
     * @throws InfeasibleMatchingException when there is none
     * @throws IllegalArgumentException when {@code count} is below 1, m exceeds n, a shape does not fit, or an allowed
     *     score is not finite
     */
    public static List<Scored> of(DMatrixRMaj score, SparsityPattern allowed, int count) {
        if (count < 1) {
            throw new IllegalArgumentException("the number of matchings must be at least 1, got " + count);
        }
        if (score.numRows > score.numCols) {
            throw new IllegalArgumentException("matching every item needs at least as many places as items, got "
                    + score.numRows + " items and " + score.numCols + " places");
        }
        return new BestMatchings(score, allowed).list(count);
    }

    private List<Scored> list(int count) {
        PriorityQueue<Branch> branches = new PriorityQueue<>((x, y) -> Double.compare(y.score, x.score));
        int[] places = new int[score.numRows];
        double best = assignment.maximize(score, allowed, places);
        branches.add(new Branch(places, best, 0, new boolean[score.numCols]));
        List<Scored> listed = new ArrayList<>();
        while (listed.size() < count && !branches.isEmpty()) {
            Branch branch = branches.remove();
            listed.add(new Scored(Matching.of(score.numCols, branch.places), branch.score));
            if (listed.size() < count) {
                split(branch, branches);
            }
        }
        return listed;
    }

    /** All of the branch but its best: agreeing with it up to a row, and differing there. */
    private void split(Branch branch, PriorityQueue<Branch> branches) {
        for (int row = branch.fixedRows; row < score.numRows; row++) {
            boolean[] forbidden = row == branch.fixedRows ? branch.forbidden.clone() : new boolean[score.numCols];
            forbidden[branch.places[row]] = true;
            int[] places = new int[score.numRows];
            try {
                double value = assignment.maximize(score, mask(branch.places, row, forbidden), places);
                branches.add(new Branch(places, value, row, forbidden));
            } catch (InfeasibleMatchingException none) {
                // this part of the split is empty
                Arrays.fill(places, Matching.UNMATCHED);
            }
        }
    }

    private SparsityPattern mask(int[] places, int row, boolean[] forbidden) {
        boolean[] taken = new boolean[score.numCols];
        for (int i = 0; i < row; i++) {
            taken[places[i]] = true;
        }
        return SparsityPattern.where(score.numRows, score.numCols, (i, j) -> {
            if (i < row) {
                return places[i] == j;
            }
            return !taken[j] && !(i == row && forbidden[j]) && allowed.allows(i, j);
        });
    }
}
