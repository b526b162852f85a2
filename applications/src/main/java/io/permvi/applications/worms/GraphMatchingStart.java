package io.permvi.applications.worms;

import io.permvi.models.worms.ActivityStatistics;
import io.permvi.models.worms.Connectome;
import io.permvi.models.worms.WormRecording;
import io.permvi.relaxations.assignment.QuadraticAssignment;
import io.permvi.relaxations.assignment.QuadraticProblem;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

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
        SparsityPattern synapses = connectome.synapses();
        if (synapses.equals(synapses.transpose())) {
            symmetrize(evidence);
        }
        DMatrixRMaj pattern = new DMatrixRMaj(connectome.size(), connectome.size());
        synapses.forEachEntry((e, r, c) -> pattern.set(r, c, 1));
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
        FreeRegression regression = new FreeRegression(statistics, weightVariance);
        DMatrixRMaj evidence = new DMatrixRMaj(m, m);
        double[] weights = new double[m];
        for (int i = 0; i < m; i++) {
            double noise = regression.regress(i, weights) / Math.max(1, regression.freedom());
            for (int j = 0; j < m; j++) {
                if (i != j) {
                    double variance = noise * regression.inverse().get(j, j);
                    evidence.set(i, j, logBayesFactor(weights[j], variance));
                }
            }
        }
        return evidence;
    }

    private double logBayesFactor(double weight, double squaredError) {
        double wide = squaredError + weightVariance;
        return 0.5 * Math.log(squaredError / wide) + 0.5 * weight * weight * (1 / squaredError - 1 / wide);
    }
}
