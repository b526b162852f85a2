package io.permvi.examples.basics;

import io.permvi.inference.posterior.WeightedPosterior;
import io.permvi.models.MatchingLatent;
import java.util.Locale;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** A posterior that was summed without the library's inference: weights of items at places, added up term by term. */
final class ExactAnswer {
    private final DMatrixRMaj weights;
    private double largest = Double.NEGATIVE_INFINITY;
    private double total;

    ExactAnswer(int n) {
        weights = new DMatrixRMaj(n, n);
    }

    /** Adds a term {@code exp(logWeight)} whose marginals are those entries. */
    void add(double logWeight, DMatrixRMaj marginals) {
        if (logWeight > largest) {
            double scale = Math.exp(largest - logWeight);
            CommonOps_DDRM.scale(scale, weights);
            total *= scale;
            largest = logWeight;
        }
        double weight = Math.exp(logWeight - largest);
        total += weight;
        CommonOps_DDRM.addEquals(weights, weight, marginals);
    }

    /** The total variation of an answer's marginals, and how far its evidence is off. */
    String compared(WeightedPosterior answer, MatchingLatent x) {
        double distance = 0;
        for (int e = 0; e < weights.getNumElements(); e++) {
            int i = e / weights.numCols;
            int j = e % weights.numCols;
            double difference = answer.marginals(x).probability(i, j) - weights.data[e] / total;
            distance += 0.5 * Math.abs(difference) / weights.numRows;
        }
        double evidence = answer.evidence().value() - largest - Math.log(total);
        return String.format(Locale.ROOT, "total variation to exact %.4f, log evidence %+.3f", distance, evidence);
    }
}
