package io.permvi.applications.heads;

import io.permvi.inference.fields.BeliefPropagation;
import io.permvi.inference.fields.PointMatch;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A point whose name is worth asking for. The gain is how many more names are expected to be right once its name is known,
 *
 * <pre>sum_k p(i is k) V(k) - V,   V = sum_j max_l p(j is l),   V(k) = sum_j max_l p(j is l | i is k),</pre>
 *
 * where the conditional probabilities weigh the alternatives (hands, ends) anew and propagate through what each of them
 * leaves to the other points at its deformation.
 *
 * @param point from 0
 * @param gain in right names, the point's own included
 */
public record NextConfirmation(int point, double gain) {
    /** Answers less probable than this are not followed. */
    private static final double LEAST_ANSWER = 0.02;
    /** Points whose name is more probable than this tell of no others: their gain is what is missing to one. */
    private static final double SURE = 0.98;

    private static final double LEAST_WEIGHT = 0.01;
    private static final int SWEEPS = 10;
    private static final double HOPELESS = -8;

    /** The points that are not known, largest gain first. */
    public static List<NextConfirmation> of(NamedHead named) {
        Questions questions = new Questions(named);
        return IntStream.range(0, named.marginals().items())
                .filter(i -> !named.known().isKnown(i))
                .mapToObj(i -> {
                    double most = named.marginals().candidates(i, 1).get(0).probability();
                    return new NextConfirmation(i, most < SURE ? questions.gain(i) : 1 - most);
                })
                .sorted(Comparator.comparingDouble(q -> -q.gain()))
                .toList();
    }

    /** The alternatives of a head and the buffers to condition them. */
    private static final class Questions {
        private final double[] weights;
        private final double[][][] scores;
        private final double[][][] before;
        private final BeliefPropagation propagation;
        private final double[][] mixed;
        private final double value;

        Questions(NamedHead named) {
            List<PointMatch> matches = named.mixture().alternatives();
            double[] all = named.mixture().weights();
            int[] kept = IntStream.range(0, all.length)
                    .filter(a -> all[a] >= LEAST_WEIGHT)
                    .toArray();
            double total = Arrays.stream(kept).mapToDouble(a -> all[a]).sum();
            weights = Arrays.stream(kept).mapToDouble(a -> all[a] / total).toArray();
            scores = Arrays.stream(kept)
                    .mapToObj(a -> copy(matches.get(a).scores()))
                    .toArray(double[][][]::new);
            propagation = new BeliefPropagation(matches.get(0).matching());
            mixed = new double[propagation.places()][propagation.items()];
            before = new double[kept.length][][];
            for (int a = 0; a < kept.length; a++) {
                named.known().takeOut(scores[a]);
                propagation.run(scores[a], HOPELESS, SWEEPS, 1e-4, false);
                before[a] = copy(propagation.matches());
                add(weights[a]);
            }
            value = takeValue();
        }

        private static double[][] copy(double[][] rows) {
            return Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
        }

        double gain(int point) {
            double after = 0;
            double unmatched = 1;
            for (int k = 0; k < mixed.length; k++) {
                double probability = probability(point, k);
                unmatched -= probability;
                if (probability >= LEAST_ANSWER) {
                    after += probability * (1 + valueGiven(point, k));
                } else {
                    after += probability * value;
                }
            }
            return after + Math.max(0, unmatched) * valueGiven(point, -1) - value;
        }

        private double probability(int point, int place) {
            double sum = 0;
            for (int a = 0; a < weights.length; a++) {
                sum += weights[a] * probability(a, point, place);
            }
            return sum;
        }

        /** The probability that a point has a place, or none where that is negative. */
        private double probability(int alternative, int point, int place) {
            if (place >= 0) {
                return before[alternative][place][point];
            }
            double rest = 1;
            for (double[] row : before[alternative]) {
                rest -= row[point];
            }
            return Math.max(0, rest);
        }

        /** The expected number of the other points that are named right when this one has a place, or none. */
        private double valueGiven(int point, int place) {
            double total = 0;
            for (int a = 0; a < weights.length; a++) {
                total += weights[a] * probability(a, point, place);
            }
            for (int a = 0; a < weights.length && total > 0; a++) {
                double weight = weights[a] * probability(a, point, place) / total;
                if (weight >= LEAST_WEIGHT) {
                    condition(scores[a], point, place);
                    add(weight);
                }
            }
            return takeValue();
        }

        private void condition(double[][] rows, int point, int place) {
            double[] column = new double[rows.length];
            double[] row = place < 0 ? new double[0] : rows[place].clone();
            for (int k = 0; k < rows.length; k++) {
                column[k] = rows[k][point];
                rows[k][point] = Double.NEGATIVE_INFINITY;
            }
            if (place >= 0) {
                Arrays.fill(rows[place], Double.NEGATIVE_INFINITY);
            }
            propagation.run(rows, HOPELESS, SWEEPS, 1e-2, true);
            if (place >= 0) {
                rows[place] = row;
            }
            for (int k = 0; k < rows.length; k++) {
                rows[k][point] = column[k];
            }
        }

        private void add(double weight) {
            for (int k = 0; k < mixed.length; k++) {
                double[] matches = propagation.matches()[k];
                for (int i = 0; i < matches.length; i++) {
                    mixed[k][i] += weight * matches[i];
                }
            }
        }

        /** The sum of the largest probabilities of all points; empties the mixture. */
        private double takeValue() {
            double[] most = new double[mixed[0].length];
            for (double[] row : mixed) {
                for (int i = 0; i < row.length; i++) {
                    most[i] = Math.max(most[i], row[i]);
                }
                Arrays.fill(row, 0);
            }
            return Arrays.stream(most).sum();
        }
    }
}
