package io.permvi.relaxations.sinkhorn;

import io.permvi.relaxations.linalg.internal.FastExp;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A chunk of a batch in groups of as many samples as a vector has lanes: every number of the iterations is a vector over
 * the samples of its group, and one group runs through all iterations before the next, within the first-level cache. Three
 * rows or columns share the loads of their factors; the last three of a sweep overlap those before where needed.
 *
 * <p>The derivative keeps the adjoints of all iterations and sums their outer products in the end, in registers.
 */
final class VectorChunk implements SinkhornChunk {
    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int BLOCK = 3;

    private final int m;
    private final int n;
    private final int count;
    private final int iterations;
    private final double[] rowMass;
    private final double[] columnMass;
    private final double[] inverseRowMass;
    private final double[] inverseColumnMass;
    private final double[] data;
    private final double[] lowest;
    private final double[] highest;
    private final int groupSize;
    /** Offsets of what all groups share. */
    private final int product;

    private final int gradient;
    private final int rowAdjoints;
    private final int columnAdjoints;
    private final int shared;
    private double scale;

    /** Offsets of the parts of the current group. */
    private int kernel;

    private int u;
    private int v;

    /** Makes chunks of matrices of at least three rows and columns. */
    static final class Factory implements SinkhornChunk.Factory {
        @Override
        public boolean serves(int m, int n) {
            return Math.min(m, n) >= BLOCK && Math.max(m, n) <= KernelChoice.VECTOR_CHUNK_SIDE;
        }

        @Override
        public int largestCount(TransportProblem problem, int iterations) {
            long each = groupSize(problem.rowCount(), problem.columnCount(), iterations);
            return (int) Math.max(1, KernelChoice.VECTOR_CHUNK_DATA / each) * LANES;
        }

        @Override
        public SinkhornChunk newChunk(TransportProblem problem, int count, int iterations) {
            return new VectorChunk(problem, count, iterations);
        }
    }

    private static long groupSize(int m, int n, int iterations) {
        return (m * n + (iterations + 1L) * (m + n)) * LANES;
    }

    private VectorChunk(TransportProblem problem, int count, int iterations) {
        m = problem.rowCount();
        n = problem.columnCount();
        this.count = count;
        this.iterations = iterations;
        rowMass = problem.rows();
        columnMass = problem.columns();
        inverseRowMass = inverses(rowMass);
        inverseColumnMass = inverses(columnMass);
        int groups = (count + LANES - 1) / LANES;
        product = VectorLoops.TO_NEXT_LINE;
        gradient = product + m * n * LANES;
        rowAdjoints = gradient + m * n * LANES;
        columnAdjoints = rowAdjoints + (iterations + 1) * m * LANES;
        shared = columnAdjoints + (iterations + 1) * n * LANES;
        groupSize = Math.toIntExact(groupSize(m, n, iterations));
        data = new double[Math.addExact(shared, Math.multiplyExact(groups, groupSize))];
        lowest = new double[groups * LANES];
        highest = new double[groups * LANES];
    }

    private static double[] inverses(double[] mass) {
        double[] inverses = new double[mass.length];
        Arrays.setAll(inverses, i -> 1 / mass[i]);
        return inverses;
    }

