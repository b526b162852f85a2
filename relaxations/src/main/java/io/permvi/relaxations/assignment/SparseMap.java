package io.permvi.relaxations.assignment;

import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.Space;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * SparseMAP: the sparse distribution over the values of a space with the largest
 *
 * <pre>  &lt;theta, mu&gt; - temperature / 2 |mu|^2,     mu = sum_k weight_k P_k,</pre>
 *
 * by an active set of matchings, to which the linear assignment is the only oracle: it proposes the matching that
 * improves most, and those whose weight falls to zero leave. Few matchings are in it, so sums over the distribution are
 * exact. Niculae, Martins, Blondel and Cardie, SparseMAP: differentiable sparse structured inference (ICML 2018),
 * section 3 and appendix. One assignment and one small linear system an iteration; one thread, reused.
 */
public final class SparseMap {
    private static final double TOLERANCE = 1e-9;
    private static final int MOST_ITERATIONS = 1000;

    private final LinearMaximum oracle;
    private final int items;
    private final int columns;
    private final int most;
    private final int[][] vertices;
    private final double[] weight;
    private final double[] next;
    private final double[][] system;
    private final DMatrixRMaj slope;
    private double temperature;
    private int count;

    /**
     * For a space.
     *
     * @param most matchings that the distribution may have, at least 1; the best so far is kept when more are wanted
     */
    public SparseMap(Space space, int most) {
        if (most < 1) {
            throw new IllegalArgumentException("a distribution needs at least 1 matching, got " + most);
        }
        this.most = most;
        oracle = LinearMaximum.of(space);
        items = space.items();
        columns = space.places();
        vertices = new int[most + 1][items];
        weight = new double[most + 1];
        next = new double[most + 2];
        system = new double[most + 2][most + 3];
        slope = new DMatrixRMaj(items, columns);
    }

    /**
     * Solves.
     *
     * @param theta items by places, read where allowed. Not modified.
     * @param temperature above 0; the lower, the fewer matchings
     * @return how many matchings have weight
     */
    public int solve(DMatrixRMaj theta, double temperature) {
        this.temperature = temperature;
        count = 1;
        oracle.maximize(theta, vertices[0]);
        weight[0] = 1;
        for (int k = 0; k < MOST_ITERATIONS && count <= most; k++) {
            slope.setTo(theta);
            for (int v = 0; v < count; v++) {
                add(vertices[v], -temperature * weight[v], slope);
            }
            double now = 0;
            for (int v = 0; v < count; v++) {
                now += weight[v] * score(vertices[v], slope);
            }
            double best = oracle.maximize(slope, vertices[count]);
            if (best - now <= TOLERANCE * Math.max(1, Math.abs(now)) || count == most) {
                break;
            }
            weight[count++] = 0;
            reweigh(theta);
        }
        return count;
    }

    /** Moves to the best weights of the active matchings, and lets those go that would become negative on the way. */
    private void reweigh(DMatrixRMaj theta) {
        while (true) {
            for (int v = 0; v < count; v++) {
                next[v] = score(vertices[v], theta);
            }
            next[count] = 1;
            substitute();
            double share = 1;
            int leaves = -1;
            for (int v = 0; v < count; v++) {
                if (next[v] < 0) {
                    double own = weight[v] / (weight[v] - next[v]);
                    if (own <= share) {
                        share = own;
                        leaves = v;
                    }
                }
            }
            for (int v = 0; v < count; v++) {
                weight[v] += share * (next[v] - weight[v]);
            }
            if (leaves < 0) {
                return;
            }
            int[] spare = vertices[leaves];
            vertices[leaves] = vertices[--count];
            vertices[count] = spare;
            weight[leaves] = weight[count];
        }
    }

    /** Solves (temperature overlaps, 1; 1, 0) y = next in place, by elimination with pivots. */
    private void substitute() {
        int size = count + 1;
        for (int v = 0; v < size; v++) {
            for (int w = 0; w < size; w++) {
                boolean border = v == count || w == count;
                system[v][w] = border ? (v == w ? 0 : 1) : temperature * overlap(vertices[v], vertices[w]);
            }
            system[v][size] = next[v];
        }
        for (int c = 0; c < size; c++) {
            int pivot = c;
            for (int r = c + 1; r < size; r++) {
                pivot = Math.abs(system[r][c]) > Math.abs(system[pivot][c]) ? r : pivot;
            }
            double[] row = system[pivot];
            system[pivot] = system[c];
            system[c] = row;
            for (int r = 0; r < size; r++) {
                double factor = r == c ? 0 : system[r][c] / row[c];
                for (int k = c; factor != 0 && k <= size; k++) {
                    system[r][k] -= factor * row[k];
                }
            }
        }
        for (int v = 0; v < size; v++) {
            next[v] = system[v][size] / system[v][v];
        }
    }

    private static int overlap(int[] a, int[] b) {
        int same = 0;
        for (int i = 0; i < a.length; i++) {
            same += a[i] == b[i] && a[i] != Matching.UNMATCHED ? 1 : 0;
        }
        return same;
    }

    private double score(int[] vertex, DMatrixRMaj scores) {
        double sum = 0;
        for (int i = 0; i < items; i++) {
            sum += vertex[i] == Matching.UNMATCHED ? 0 : scores.data[i * columns + vertex[i]];
        }
        return sum;
    }

    private void add(int[] vertex, double value, DMatrixRMaj to) {
        for (int i = 0; i < items; i++) {
            if (vertex[i] != Matching.UNMATCHED) {
                to.data[i * columns + vertex[i]] += value;
            }
        }
    }

    /** How many matchings the last solution has. */
    public int size() {
        return count;
    }

    /** The weight of a matching of the last solution. */
    public double weight(int k) {
        return weight[k];
    }

    /** The places of a matching of the last solution; the live array, not to be modified. */
    public int[] places(int k) {
        return vertices[k];
    }

    /**
     * The pullback at the last solution, through its weights.
     *
     * @param weightAdjoint one a matching. Not modified.
     * @param thetaAdjoint items by places, overwritten. Modified.
     * @throws IllegalStateException before the first solution
     */
    public void pullBack(double[] weightAdjoint, DMatrixRMaj thetaAdjoint) {
        if (count == 0) {
            throw new IllegalStateException("pullBack before solve");
        }
        System.arraycopy(weightAdjoint, 0, next, 0, count);
        next[count] = 0;
        substitute();
        Arrays.fill(thetaAdjoint.data, 0, items * columns, 0);
        for (int v = 0; v < count; v++) {
            add(vertices[v], next[v], thetaAdjoint);
        }
    }
}
