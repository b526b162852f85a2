package io.permvi.examples.basics;

import org.apache.commons.math3.util.CombinatoricsUtils;
import org.ejml.data.DMatrixRMaj;

/** Mallows' consensus by sums over sets of items, its spread over a grid. */
final class ExactConsensus {
    private static final double STEP = 0.02;

    private final DMatrixRMaj preferred;
    private final int n;

    private ExactConsensus(DMatrixRMaj preferred) {
        this.preferred = preferred;
        n = preferred.numRows;
    }

    /** From how many voters of all prefer each item to each other in that many stages. */
    static ExactAnswer of(DMatrixRMaj preferred, int voters, int stages) {
        var sums = new ExactConsensus(preferred);
        var answer = new ExactAnswer(preferred.numRows);
        for (double spread = -6; spread < 3; spread += STEP) {
            double theta = Math.exp(spread);
            double logWeight = Math.log(STEP) - 0.5 * spread * spread - 0.5 * Math.log(2 * Math.PI);
            for (int stage = 0; stage < stages; stage++) {
                logWeight -= voters * Math.log(Math.expm1(theta * (stage - sums.n)) / Math.expm1(-theta));
            }
            sums.add(theta, logWeight - CombinatoricsUtils.factorialLog(sums.n), answer);
        }
        return answer;
    }

    private void add(double theta, double logWeight, ExactAnswer answer) {
        double[] before = new double[1 << n];
        double[] after = new double[1 << n];
        before[0] = 1;
        after[after.length - 1] = 1;
        for (int set = 0; set < before.length; set++) {
            int other = after.length - 1 - set;
            for (int i = 0; i < n; i++) {
                if ((set >> i & 1) == 0) {
                    before[set | 1 << i] += before[set] * factor(theta, set, i);
                } else {
                    after[other] += after[other | 1 << i] * factor(theta, other, i);
                }
            }
        }
        if (after[0] == 0) {
            return; // a spread so unlikely that its sum vanishes
        }
        var marginals = new DMatrixRMaj(n, n);
        for (int set = 0; set < before.length; set++) {
            for (int i = 0; i < n; i++) {
                if ((set >> i & 1) == 0) {
                    double share = before[set] * factor(theta, set, i) * after[set | 1 << i] / after[0];
                    marginals.add(i, Integer.bitCount(set), share);
                }
            }
        }
        answer.add(logWeight + Math.log(after[0]), marginals);
    }

    /** exp(-theta d), where d voters prefer one of those left to the item that comes after the set. */
    private double factor(double theta, int set, int item) {
        double against = 0;
        for (int k = 0; k < n; k++) {
            against += (set >> k & 1) == 0 && k != item ? preferred.get(k, item) : 0;
        }
        return Math.exp(-theta * against);
    }
}