    private void enter(int group) {
        kernel = shared + group * groupSize;
        u = kernel + m * n * LANES;
        v = u + (iterations + 1) * m * LANES;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public boolean withinRange(int sample) {
        return lowest[sample] > SMALLEST_SCALING && highest[sample] < LARGEST_SCALING;
    }

    @Override
    public boolean forward(double[] psi, int offset, double temperature, double[] x) {
        scale = 1 / temperature;
        boolean moderate = true;
        for (int group = 0; group * LANES < count; group++) {
            enter(group);
            moderate &= loadKernel(psi, offset, group);
            Arrays.fill(data, v, v + n * LANES, 1);
            for (int k = 1; k <= iterations; k++) {
                int row = u + k * m * LANES;
                int column = v + k * n * LANES;
                for (int i = 0; i < m; i += BLOCK) {
                    scaleThree(Math.min(i, m - BLOCK), n, 1, rowMass, column - n * LANES, n, row);
                }
                for (int j = 0; j < n; j += BLOCK) {
                    scaleThree(Math.min(j, n - BLOCK), 1, n, columnMass, row, m, column);
                }
            }
            keepRange(group);
            plan();
            scatter(product, x, offset, group);
        }
        return moderate;
    }

    /** Samples that a last group lacks get zeros. */
    private void gather(double[] from, int offset, int group, int to) {
        int size = m * n;
        int first = offset + group * LANES * size;
        int lanes = count - group * LANES;
        double[] d = data;
        if (lanes < LANES) {
            for (int e = 0; e < size * LANES; e++) {
                int lane = e % LANES;
                d[to + e] = lane < lanes ? from[first + lane * size + e / LANES] : 0;
            }
            return;
        }
        for (int e = 0; e < size; e++) {
            for (int lane = 0; lane < LANES; lane++) {
                d[to + e * LANES + lane] = from[first + lane * size + e];
            }
        }
    }

    private void scatter(int from, double[] to, int offset, int group) {
        int size = m * n;
        int first = offset + group * LANES * size;
        int lanes = count - group * LANES;
        double[] d = data;
        if (lanes < LANES) {
            for (int e = 0; e < size * lanes; e++) {
                to[first + e] = d[from + e % size * LANES + e / size];
            }
            return;
        }
        for (int e = 0; e < size; e++) {
            for (int lane = 0; lane < LANES; lane++) {
                to[first + lane * size + e] = d[from + e * LANES + lane];
            }
        }
    }

    /** The exponentials; relative to the row maxima where scores are far apart: returns false then. */
    private boolean loadKernel(double[] psi, int offset, int group) {
        gather(psi, offset, group, kernel);
        int length = m * n * LANES;
        if (VectorExp.expModerate(data, kernel, scale, length) <= FastExp.MODERATE) {
            return true;
        }
        gather(psi, offset, group, kernel);
        for (int i = 0; i < m; i++) {
            shiftRow(kernel + i * n * LANES);
        }
        VectorExp.exp(data, kernel, length);
        return false;
    }

    private void shiftRow(int row) {
        DoubleVector top = DoubleVector.broadcast(SPECIES, Double.NEGATIVE_INFINITY);
        for (int j = 0; j < n; j++) {
            top = top.max(DoubleVector.fromArray(SPECIES, data, row + j * LANES));
        }
        for (int j = 0; j < n; j++) {
            int at = row + j * LANES;
            DoubleVector.fromArray(SPECIES, data, at).sub(top).mul(scale).intoArray(data, at);
        }
    }

    /**
     * Three scalings from line a on: {@code out_a = mass_a / sum_p kernel_(a line + p step) factor_p}, the sum over
     * {@code terms}.
     */
    private void scaleThree(int a, int line, int step, double[] mass, int factors, int terms, int out) {
        double[] d = data;
        DoubleVector s0 = DoubleVector.zero(SPECIES);
        DoubleVector s1 = s0;
        DoubleVector s2 = s0;
        int at = kernel + a * line * LANES;
        int apart = line * LANES;
        for (int p = 0; p < terms; p++) {
            DoubleVector f = DoubleVector.fromArray(SPECIES, d, factors + p * LANES);
            int e = at + p * step * LANES;
            s0 = DoubleVector.fromArray(SPECIES, d, e).fma(f, s0);
            s1 = DoubleVector.fromArray(SPECIES, d, e + apart).fma(f, s1);
            s2 = DoubleVector.fromArray(SPECIES, d, e + 2 * apart).fma(f, s2);
        }
        DoubleVector.broadcast(SPECIES, mass[a]).div(s0).intoArray(d, out + a * LANES);
        DoubleVector.broadcast(SPECIES, mass[a + 1]).div(s1).intoArray(d, out + (a + 1) * LANES);
        DoubleVector.broadcast(SPECIES, mass[a + 2]).div(s2).intoArray(d, out + (a + 2) * LANES);
    }

    /** The range of the column scalings of the first and the last iteration. */
    private void keepRange(int group) {
        DoubleVector low = DoubleVector.broadcast(SPECIES, 1);
        DoubleVector high = low;
        for (int j = 0; j < n; j++) {
            DoubleVector first = DoubleVector.fromArray(SPECIES, data, v + (n + j) * LANES);
            DoubleVector last = DoubleVector.fromArray(SPECIES, data, v + (iterations * n + j) * LANES);
            low = low.min(first).min(last);
            high = high.max(first).max(last);
        }
        low.intoArray(lowest, group * LANES);
        high.intoArray(highest, group * LANES);
    }

    private void plan() {
        for (int i = 0; i < m; i++) {
            DoubleVector left = DoubleVector.fromArray(SPECIES, data, u + (iterations * m + i) * LANES);
            for (int j = 0; j < n; j++) {
                int e = (i * n + j) * LANES;
                DoubleVector right = DoubleVector.fromArray(SPECIES, data, v + (iterations * n + j) * LANES);
                DoubleVector.fromArray(SPECIES, data, kernel + e)
                        .mul(left)
                        .mul(right)
                        .intoArray(data, product + e);
            }
        }
    }

    @Override
    public void backward(double[] xAdjoint, int offset, double[] psiAdjoint) {
        for (int group = 0; group * LANES < count; group++) {
            enter(group);
            gather(xAdjoint, offset, group, product);
            startAdjoints();
            for (int k = iterations; k >= 1; k--) {
                int columns = columnAdjoints + k * n * LANES;
                int rows = rowAdjoints + k * m * LANES;
                boolean last = k == iterations;
                for (int i = 0; i < m; i += BLOCK) {
                    int a = Math.min(i, m - BLOCK);
                    pullThree(a, n, 1, inverseRowMass, columns, n, u + k * m * LANES, last ? rowAdjoints : -1, rows);
                }
                for (int j = 0; j < n && k > 1; j += BLOCK) {
                    int a = Math.min(j, n - BLOCK);
                    pullThree(a, 1, n, inverseColumnMass, rows, m, v + (k - 1) * n * LANES, -1, columns - n * LANES);
                }
            }
            for (int i = 0; i < m; i += 2) {
                for (int j = 0; j < n; j += BLOCK) {
                    gradientOfSix(Math.min(i, m - 2), Math.min(j, n - BLOCK));
                }
            }
            scatter(gradient, psiAdjoint, offset, group);
        }
    }

    /**
     * Multiplies the adjoint by the scalings, and starts the adjoints of the logarithms of the last scalings at the sums of
     * the plan's: those of the rows in place 0, those of the columns, times the scaling over its mass, in the last place.
     */
    private void startAdjoints() {
        double[] d = data;
        int columns = columnAdjoints + iterations * n * LANES;
        Arrays.fill(d, columns, columns + n * LANES, 0);
        for (int i = 0; i < m; i++) {
            DoubleVector left = DoubleVector.fromArray(SPECIES, d, u + (iterations * m + i) * LANES);
            DoubleVector sum = DoubleVector.zero(SPECIES);
            for (int j = 0; j < n; j++) {
                int e = (i * n + j) * LANES;
                DoubleVector right = DoubleVector.fromArray(SPECIES, d, v + (iterations * n + j) * LANES);
                DoubleVector weighted =
                        DoubleVector.fromArray(SPECIES, d, product + e).mul(left).mul(right);
                weighted.intoArray(d, product + e);
                DoubleVector mass = weighted.mul(DoubleVector.fromArray(SPECIES, d, kernel + e));
                sum = sum.add(mass);
                mass.add(DoubleVector.fromArray(SPECIES, d, columns + j * LANES)).intoArray(d, columns + j * LANES);
            }
            sum.intoArray(d, rowAdjoints + i * LANES);
        }
        for (int j = 0; j < n; j++) {
            DoubleVector.fromArray(SPECIES, d, columns + j * LANES)
                    .mul(DoubleVector.fromArray(SPECIES, d, v + (iterations * n + j) * LANES))
                    .mul(inverseColumnMass[j])
                    .intoArray(d, columns + j * LANES);
        }
    }

    /**
     * Three adjoints of scalings s from line a on, times the scaling over its mass: {@code (start_a - s_a sum_p
     * kernel_(a line + p step) factor_p) s_a / mass_a}, without start where that is negative.
     */
    private void pullThree(
            int a, int line, int step, double[] inverseMass, int factors, int terms, int scalings, int start, int out) {
        double[] d = data;
        DoubleVector s0 = DoubleVector.zero(SPECIES);
        DoubleVector s1 = s0;
        DoubleVector s2 = s0;
        int at = kernel + a * line * LANES;
        int apart = line * LANES;
        for (int p = 0; p < terms; p++) {
            DoubleVector f = DoubleVector.fromArray(SPECIES, d, factors + p * LANES);
            int e = at + p * step * LANES;
            s0 = DoubleVector.fromArray(SPECIES, d, e).fma(f, s0);
            s1 = DoubleVector.fromArray(SPECIES, d, e + apart).fma(f, s1);
            s2 = DoubleVector.fromArray(SPECIES, d, e + 2 * apart).fma(f, s2);
        }
        pull(s0, a, inverseMass, scalings, start, out);
        pull(s1, a + 1, inverseMass, scalings, start, out);
        pull(s2, a + 2, inverseMass, scalings, start, out);
    }

    private void pull(DoubleVector sum, int a, double[] inverseMass, int scalings, int start, int out) {
        DoubleVector s = DoubleVector.fromArray(SPECIES, data, scalings + a * LANES);
        DoubleVector adjoint = s.mul(sum).neg();
        if (start >= 0) {
            adjoint = adjoint.add(DoubleVector.fromArray(SPECIES, data, start + a * LANES));
        }
        adjoint.mul(s).mul(inverseMass[a]).intoArray(data, out + a * LANES);
    }

    /**
     * Six entries of the gradient: the kernel times the weighted adjoint less {@code sum_k u_k columnAdjoint_k' +
     * rowAdjoint_k v_(k-1)'}, over the temperature.
     */
    private void gradientOfSix(int i, int j) {
        double[] d = data;
        DoubleVector s00 = DoubleVector.zero(SPECIES);
        DoubleVector s01 = s00;
        DoubleVector s02 = s00;
        DoubleVector s10 = s00;
        DoubleVector s11 = s00;
        DoubleVector s12 = s00;
        for (int k = 1; k <= iterations; k++) {
            int left = u + (k * m + i) * LANES;
            int right = columnAdjoints + (k * n + j) * LANES;
            DoubleVector a0 = DoubleVector.fromArray(SPECIES, d, left);
            DoubleVector a1 = DoubleVector.fromArray(SPECIES, d, left + LANES);
            DoubleVector b0 = DoubleVector.fromArray(SPECIES, d, right);
            DoubleVector b1 = DoubleVector.fromArray(SPECIES, d, right + LANES);
            DoubleVector b2 = DoubleVector.fromArray(SPECIES, d, right + 2 * LANES);
            s00 = a0.fma(b0, s00);
            s01 = a0.fma(b1, s01);
            s02 = a0.fma(b2, s02);
            s10 = a1.fma(b0, s10);
            s11 = a1.fma(b1, s11);
            s12 = a1.fma(b2, s12);
            left = rowAdjoints + (k * m + i) * LANES;
            right = v + ((k - 1) * n + j) * LANES;
            a0 = DoubleVector.fromArray(SPECIES, d, left);
            a1 = DoubleVector.fromArray(SPECIES, d, left + LANES);
            b0 = DoubleVector.fromArray(SPECIES, d, right);
            b1 = DoubleVector.fromArray(SPECIES, d, right + LANES);
            b2 = DoubleVector.fromArray(SPECIES, d, right + 2 * LANES);
            s00 = a0.fma(b0, s00);
            s01 = a0.fma(b1, s01);
            s02 = a0.fma(b2, s02);
            s10 = a1.fma(b0, s10);
            s11 = a1.fma(b1, s11);
            s12 = a1.fma(b2, s12);
        }
        finish(s00, i, j);
        finish(s01, i, j + 1);
        finish(s02, i, j + 2);
        finish(s10, i + 1, j);
        finish(s11, i + 1, j + 1);
        finish(s12, i + 1, j + 2);
    }

    private void finish(DoubleVector sum, int i, int j) {
        int e = (i * n + j) * LANES;
        DoubleVector.fromArray(SPECIES, data, product + e)
                .sub(sum)
                .mul(DoubleVector.fromArray(SPECIES, data, kernel + e))
                .mul(scale)
                .intoArray(data, gradient + e);
    }
}
