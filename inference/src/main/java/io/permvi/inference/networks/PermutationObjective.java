package io.permvi.inference.networks;

import io.permvi.relaxations.autodiff.Var;
import org.ejml.data.DMatrixRMaj;

/** The two objectives of a network that proposes permutations, as functions of its relaxed permutations. */
public final class PermutationObjective {
    private PermutationObjective() {}

    /**
     * The mean log probability of the right entries: {@code mean over items i of sum over q of target(i, q) log P(i, q)}.
     *
     * @param relaxed one matrix for each set, stacked by rows
     * @param target of the same shape, rows summing to one: the right place of each item, or the share of each place
     *     when several are right
     */
    public static Var logProbability(Var relaxed, Var target) {
        return relaxed.log().dot(target).times(1.0 / relaxed.rows());
    }

    /**
     * Minus the mean squared error of the soft reconstructions P' X~ (Mena et al. 2018, equation 7).
     *
     * @param relaxed one matrix P for each set, stacked by rows
     * @param items the items X~ of each set in the order in which the network saw them, a row each
     * @param right the items in the right order
     */
    public static Var minusSquaredError(Var relaxed, Var items, Var right) {
        Var error = reconstruction(relaxed, items).minus(right);
        return error.sumOfSquares().times(-1.0 / error.value().getNumElements());
    }

    /** The soft reconstructions P' X~ of the sets: what stands at each place, in the mean. */
    public static Var reconstruction(Var relaxed, Var items) {
        return relaxed.blockMult(items, relaxed.rows() / relaxed.columns(), true, false);
    }

    /**
     * The target that spreads each group of interchangeable items evenly over its places.
     *
     * @param groupOfItem of each item of one set, when the items are in their right order
     * @param firstRow where the set's matrix starts in {@code target}
     * @param target Modified: the rows of this set.
     */
    public static void spreadTarget(int[] groupOfItem, int firstRow, DMatrixRMaj target) {
        int n = groupOfItem.length;
        for (int i = 0; i < n; i++) {
            int members = 0;
            for (int q = 0; q < n; q++) {
                members += groupOfItem[q] == groupOfItem[i] ? 1 : 0;
            }
            for (int q = 0; q < n; q++) {
                target.data[(firstRow + i) * n + q] = groupOfItem[q] == groupOfItem[i] ? 1.0 / members : 0;
            }
        }
    }
}
