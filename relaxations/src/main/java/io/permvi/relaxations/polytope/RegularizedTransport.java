package io.permvi.relaxations.polytope;

import io.permvi.relaxations.Relaxation;
import io.permvi.relaxations.RelaxationPass;
import io.permvi.relaxations.assignment.LinearMaximum;
import io.permvi.relaxations.permutation.Categories;
import io.permvi.relaxations.permutation.Permutations;
import io.permvi.relaxations.permutation.Space;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * The Sinkhorn operator with any regularizer: the point of the polytope with the largest
 *
 * <pre>  &lt;psi, x&gt; - temperature sum Omega(x_ij),     x_ij = Omega*'((psi_ij + a_i + b_j) / temperature),</pre>
 *
 * where the potentials a, b make rows and columns sum to one. With the quadratic one x has many zeros and is the best
 * matching itself below some temperature above 0. Where items or places may stay free, what is left of their sum is an
 * entry of its own at score 0. Blondel, Seguy and Rolet, Smooth and sparse optimal transport (AISTATS 2018), sections 3
 * and 4.
 *
 * <p>Solved by Newton steps on the potentials, along a path of temperatures, each step followed by an exact sweep over
 * rows and columns. Rows are eliminated first, since each meets columns only: O(m n^2 + n^3) a step. Backward solves one
 * system of that size (implicit function theorem). For the entropy at large n use the {@code SinkhornOperator}.
 *
 * @param regularizer Omega
 * @param tolerance the largest error of a row or column sum at which to stop; where scores are many temperatures, what
 *     rounding leaves of it
 */
public record RegularizedTransport(TransportRegularizer regularizer, double tolerance) implements Relaxation {
    private static final int MOST_STEPS = 200;
    private static final int MOST_HALVINGS = 40;

    /** Checks the tolerance. */
    public RegularizedTransport {
        if (!(tolerance > 0 && tolerance < 1)) {
            throw new IllegalArgumentException("tolerance must be in (0, 1), got " + tolerance);
        }
    }

    /** Quadratic, to 1e-12. */
    public RegularizedTransport() {
        this(TransportRegularizer.QUADRATIC, 1e-12);
    }

    /**
     * A pass for matchings.
     *
     * @throws io.permvi.relaxations.permutation.InfeasibleMatchingException when no matching is allowed
     * @throws IllegalArgumentException for categories
     */
    @Override
    public Pass newPass(Space space) {
        if (space instanceof Categories) {
            throw new IllegalArgumentException("transport serves matchings; for categories use Softmax");
        }
        LinearMaximum.of(space).maximize(new DMatrixRMaj(space.items(), space.places()), new int[space.items()]);
        return new TransportPass(this, space);
    }

    private static final class TransportPass extends RelaxationPass {
        private static final double DECAY = 0.4;
        /** Error of a sum that is enough on the way to the temperature. */
        private static final double ON_THE_WAY = 0.01;

        private static final double RIDGE = 1e-13;
        /** The longest step of a potential, in temperatures. */
        private static final double REACH = 4;

        /** Rounding errors of the potentials over the temperature, up to which sums cannot be told from one. */
        private static final double ROUNDING = 16 * Math.ulp(1.0);

        private final TransportRegularizer regularizer;
        private final double tolerance;
        private final int m;
        private final int n;
        private final boolean rowSlack;
        private final boolean columnSlack;
        private final double[] score;
        private final double[] weight;
        /** Potentials of rows, then of columns, in units of psi; and what their sums lack. */
        private final double[] potential;

        private final double[] lack;
        private final double[] trial;
        private final double[] step;
        /** The diagonal of the matrix of slopes, and the factor of what is left of it for columns without the rows. */
        private final double[] diagonal;

        private final double[][] columns;
        private final int[] rowOf;
        private final int[] byColumn;
        private final int[] columnStart;
        /** The derivative of the last {@link #sum}. */
        private double slope;

        TransportPass(RegularizedTransport transport, Space space) {
            super(transport, space);
            regularizer = transport.regularizer;
            tolerance = transport.tolerance;
            m = space.items();
            n = space.places();
            rowSlack = space.partial();
            columnSlack = !(space instanceof Permutations);
            score = new double[allowed.count()];
            weight = new double[allowed.count()];
            potential = new double[m + n];
            lack = new double[m + n];
            trial = new double[m + n];
            step = new double[m + n];
            diagonal = new double[m + n];
            columns = new double[n][n];
            rowOf = new int[allowed.count()];
            allowed.forEachEntry((e, i, j) -> rowOf[e] = i);
            byColumn = allowed.transposeOrder();
            columnStart = allowed.transpose().copyOfRowStarts();
        }

