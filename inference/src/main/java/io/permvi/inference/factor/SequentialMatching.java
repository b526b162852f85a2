package io.permvi.inference.factor;

import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.linalg.LogSumExp;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.permutation.Permutation;
import java.util.Arrays;
import java.util.Comparator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * Items choose their places one after the other, each by softmax among the places that are left; a mixture of K such
 * distributions:
 *
 * <pre>  q(P) = sum_k w_k prod_s softmax over the places left of theta_k[row_s] at place(row_s).</pre>
 *
 * <p>Draws and log probabilities are exact, so its ELBO bounds the true evidence. Serves every matching space: in
 * partial ones an item may also choose to stay unmatched, with a score of its own, and within a mask an item chooses
 * only among places that leave a complete matching of the rest. The first items in the row order have the most precise
 * marginals, so put the certain ones first ({@link #certainFirst}). Cost O(K m n) per draw, O(m times allowed entries)
 * more within a mask.
 *
 * <p>With one component and no mask this is the generalized Plackett-Luce distribution of diffusion models over
 * permutations (Zhang, Ma, Liao and Sigal, SymmetricDiffusers, ICLR 2025). {@link SequentialSearch} finds its mode.
 *
 * <p>Parameters: for each component the scores in the order of the allowed entries, then in partial spaces the m scores
 * for staying unmatched; after all components K logits of the weights, when K is above 1.
 *
 * <p>Its gradient is the score function; {@link #withControl} adds a relaxed control variate for models with a gradient.
 *
 * @param latent the matching
 * @param components K, at least 1
 * @param rowOrder {@code rowOrder.place(s)} is the item that chooses at step s; of order 0 for the given order
 * @param initialSpread standard deviation of the starting scores; with several components above 0, so that they part
 */
public record SequentialMatching(MatchingLatent latent, int components, Permutation rowOrder, double initialSpread)
        implements DiscreteFactor {

    private static final double LARGE_PRODUCT = 1e200;

    /** Checks the number of components, the order and the spread. */
    public SequentialMatching {
        if (components < 1) {
            throw new IllegalArgumentException("components must be at least 1, got " + components);
        }
        int items = latent.space().items();
        if (rowOrder.order() != 0 && rowOrder.order() != items) {
            throw new IllegalArgumentException("the row order must have " + items + " entries, got " + rowOrder);
        }
        if (!(initialSpread >= 0 && initialSpread < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("initial spread must be 0 or more, got " + initialSpread);
        }
    }

    /** One component, items in the given order, starting uniform. */
    public SequentialMatching(MatchingLatent latent) {
        this(latent, 1, Permutation.identity(0), 0);
    }

    /** The same with another number of components. */
    public SequentialMatching withComponents(int value) {
        return new SequentialMatching(latent, value, rowOrder, initialSpread);
    }

    /** The same with another order of the items. */
    public SequentialMatching withRowOrder(Permutation value) {
        return new SequentialMatching(latent, components, value, initialSpread);
    }

    /** The same with another spread of the starting scores. */
    public SequentialMatching withInitialSpread(double value) {
        return new SequentialMatching(latent, components, rowOrder, value);
    }

    /**
     * The same with a relaxed control variate of that weight, 1 being the usual one.
     *
     * @throws IllegalArgumentException when the weight is not positive and finite, or there are several components
     */
    public ControlledSequential withControl(double scale) {
        return new ControlledSequential(this, scale);
    }

    /**
     * The order of the rows by the entropy of the softmax of their scores, the lowest first, ties by row.
     *
     * @param scores items by places, read where allowed. Not modified.
     * @param allowed the entries that count
     */
    public static Permutation certainFirst(DMatrixRMaj scores, SparsityPattern allowed) {
        double[] entropy = new double[allowed.rows()];
        for (int i = 0; i < entropy.length; i++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int e = allowed.rowStart(i); e < allowed.rowEnd(i); e++) {
                largest = Math.max(largest, scores.get(i, allowed.column(e)));
            }
            double sum = 0;
            double weighted = 0;
            for (int e = allowed.rowStart(i); e < allowed.rowEnd(i); e++) {
                double score = scores.get(i, allowed.column(e)) - largest;
                sum += Math.exp(score);
                weighted += score * Math.exp(score);
            }
            entropy[i] = Math.log(sum) - weighted / sum;
        }
        return Permutation.of(IntStream.range(0, entropy.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> entropy[i]))
                .mapToInt(Integer::intValue)
                .toArray());
    }

    /** The item that chooses at each step. */
    int[] orderOfRows() {
        return (rowOrder.order() == 0 ? Permutation.identity(latent.rows()) : rowOrder).places();
    }

    int componentSize() {
        MatchingSpace space = latent.space();
        return space.allowed().count() + (space.partial() ? space.items() : 0);
    }

    @Override
    public int parameterCount() {
        return components * componentSize() + (components > 1 ? components : 0);
    }

    @Override
    public int noiseCount() {
        return latent.space().items() + (components > 1 ? 1 : 0);
    }

    @Override
    public void initialize(double[] parameters, int offset, RandomGenerator rng) {
        Arrays.fill(parameters, offset, offset + parameterCount(), 0);
        for (int k = 0; k < components * componentSize() && initialSpread > 0; k++) {
            parameters[offset + k] = initialSpread * rng.nextGaussian();
        }
    }

    /** Adds the scores to those of every component, so that components that start apart stay apart. */
    @Override
    public void startAt(Start start, double[] parameters, int offset) {
        SparsityPattern allowed = latent.space().allowed();
        double[] packed = new double[allowed.count()];
        allowed.gather(start.values(), packed, 0);
        for (int k = 0; k < components; k++) {
            for (int e = 0; e < packed.length; e++) {
                parameters[offset + k * componentSize() + e] += packed[e];
            }
        }
    }

    /**
     * A pass for one thread.
     *
     * @throws io.permvi.relaxations.permutation.InfeasibleMatchingException when the space holds no matching
     */
    @Override
    public Pass newPass() {
        return newSequentialPass();
    }

    SequentialPass newSequentialPass() {
        return new SequentialPass();
    }

    final class SequentialPass extends HardPass {
        private final MatchingSpace space = latent.space();
        private final SparsityPattern allowed = space.allowed();
        private final int items = space.items();
        private final int size = componentSize();
        private final int[] rows = orderOfRows();
        private final boolean guarded = !space.partial() && !allowed.isFull();
        private final CompletableChoices choices =
                new CompletableChoices(guarded ? allowed : SparsityPattern.all(1, 1));
        private final boolean[] taken = new boolean[space.places()];
        /** The entries that step s chooses among are candidate[stepStart[s] .. stepStart[s + 1]). */
        private final int[] candidate = new int[size];

        private final int[] stepStart = new int[items + 1];
        private final int[] chosen = new int[items];
        private final int[] places = new int[items];
        private final double[][] probability = new double[components][size];
        private final double[] weight = new double[components];
        private final double[] responsibility = new double[components];
        /** Of weight and matching. */
        private final double[] logQ = new double[components];

        private final double[] product = new double[components];

        private SequentialPass() {}

        @Override
        public double forward(
                double[] parameters, int parameterOffset, double[] noise, int noiseOffset, DMatrixRMaj z) {
            begin(parameters, parameterOffset);
            int component = components == 1 ? 0 : pickComponent(noise[noiseOffset + items]);
            for (int s = 0; s < items; s++) {
                scoreCandidates(parameters, parameterOffset, s);
                int at = pickCandidate(probability[component], s, noise[noiseOffset + s]);
                choose(parameters, parameterOffset, s, at);
            }
            Matching.toMatrix(places, z);
            return -finish();
        }

        /** Conditions the noise of a control on the last draw. */
        void condition(SequentialControl control) {
            for (int s = 0; s < items; s++) {
                control.condition(candidate, stepStart[s], stepStart[s + 1], chosen[s], probability[0]);
            }
        }

        @Override
        public double logProbability(double[] parameters, int parameterOffset, int[] given) {
            begin(parameters, parameterOffset);
            for (int s = 0; s < items; s++) {
                scoreCandidates(parameters, parameterOffset, s);
                int at = candidateOf(s, given[rows[s]]);
                if (at < 0) {
                    return Double.NEGATIVE_INFINITY;
                }
                choose(parameters, parameterOffset, s, at);
            }
            return finish();
        }

        @Override
        void addScore(double advantage, double[] gradient, int parameterOffset) {
            for (int k = 0; k < components; k++) {
                double factor = advantage * responsibility[k];
                int offset = parameterOffset + k * size;
                for (int s = 0; s < items; s++) {
                    for (int c = stepStart[s]; c < stepStart[s + 1]; c++) {
                        gradient[offset + candidate[c]] -= factor * probability[k][c];
                    }
                    gradient[offset + candidate[chosen[s]]] += factor;
                }
                if (components > 1) {
                    gradient[parameterOffset + components * size + k] += factor - advantage * weight[k];
                }
            }
        }

        private void begin(double[] parameters, int parameterOffset) {
            scored(Double.NaN);
            Arrays.fill(taken, false);
            Arrays.fill(product, 1);
            readWeights(parameters, parameterOffset + components * size);
            if (guarded) {
                choices.reset();
            }
        }

        private void readWeights(double[] parameters, int offset) {
            if (components == 1) {
                weight[0] = 1;
                logQ[0] = 0;
                return;
            }
            System.arraycopy(parameters, offset, weight, 0, components);
            double logSum = LogSumExp.softmax(weight, 0, components, 1);
            for (int k = 0; k < components; k++) {
                logQ[k] = parameters[offset + k] - logSum;
            }
        }

        private int pickComponent(double uniform) {
            double left = uniform;
            int k = 0;
            while (k < components - 1 && left >= weight[k]) {
                left -= weight[k++];
            }
            return k;
        }

        private void scoreCandidates(double[] parameters, int parameterOffset, int s) {
            listCandidates(s);
            for (int k = 0; k < components; k++) {
                softmax(parameters, parameterOffset + k * size, k, s);
            }
        }

        private void listCandidates(int s) {
            int row = rows[s];
            int end = stepStart[s];
            if (guarded) {
                choices.prepare(row);
            }
            for (int e = allowed.rowStart(row); e < allowed.rowEnd(row); e++) {
                if (guarded ? choices.allows(allowed.column(e)) : !taken[allowed.column(e)]) {
                    candidate[end++] = e;
                }
            }
            if (space.partial()) {
                candidate[end++] = allowed.count() + row;
            }
            stepStart[s + 1] = end;
        }

        /** The probabilities of a component's candidates; their log normalizer goes into logQ. */
        private void softmax(double[] parameters, int offset, int k, int s) {
            double[] p = probability[k];
            double largest = Double.NEGATIVE_INFINITY;
            for (int c = stepStart[s]; c < stepStart[s + 1]; c++) {
                largest = Math.max(largest, parameters[offset + candidate[c]]);
            }
            double sum = 0;
            for (int c = stepStart[s]; c < stepStart[s + 1]; c++) {
                p[c] = Math.exp(parameters[offset + candidate[c]] - largest);
                sum += p[c];
            }
            double scale = 1 / sum;
            for (int c = stepStart[s]; c < stepStart[s + 1]; c++) {
                p[c] *= scale;
            }
            // one logarithm for many steps
            logQ[k] -= largest;
            product[k] *= sum;
            if (product[k] > LARGE_PRODUCT) {
                logQ[k] -= Math.log(product[k]);
                product[k] = 1;
            }
        }

        private int pickCandidate(double[] p, int s, double uniform) {
            double left = uniform;
            int c = stepStart[s];
            while (c < stepStart[s + 1] - 1 && left >= p[c]) {
                left -= p[c++];
            }
            return c;
        }

        private int candidateOf(int s, int place) {
            for (int c = stepStart[s]; c < stepStart[s + 1]; c++) {
                if (placeOf(candidate[c]) == place) {
                    return c;
                }
            }
            return -1;
        }

        private int placeOf(int entry) {
            return entry < allowed.count() ? allowed.column(entry) : Matching.UNMATCHED;
        }

        private void choose(double[] parameters, int parameterOffset, int s, int at) {
            chosen[s] = at;
            int place = placeOf(candidate[at]);
            places[rows[s]] = place;
            for (int k = 0; k < components; k++) {
                logQ[k] += parameters[parameterOffset + k * size + candidate[at]];
            }
            if (place != Matching.UNMATCHED) {
                taken[place] = true;
            }
            if (guarded) {
                choices.take(rows[s], place);
            }
        }

        /** Combines the components; responsibility[k] is the share of component k in q of the matching. */
        private double finish() {
            double largest = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < components; k++) {
                logQ[k] -= Math.log(product[k]);
                largest = Math.max(largest, logQ[k]);
            }
            double sum = 0;
            for (int k = 0; k < components; k++) {
                responsibility[k] = Math.exp(logQ[k] - largest);
                sum += responsibility[k];
            }
            for (int k = 0; k < components; k++) {
                responsibility[k] /= sum;
            }
            return scored(largest + Math.log(sum));
        }
    }
}
