package io.permvi.inference.networks;

import io.permvi.relaxations.autodiff.Var;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.ejml.data.DMatrixRMaj;

/**
 * An encoder for the matching of n items to n places when each pair has a score of its own, such as its log likelihood. It
 * turns these scores into those of a variational factor, one network for all pairs. For the pair (i, j) the network sees
 * the logarithms of its share in row i, of its share in column j, and of its entry in S(scores), cut off at -30, and the
 * entropies of row i and of column j. So permuting items or places permutes the result. Cost O(n² width).
 *
 * @param <D> a data set
 */
public final class PairEncoder<D> implements AmortizedInference.Encoder<D> {
    private static final int FEATURES = 5;
    private static final double LOWEST = -30;
    private static final SinkhornOperator SINKHORN = new SinkhornOperator(50, 1e-9);

    private final int n;
    private final Function<D, DMatrixRMaj> scores;
    private final Layer bent;
    private final Layer straight;
    private final ParameterSet parameters;

    /**
     * @param n items and places
     * @param width hidden units
     * @param scores the n by n scores of a data set's pairs
     */
    public PairEncoder(int n, int width, Function<D, DMatrixRMaj> scores) {
        this.n = n;
        this.scores = scores;
        bent = Sequence.of(
                new Dense("bent.1", FEATURES, width, Activation.TANH, Initializer.glorot()),
                new Dense("bent.2", width, width, Activation.TANH, Initializer.glorot()),
                new Dense("bent.3", width, 1, Activation.IDENTITY, Initializer.zeros()));
        straight = new Dense("straight", FEATURES, 1, Activation.IDENTITY, Initializer.zeros());
        List<Parameter> all = new ArrayList<>(bent.parameters());
        all.addAll(straight.parameters());
        parameters = ParameterSet.of(all);
    }

    @Override
    public ParameterSet parameters() {
        return parameters;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException when the data set's scores are not n by n
     */
    @Override
    public Var encode(NetworkPass pass, D data) {
        DMatrixRMaj pairs = scores.apply(data);
        if (pairs.numRows != n || pairs.numCols != n) {
            throw new IllegalArgumentException(
                    "scores must be " + n + " x " + n + ", got " + pairs.numRows + " x " + pairs.numCols);
        }
        Var features = pass.tape().constant(features(pairs));
        return bent.apply(pass, features).plus(straight.apply(pass, features)).reshaped(1, n * n);
    }

    private DMatrixRMaj features(DMatrixRMaj pairs) {
        DMatrixRMaj features = new DMatrixRMaj(n * n, FEATURES);
        DMatrixRMaj relaxed = new DMatrixRMaj(n, n);
        SINKHORN.newPass(MatchingSpace.permutations(n)).forward(pairs, 1, relaxed);
        for (int i = 0; i < n; i++) {
            addShares(pairs, i * n, 1, 0, features);
        }
        for (int j = 0; j < n; j++) {
            addShares(pairs, j, n, 1, features);
        }
        for (int k = 0; k < n * n; k++) {
            features.set(k, 4, cut(Math.log(relaxed.data[k])));
        }
        return features;
    }

    /**
     * The log shares of the entries of one line in features {@code at}, and the line's entropy in features {@code at +
     * 2}.
     */
    private void addShares(DMatrixRMaj pairs, int first, int stride, int at, DMatrixRMaj features) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < n; k++) {
            largest = Math.max(largest, pairs.data[first + k * stride]);
        }
        double sum = 0;
        for (int k = 0; k < n; k++) {
            sum += Math.exp(pairs.data[first + k * stride] - largest);
        }
        double entropy = 0;
        for (int k = 0; k < n; k++) {
            double logShare = pairs.data[first + k * stride] - largest - Math.log(sum);
            features.set(first + k * stride, at, cut(logShare));
            entropy -= Math.exp(logShare) * logShare;
        }
        for (int k = 0; k < n; k++) {
            features.set(first + k * stride, at + 2, entropy);
        }
    }

    private static double cut(double logShare) {
        return Math.max(LOWEST, logShare);
    }
}