        @Override
        protected void map(DMatrixRMaj psi, double temperature, DMatrixRMaj x) {
            allowed.gather(psi, score, 0);
            double least = Double.POSITIVE_INFINITY;
            double largest = Double.NEGATIVE_INFINITY;
            for (double s : score) {
                if (!Double.isFinite(s)) {
                    throw new IllegalArgumentException("psi must be finite where allowed, got " + s);
                }
                least = Math.min(least, s);
                largest = Math.max(largest, s);
            }
            Arrays.fill(potential, 0);
            double level = Math.max(temperature, largest - least);
            while (level > temperature) {
                solve(level, ON_THE_WAY);
                level = Math.max(temperature, DECAY * level);
            }
            solve(temperature, tolerance);
            x.zero();
            for (int i = 0; i < m; i++) {
                for (int e = allowed.rowStart(i); e < allowed.rowEnd(i); e++) {
                    double u = at(e, i, temperature);
                    x.data[i * n + allowed.column(e)] = regularizer.mass(u);
                    weight[e] = regularizer.slope(u) / temperature;
                }
            }
            assemble(temperature);
        }

        private double at(int e, int i, double temperature) {
            return (score[e] + potential[i] + potential[m + allowed.column(e)]) / temperature;
        }

        private void solve(double temperature, double asked) {
            double enough = Math.max(asked, ROUNDING * largest(potential) / temperature);
            sweep(temperature, enough);
            double error = lacks(temperature);
            enough = Math.max(asked, ROUNDING * largest(potential) / temperature);
            for (int k = 0; k < MOST_STEPS && error > enough; k++) {
                for (int i = 0; i < m; i++) {
                    for (int e = allowed.rowStart(i); e < allowed.rowEnd(i); e++) {
                        weight[e] = regularizer.slope(at(e, i, temperature)) / temperature;
                    }
                }
                assemble(temperature);
                System.arraycopy(lack, 0, step, 0, step.length);
                substitute(step);
                shorten(step, REACH * temperature);
                double before = dot(step, lack);
                error = search(before, temperature);
                if (error > enough) {
                    sweep(temperature, enough);
                    error = lacks(temperature);
                }
            }
        }

        /**
         * Goes along the step, at most all of it, to where the slope of the concave dual has fallen to a tenth on either
         * side; returns the error there.
         *
         * @param before the slope at the start
         */
        private double search(double before, double temperature) {
            System.arraycopy(potential, 0, trial, 0, trial.length);
            double low = 0;
            double high = 1;
            double size = 1;
            for (int k = 0; ; k++) {
                for (int v = 0; v < trial.length; v++) {
                    potential[v] = trial[v] + size * step[v];
                }
                double error = lacks(temperature);
                double left = dot(step, lack);
                if (k == MOST_HALVINGS || left >= 0 && size == 1 || Math.abs(left) <= 0.1 * before) {
                    return error;
                }
                low = left > 0 ? size : low;
                high = left > 0 ? high : size;
                size = 0.5 * (low + high);
            }
        }

        /** Parts of a sparse plan that are not balanced have no slope to hold them. */
        private static void shorten(double[] step, double most) {
            double largest = largest(step);
            for (int v = 0; largest > most && v < step.length; v++) {
                step[v] *= most / largest;
            }
        }

        private static double largest(double[] values) {
            double largest = 0;
            for (double value : values) {
                largest = Math.max(largest, Math.abs(value));
            }
            return largest;
        }

        private static double dot(double[] a, double[] b) {
            double sum = 0;
            for (int v = 0; v < a.length; v++) {
                sum += a[v] * b[v];
            }
            return sum;
        }

        /** What row and column sums lack to one; returns the largest. */
        private double lacks(double temperature) {
            for (int v = 0; v < lack.length; v++) {
                boolean slack = v < m ? rowSlack : columnSlack;
                lack[v] = 1 - (slack ? regularizer.mass(potential[v] / temperature) : 0);
            }
            for (int i = 0; i < m; i++) {
                for (int e = allowed.rowStart(i); e < allowed.rowEnd(i); e++) {
                    double mass = regularizer.mass(at(e, i, temperature));
                    lack[i] -= mass;
                    lack[m + allowed.column(e)] -= mass;
                }
            }
            return largest(lack);
        }

        /** Makes each row exact, then each column, to a tenth of an error that is enough. */
        private void sweep(double temperature, double enough) {
            for (int v = 0; v < m + n; v++) {
                fit(v, temperature, 0.1 * enough);
            }
        }

        /**
         * The potential at which the sum of a row or column is one: bisection to a bracket, then Newton steps within
         * it.
         */
        private void fit(int v, double temperature, double enough) {
            double width = temperature;
            double low = potential[v];
            double high = low;
            while (sum(v, low, temperature) > 1) {
                low -= width;
                width *= 2;
            }
            width = temperature;
            while (sum(v, high, temperature) < 1) {
                high += width;
                width *= 2;
            }
            double value = 0.5 * (low + high);
            for (int k = 0; k < 60 && high - low > 1e-15 * Math.abs(high); k++) {
                double excess = sum(v, value, temperature) - 1;
                if (Math.abs(excess) <= enough) {
                    break;
                }
                if (excess > 0) {
                    high = value;
                } else {
                    low = value;
                }
                double next = value - excess / slope * temperature;
                value = next > low && next < high ? next : 0.5 * (low + high);
            }
            potential[v] = value;
        }

