package io.permvi.relaxations.sinkhorn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.permvi.relaxations.linalg.SparsityPattern;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;

class LevelSystemTest {
    private static final int[][] SHAPES = {{1, 5}, {5, 1}, {4, 30}, {30, 4}, {12, 12}, {7, 250}, {250, 7}};

    /** A positive plan, with or without dustbins, as a kernel whose scalings are not 1. */
    private record Plan(DMatrixRMaj p, double[] u, double[] v, Margin rows, Margin columns) {
        static Plan random(int m, int n, boolean dustbins, double spread, RandomGenerator rng) {
            DMatrixRMaj p = new DMatrixRMaj(m, n);
            Arrays.setAll(p.data, at -> Math.exp(-spread * rng.nextDouble()));
            Margin rows = Margin.of(m);
            Margin columns = Margin.of(n);
            Arrays.setAll(rows.dustbins(), i -> dustbins ? rng.nextDouble() : 0);
            Arrays.setAll(columns.dustbins(), j -> dustbins ? rng.nextDouble() : 0);
            System.arraycopy(rows.dustbins(), 0, rows.sums(), 0, m);
            System.arraycopy(columns.dustbins(), 0, columns.sums(), 0, n);
            for (int at = 0; at < m * n; at++) {
                rows.sums()[at / n] += p.data[at];
                columns.sums()[at % n] += p.data[at];
            }
            double[] u = rng.doubles(m, 0.5, 2).toArray();
            double[] v = rng.doubles(n, 0.5, 2).toArray();
            return new Plan(p, u, v, rows, columns);
        }

        double exponent(int i, int j) {
            return Math.log(p.get(i, j) / (u[i] * v[j]));
        }

        LevelKernel dense() {
            DenseLevelKernel kernel = new DenseLevelKernel(u.length, v.length, SparsityPattern.all(u.length, v.length));
            double[] exponents = new double[v.length];
            for (int i = 0; i < u.length; i++) {
                int row = i;
                Arrays.setAll(exponents, j -> exponent(row, j));
                kernel.set(i, exponents);
            }
            kernel.finish();
            kernel.fix(u, v, rows, columns);
            return kernel;
        }

        LevelKernel sparse() {
            SparseLevelKernel kernel = new SparseLevelKernel(u.length, v.length, u.length * v.length);
            kernel.clear();
            for (int i = 0; i < u.length; i++) {
                for (int j = 0; j < v.length; j++) {
                    kernel.add(j, exponent(i, j));
                }
                kernel.close(i);
            }
            kernel.finish();
            kernel.fix(u, v, rows, columns);
            return kernel;
        }
    }

    @Test
    void bothKernelsGiveTheWeightsOfBothSides() {
        RandomGenerator rng = new SplittableRandom(71);
        for (int[] shape : SHAPES) {
            for (boolean dustbins : new boolean[] {false, true}) {
                Plan plan = Plan.random(shape[0], shape[1], dustbins, 3, rng);
                for (LevelKernel kernel : new LevelKernel[] {plan.dense(), plan.sparse()}) {
                    DMatrixRMaj transposed = CommonOps_DDRM.transpose(plan.p, null);
                    requireWeights(kernel::addColumnWeights, plan.p, plan.rows, plan.columns);
                    requireWeights(kernel::addRowWeights, transposed, plan.columns, plan.rows);
                }
            }
        }
    }

    /** {@code p' diag(1 / sums of the lines) p}, where p has a row for each line that is eliminated. */
    private static void requireWeights(
            BiConsumer<double[][], double[]> kernel, DMatrixRMaj p, Margin lines, Margin others) {
        double[][] weights = new double[p.numCols][p.numCols];
        double[] toSlack = new double[p.numCols];
        kernel.accept(weights, toSlack);
        for (int j = 0; j < p.numCols; j++) {
            double[] expected = new double[p.numCols];
            double ofSlack = others.dustbins()[j];
            for (int i = 0; i < p.numRows; i++) {
                double factor = p.get(i, j) / lines.sums()[i];
                ofSlack += factor * lines.dustbins()[i];
                for (int k = j + 1; k < p.numCols; k++) {
                    expected[k] += factor * p.get(i, k);
                }
            }
            assertEquals(ofSlack, toSlack[j], 1e-13 * ofSlack);
            assertArrayEquals(expected, weights[j], 1e-13 * others.sums()[j]);
        }
    }

    @Test
    void eliminationSolvesTheSystemOnTheSmallerSide() {
        RandomGenerator rng = new SplittableRandom(72);
        for (int[] shape : SHAPES) {
            for (boolean dustbins : new boolean[] {false, true}) {
                for (double spread : new double[] {1, 40}) {
                    Plan plan = Plan.random(shape[0], shape[1], dustbins, spread, rng);
                    double[] b = rightSide(plan, rng);
                    requireSolution(plan.dense(), b, plan);
                    requireSolution(plan.sparse(), b, plan);
                }
            }
        }
    }

    /** {@code b = S x}, in differences. */
    private static double[] rightSide(Plan plan, RandomGenerator rng) {
        double[] x = rng.doubles(plan.v.length, -1, 1).toArray();
        double[] b = new double[x.length];
        plan.sparse().hessian(x, b);
        return b;
    }

    private static void requireSolution(LevelKernel kernel, double[] b, Plan plan) {
        int n = b.length;
        double[] x = new double[n];
        double[] image = new double[n];
        new LevelSystem(plan.u.length, n).eliminate(kernel, b, 0, x);
        plan.sparse().hessian(x, image);
        double size = Arrays.stream(b).map(Math::abs).max().orElseThrow();
        assertArrayEquals(b, image, 1e-11 * size + 1e-15);
    }
}
