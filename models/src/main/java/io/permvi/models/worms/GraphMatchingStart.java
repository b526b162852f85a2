package io.permvi.models.worms;

import io.permvi.relaxations.permutation.AllowedEntries;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.QuadraticAssignment;
import io.permvi.relaxations.permutation.QuadraticProblem;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * First names by seeded graph matching. Without names, the activity of a worm's cells gives an unconstrained regression
 * of each cell on all others; its coefficient w and standard error e say how likely the two are connected:
 *
 * <pre>  log Bayes factor = 1/2 log(e^2 / (e^2 + s^2)) + 1/2 w^2 (1 / e^2 - 1 / (e^2 + s^2)),    s^2 = weight variance.</pre>
 *
 * <p>The names are the matching within the allowed entries that puts most of this evidence on the synapses of the
 * connectome, a quadratic assignment; known cells are the seeds. It needs more time steps than cells to say much. Cost:
 * O(m^3) for the regression, then the assignment.
 *
 * @param weightVariance prior variance of a weight, s^2
 * @param solver of the quadratic assignment
 */
public record GraphMatchingStart(double weightVariance, QuadraticAssignment solver) {
    /** The prior of the unconstrained regression is this much wider than that of a synapse's weight. */
    private static final double PRIOR_WIDENING = 100;

    /**
     * Checks the variance.
     *
     * @throws IllegalArgumentException unless it is positive and finite
     */
    public GraphMatchingStart {
        if (!(weightVariance > 0 && weightVariance < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("weight variance must be positive and finite, got " + weightVariance);
        }
    }

    /** Three starts and 24 rounds of relaxing the best matching again. */
    public static GraphMatchingStart withDefaults(double weightVariance) {
        return new GraphMatchingStart(
                weightVariance,
                QuadraticAssignment.withDefaults().withRestarts(3).withRounds(24));
    }

    /**
     * Names the cells of a worm.
     *
     * @param rng draws the starts of the assignment
     * @throws io.permvi.relaxations.permutation.InfeasibleMatchingException when the allowed entries admit no matching
     */
    public Matching match(Connectome connectome, WormRecording worm, RandomGenerator rng) {
        return solver.maximize(problem(connectome, worm), rng).matching();
    }

    /** The quadratic assignment: the evidence of each pair of cells against the synapses. */
    public QuadraticProblem problem(Connectome connectome, WormRecording worm) {
        DMatrixRMaj evidence = connectionEvidence(worm.statistics());
        AllowedEntries synapses = connectome.synapses();
        if (synapses.equals(synapses.transpose())) {
            symmetrize(evidence);
        }
        DMatrixRMaj pattern = new DMatrixRMaj(connectome.size(), connectome.size());
        int[] starts = synapses.rowStarts();
        for (int r = 0; r < connectome.size(); r++) {
            for (int e = starts[r]; e < starts[r + 1]; e++) {
                pattern.set(r, synapses.columnIndices()[e], 1);
            }
        }
        return QuadraticProblem.within(evidence, pattern, worm.allowed());
    }

    private static void symmetrize(DMatrixRMaj matrix) {
        for (int i = 0; i < matrix.numRows; i++) {
            for (int j = 0; j < i; j++) {
                double mean = 0.5 * (matrix.get(i, j) + matrix.get(j, i));
                matrix.set(i, j, mean);
                matrix.set(j, i, mean);
            }
        }
    }

    /**
     * The log Bayes factors of "cell j drives cell i" against "it does not", m by m, zero on the diagonal.
     */
    public DMatrixRMaj connectionEvidence(ActivityStatistics statistics) {
        int m = statistics.cells();
        DMatrixRMaj inverse = regularizedInverse(statistics);
        DMatrixRMaj evidence = new DMatrixRMaj(m, m);
        double[] weights = new double[m];
        for (int i = 0; i < m; i++) {
            double explained = regress(statistics, inverse, i, weights);
            double freedom = Math.max(1, statistics.transitions() - m);
            double noise = Math.max(1e-12, statistics.s11()[i] - explained) / freedom;
            for (int j = 0; j < m; j++) {
                if (i != j) {
                    evidence.set(i, j, logBayesFactor(weights[j], noise * inverse.get(j, j)));
                }
            }
        }
        return evidence;
    }

    private DMatrixRMaj regularizedInverse(ActivityStatistics statistics) {
        int m = statistics.cells();
        DMatrixRMaj precision = statistics.s00().copy();
        double noise = statistics.traceS11() / ((double) m * statistics.transitions());
        for (int i = 0; i < m; i++) {
            precision.add(i, i, noise / (PRIOR_WIDENING * weightVariance));
        }
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.symmPosDef(m);
        if (!solver.setA(precision)) {
            throw new IllegalArgumentException("the activity is not finite or its products overflow");
        }
        DMatrixRMaj inverse = new DMatrixRMaj(m, m);
        solver.invert(inverse);
        return inverse;
    }

    /** Row i of S10 (S00 + ridge)^-1; what it explains of the target's sum of squares. */
    private static double regress(ActivityStatistics statistics, DMatrixRMaj inverse, int i, double[] weights) {
        int m = weights.length;
        Arrays.fill(weights, 0);
        double[] cross = statistics.s10().data;
        for (int k = 0; k < m; k++) {
            double factor = cross[i * m + k];
            for (int j = 0; j < m; j++) {
                weights[j] += factor * inverse.data[k * m + j];
            }
        }
        double explained = 0;
        for (int j = 0; j < m; j++) {
            explained += weights[j] * cross[i * m + j];
        }
        return explained;
    }

    private double logBayesFactor(double weight, double squaredError) {
        double wide = squaredError + weightVariance;
        return 0.5 * Math.log(squaredError / wide) + 0.5 * weight * weight * (1 / squaredError - 1 / wide);
    }
}