        private double sum(int v, double value, double temperature) {
            potential[v] = value;
            boolean slack = v < m ? rowSlack : columnSlack;
            double sum = slack ? regularizer.mass(value / temperature) : 0;
            slope = slack ? regularizer.slope(value / temperature) : 0;
            int from = v < m ? allowed.rowStart(v) : columnStart[v - m];
            int to = v < m ? allowed.rowEnd(v) : columnStart[v - m + 1];
            for (int k = from; k < to; k++) {
                int e = v < m ? k : byColumn[k];
                double u = at(e, v < m ? v : rowOf[e], temperature);
                sum += regularizer.mass(u);
                slope += regularizer.slope(u);
            }
            return sum;
        }

        /** The factor of the matrix of slopes, with a ridge for the constants that rows and columns can exchange. */
        private void assemble(double temperature) {
            for (int v = 0; v < m + n; v++) {
                boolean slack = v < m ? rowSlack : columnSlack;
                diagonal[v] = slack ? regularizer.slope(potential[v] / temperature) / temperature : 0;
            }
            for (int i = 0; i < m; i++) {
                for (int e = allowed.rowStart(i); e < allowed.rowEnd(i); e++) {
                    diagonal[i] += weight[e];
                    diagonal[m + allowed.column(e)] += weight[e];
                }
            }
            for (int v = 0; v < m + n; v++) {
                diagonal[v] += RIDGE * (diagonal[v] + 1 / temperature);
            }
            for (int j = 0; j < n; j++) {
                Arrays.fill(columns[j], 0, j, 0);
                columns[j][j] = diagonal[m + j];
            }
            for (int i = 0; i < m; i++) {
                for (int e = allowed.rowStart(i); e < allowed.rowEnd(i); e++) {
                    double share = weight[e] / diagonal[i];
                    double[] row = columns[allowed.column(e)];
                    for (int f = allowed.rowStart(i); f <= e && share > 0; f++) {
                        row[allowed.column(f)] -= share * weight[f];
                    }
                }
            }
            factor();
        }

        /** Cholesky, in the lower half. */
        private void factor() {
            for (int v = 0; v < n; v++) {
                double[] row = columns[v];
                for (int w = 0; w <= v; w++) {
                    double[] other = columns[w];
                    double sum = row[w];
                    for (int k = 0; k < w; k++) {
                        sum -= row[k] * other[k];
                    }
                    row[w] = w < v ? sum / other[w] : Math.sqrt(Math.max(sum, RIDGE * diagonal[m + v]));
                }
            }
        }

        /** Solves for a vector of rows, then columns, in place. */
        private void substitute(double[] right) {
            for (int i = 0; i < m; i++) {
                double share = right[i] / diagonal[i];
                for (int e = allowed.rowStart(i); e < allowed.rowEnd(i); e++) {
                    right[m + allowed.column(e)] -= weight[e] * share;
                }
            }
            for (int v = 0; v < n; v++) {
                for (int w = 0; w < v; w++) {
                    right[m + v] -= columns[v][w] * right[m + w];
                }
                right[m + v] /= columns[v][v];
            }
            for (int v = n - 1; v >= 0; v--) {
                right[m + v] /= columns[v][v];
                for (int w = 0; w < v; w++) {
                    right[m + w] -= columns[v][w] * right[m + v];
                }
            }
            for (int i = 0; i < m; i++) {
                for (int e = allowed.rowStart(i); e < allowed.rowEnd(i); e++) {
                    right[i] -= weight[e] * right[m + allowed.column(e)];
                }
                right[i] /= diagonal[i];
            }
        }

        @Override
        protected void pullBack(DMatrixRMaj xAdjoint, double temperature, DMatrixRMaj psiAdjoint) {
            Arrays.fill(step, 0);
            for (int i = 0; i < m; i++) {
                for (int e = allowed.rowStart(i); e < allowed.rowEnd(i); e++) {
                    double change = weight[e] * xAdjoint.data[i * n + allowed.column(e)];
                    step[i] += change;
                    step[m + allowed.column(e)] += change;
                }
            }
            substitute(step);
            psiAdjoint.zero();
            for (int i = 0; i < m; i++) {
                for (int e = allowed.rowStart(i); e < allowed.rowEnd(i); e++) {
                    int at = i * n + allowed.column(e);
                    psiAdjoint.data[at] = weight[e] * (xAdjoint.data[at] - step[i] - step[m + allowed.column(e)]);
                }
            }
        }
    }
}
