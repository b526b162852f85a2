package io.permvi.models.worms;

import io.permvi.relaxations.linalg.SparsityPattern;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.dense.row.mult.VectorVectorMult_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * What the passes of {@link WormDynamics} share of a worm: its statistics as rows padded to lines of cache, with the
 * cells in the order of the mean position of their candidates. In that order the candidate cells of a neuron lie side by
 * side, within the neuron's <em>window</em>.
 *
 * <p>Holds the regression of each cell on all cells one step before too, {@code S10 = estimate S00 + remainder}. The
 * remainder is rounding only and left out, unless S00 is singular (fewer time steps than cells); then it is all of S10.
 */
final class OrderedRecording {
    private static final int LANES = 8;
    private static final double ROUNDING = 1e-12;

    final int m;
    final int n;
    final int width;
    final SparsityPattern allowed;
    final SparsityPattern cellsOfNeuron;
    /** Which entry by cell each entry by neuron is. */
    final int[] cellOrder;
    /** Where each entry by cell is in a matrix of cells by neurons in the recording's own order. */
    final int[] places;

    final int[] windowStarts;
    final int[] windowEnds;
    /** From the first to the last window of the neurons that each neuron acts on. */
    final int[] targetStarts;

    final int[] targetEnds;
    /** From the first to the last window of the neurons that act on each neuron. */
    final int[] sourceStarts;

    final int[] sourceEnds;
    /** Whole rows. */
    final int[] rowStarts;

    final int[] rowEnds;
    final double[][] s00;
    final double[][] negatedS10;
    final double[][] estimate;
    /** {@code <S10, estimate>}. */
    final double explained;

    final Optional<double[][]> remainder;

    OrderedRecording(Connectome connectome, WormRecording worm) {
        m = worm.allowed().rows();
        n = worm.allowed().columns();
        width = padded(m);
        int[] order = order(worm.allowed(), connectome.positions());
        allowed = SparsityPattern.where(m, n, (i, k) -> worm.allowed().allows(order[i], k));
        cellsOfNeuron = allowed.transpose();
        places = new int[allowed.count()];
        allowed.forEachEntry((e, i, k) -> places[e] = order[i] * n + k);
        cellOrder = allowed.transposeOrder();
        windowStarts = new int[n];
        windowEnds = new int[n];
        layWindows();
        SparsityPattern targets = connectome.synapses();
        SparsityPattern sources = targets.transpose();
        targetStarts = starts(targets);
        targetEnds = ends(targets);
        sourceStarts = starts(sources);
        sourceEnds = ends(sources);
        rowStarts = new int[Math.max(m, n)];
        rowEnds = new int[Math.max(m, n)];
        Arrays.fill(rowEnds, width);
        ActivityStatistics statistics = worm.statistics();
        s00 = ordered(statistics.s00(), order);
        negatedS10 = ordered(CommonOps_DDRM.changeSign(statistics.s10(), null), order);
        DMatrixRMaj regression = regression(statistics);
        estimate = ordered(regression, order);
        explained = VectorVectorMult_DDRM.innerProd(statistics.s10(), regression);
        DMatrixRMaj left = statistics.s10().copy();
        CommonOps_DDRM.multAdd(-1, regression, statistics.s00(), left);
        boolean rounding =
                CommonOps_DDRM.elementMaxAbs(left) <= ROUNDING * CommonOps_DDRM.elementMaxAbs(statistics.s10());
        remainder = rounding ? Optional.empty() : Optional.of(ordered(left, order));
    }

    /** A length padded so that rows, with the 16 bytes of an array's head, fill lines of cache: all are aligned alike. */
    static int padded(int length) {
        return (length + 1) / LANES * LANES + LANES - 2;
    }

    private static int[] order(SparsityPattern allowed, double[] positions) {
        double[] mean = new double[allowed.rows()];
        allowed.forEachEntry((e, i, k) -> mean[i] += positions[k] / allowed.rowCount(i));
        return IntStream.range(0, mean.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> mean[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private void layWindows() {
        for (int k = 0; k < n; k++) {
            int[] cells = cellsOfNeuron.columnsOfRow(k);
            if (cells.length > 0) {
                windowStarts[k] = cells[0] / LANES * LANES;
                windowEnds[k] = Math.min(width, (cells[cells.length - 1] + LANES) / LANES * LANES);
            }
        }
    }

    /** Where the first window of each neuron's partners starts. */
    private int[] starts(SparsityPattern partners) {
        int[] first = new int[n];
        Arrays.fill(first, width);
        partners.forEachEntry((e, k, l) -> first[k] = Math.min(first[k], hasCells(l) ? windowStarts[l] : width));
        return first;
    }

    /** Where the last window of each neuron's partners ends. */
    private int[] ends(SparsityPattern partners) {
        int[] last = new int[n];
        partners.forEachEntry((e, k, l) -> last[k] = Math.max(last[k], windowEnds[l]));
        return last;
    }

    private boolean hasCells(int k) {
        return windowStarts[k] < windowEnds[k];
    }

    private double[][] ordered(DMatrixRMaj matrix, int[] order) {
        double[][] rows = new double[m][width];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < m; j++) {
                rows[i][j] = matrix.data[order[i] * m + order[j]];
            }
        }
        return rows;
    }

    /** S10 S00^-1, or zero where S00 is singular. */
    private DMatrixRMaj regression(ActivityStatistics statistics) {
        DMatrixRMaj transposed = new DMatrixRMaj(m, m);
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.symmPosDef(m);
        if (statistics.transitions() >= m && solver.setA(statistics.s00().copy())) {
            solver.solve(CommonOps_DDRM.transpose(statistics.s10(), null), transposed);
        }
        boolean finite = Arrays.stream(transposed.data).allMatch(Double::isFinite);
        return finite ? CommonOps_DDRM.transpose(transposed, null) : new DMatrixRMaj(m, m);
    }
}
