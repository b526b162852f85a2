package io.permvi.relaxations.ranking;

import io.permvi.relaxations.linalg.LogSumExp;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.special.Gamma;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;

/**
 * The evidence of Plackett-Luce without ties: the Gaussian approximation at the mode, widened to a Student distribution
 * and corrected by importance weights.
 *
 * @param logEvidence the log probability of all choices
 * @param error its standard error
 */
public record PlackettLuceEvidence(double logEvidence, double error) {
    private static final double FREEDOM = 6;

    /**
     * Estimates.
     *
     * @param model with a proper prior and no ties
     * @param fit of these choices
     * @param draws how many
     * @throws IllegalArgumentException when ties are modeled, the prior is flat, or there are fewer than 10 draws
     */
    public static PlackettLuceEvidence of(
            TiedPlackettLuce model, TiedPlackettLuce.Fit fit, List<Choice> choices, int draws, RandomGenerator rng) {
        if (model.largestTie() > 1 || Double.isInfinite(model.priorSd()) || draws < 10) {
            throw new IllegalArgumentException("the evidence needs a proper prior, no ties and 10 draws, got ties of "
                    + model.largestTie() + ", deviation " + model.priorSd() + " and " + draws);
        }
        int p = model.design().numCols;
        CholeskyDecomposition_F64<DMatrixRMaj> cholesky = DecompositionFactory_DDRM.chol(p, true);
        cholesky.decompose(fit.covariance().copy());
        DMatrixRMaj root = cholesky.getT(null);
        double logRoot = 0;
        for (int a = 0; a < p; a++) {
            logRoot += Math.log(root.get(a, a));
        }
        double constant = Gamma.logGamma((FREEDOM + p) / 2)
                - Gamma.logGamma(FREEDOM / 2)
                - 0.5 * p * Math.log(FREEDOM * Math.PI)
                - logRoot;
        double[] logWeights = new double[draws];
        for (int s = 0; s < draws; s++) {
            double[] z = new double[p];
            Arrays.setAll(z, a -> rng.nextGaussian());
            double scale = Math.sqrt(FREEDOM / (2 * RandomGamma.draw(FREEDOM / 2, rng)));
            double squares = 0;
            double[] beta = fit.coefficients().clone();
            for (int a = 0; a < p; a++) {
                squares += z[a] * z[a] * scale * scale;
                for (int b = 0; b <= a; b++) {
                    beta[a] += root.get(a, b) * z[b] * scale;
                }
            }
            double logQ = constant - 0.5 * (FREEDOM + p) * Math.log1p(squares / FREEDOM);
            logWeights[s] = logPosterior(model, beta, choices) - logQ;
        }
        double logSum = LogSumExp.softmax(logWeights, 0, draws, 1);
        double squares = Arrays.stream(logWeights).map(w -> w * w).sum();
        return new PlackettLuceEvidence(logSum - Math.log(draws), Math.sqrt(Math.max(0, squares - 1.0 / draws)));
    }

    private static double logPosterior(TiedPlackettLuce model, double[] beta, List<Choice> choices) {
        double sum = 0;
        for (double b : beta) {
            double z = b / model.priorSd();
            sum -= 0.5 * z * z + Math.log(model.priorSd()) + 0.5 * Math.log(2 * Math.PI);
        }
        DMatrixRMaj x = model.design();
        double[] worths = new double[x.numRows];
        for (int i = 0; i < worths.length; i++) {
            for (int c = 0; c < beta.length; c++) {
                worths[i] += x.get(i, c) * beta[c];
            }
        }
        return sum + logLikelihood(worths, choices);
    }

    /** Of choices without ties. */
    static double logLikelihood(double[] logWorths, List<Choice> choices) {
        double largest = Arrays.stream(logWorths).max().orElse(0);
        double[] worths =
                Arrays.stream(logWorths).map(u -> Math.exp(u - largest)).toArray();
        double sum = 0;
        for (Choice choice : choices) {
            double all = 0;
            for (int item : choice.among()) {
                all += worths[item];
            }
            sum += choice.weight() * (logWorths[choice.chosen()[0]] - largest - Math.log(all));
        }
        return sum;
    }
}
