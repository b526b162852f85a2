package io.permvi.relaxations.assignment;

import io.permvi.relaxations.linalg.MatrixProducts;
import io.permvi.relaxations.linalg.SparsityPattern;
import org.ejml.data.DMatrixRMaj;

/**
 * Frank-Wolfe ascent of a quadratic assignment problem over the polytope of (sub-)doubly stochastic matrices: the
 * direction is the linear assignment of the gradient, the step is exact because the objective is quadratic along a
 * line. One solve's buffers; one thread.
 */
final class FrankWolfe {
    private final QuadraticProblem problem;
    private final int m;
    private final int n;
    private final boolean symmetric;
    private final LinearAssignment assignment;
    private final int[] vertex;
    private final DMatrixRMaj point;
    private final DMatrixRMaj gradient;
    /**
     * Sums of a x b' and a' x b at the point, then the same at the vertex; they change linearly along the line. Of crossed
     * terms (a x') b' and (x b)' a.
     */
    private final DMatrixRMaj[] products;

    private final DMatrixRMaj[] vertexProducts;
    private final DMatrixRMaj gathered;
    private final DMatrixRMaj crossing;

    FrankWolfe(QuadraticProblem problem) {
        this.problem = problem;
        m = problem.space().items();
        n = problem.space().places();
        symmetric = problem.terms().stream()
                .allMatch(term -> !term.crossed() && isSymmetric(term.a()) && isSymmetric(term.b()));
        assignment = new LinearAssignment(m, n);
        vertex = new int[m];
        point = new DMatrixRMaj(m, n);
        gradient = new DMatrixRMaj(m, n);
        gathered = new DMatrixRMaj(m, n);
        crossing = new DMatrixRMaj(m, m);
        int count = symmetric ? 1 : 2;
        products = new DMatrixRMaj[count];
        vertexProducts = new DMatrixRMaj[count];
        for (int c = 0; c < count; c++) {
            products[c] = new DMatrixRMaj(m, n);
            vertexProducts[c] = new DMatrixRMaj(m, n);
        }
    }

    /** Ascends from a point of the polytope to the matching nearest to where it ends; returns the steps taken. */
    int ascend(DMatrixRMaj start, int iterations, double tolerance, int[] places) {
        point.setTo(start);
        multiplyAtStart();
        double value = value();
        int step = 0;
        boolean moving = true;
        while (moving && step < iterations) {
            step++;
            writeGradient();
            maximize(gradient, vertex);
            multiplyAtVertex();
            double length = stepLength();
            advance(length);
            double next = value();
            moving = length > 0 && next - value > tolerance * Math.abs(next);
            value = next;
        }
        maximize(point, places);
        return step;
    }

    private void maximize(DMatrixRMaj score, int[] places) {
        SparsityPattern allowed = problem.space().allowed();
        if (allowed.isFull()) {
            assignment.maximize(score, places);
        } else {
            assignment.maximize(score, allowed, places);
        }
    }

    private void multiplyAtStart() {
        double keep = 0;
        for (QuadraticProblem.Term term : problem.terms()) {
            if (term.crossed()) {
                MatrixProducts.multiply(false, true, 1, term.a(), point, 0, crossing);
                MatrixProducts.multiply(false, true, 1, crossing, term.b(), keep, products[0]);
                MatrixProducts.multiply(point, term.b(), crossing);
                MatrixProducts.multiply(true, false, 1, crossing, term.a(), keep, products[1]);
            } else {
                MatrixProducts.multiply(false, true, 1, point, term.b(), 0, gathered);
                MatrixProducts.multiply(false, false, 1, term.a(), gathered, keep, products[0]);
                if (!symmetric) {
                    MatrixProducts.multiply(point, term.b(), gathered);
                    MatrixProducts.multiply(true, false, 1, term.a(), gathered, keep, products[1]);
                }
            }
            keep = 1;
        }
    }

    /** At a vertex one factor is a gather, so each orientation costs one product. */
    private void multiplyAtVertex() {
        double keep = 0;
        for (QuadraticProblem.Term term : problem.terms()) {
            if (term.crossed()) {
                gatherColumns(term.a(), crossing);
                MatrixProducts.multiply(false, true, 1, crossing, term.b(), keep, vertexProducts[0]);
                gatherRows(term.b(), crossing);
                MatrixProducts.multiply(true, false, 1, crossing, term.a(), keep, vertexProducts[1]);
            } else {
                for (int k = 0; k < m; k++) {
                    for (int j = 0; j < n; j++) {
                        gathered.data[k * n + j] = term.b().data[j * n + vertex[k]];
                    }
                }
                MatrixProducts.multiply(false, false, 1, term.a(), gathered, keep, vertexProducts[0]);
                if (!symmetric) {
                    gatherRows(term.b(), gathered);
                    MatrixProducts.multiply(true, false, 1, term.a(), gathered, keep, vertexProducts[1]);
                }
            }
            keep = 1;
        }
    }

    private void gatherRows(DMatrixRMaj b, DMatrixRMaj result) {
        for (int k = 0; k < m; k++) {
            System.arraycopy(b.data, vertex[k] * b.numCols, result.data, k * b.numCols, b.numCols);
        }
    }

    private void gatherColumns(DMatrixRMaj a, DMatrixRMaj result) {
        for (int i = 0; i < m; i++) {
            for (int k = 0; k < m; k++) {
                result.data[i * m + k] = a.data[i * n + vertex[k]];
            }
        }
    }

    private void writeGradient() {
        double[] first = products[0].data;
        double[] second = products[products.length - 1].data;
        for (int e = 0; e < m * n; e++) {
            gradient.data[e] = first[e] + second[e] + problem.linear().data[e];
        }
    }

    /** f(x + s d) = f(x) + s slope + s^2 curvature, with d = vertex - x. */
    private double stepLength() {
        double slope = 0;
        double curvature = 0;
        double[] atPoint = products[0].data;
        double[] atVertex = vertexProducts[0].data;
        for (int e = 0; e < m * n; e++) {
            slope -= gradient.data[e] * point.data[e];
            curvature -= (atVertex[e] - atPoint[e]) * point.data[e];
        }
        for (int i = 0; i < m; i++) {
            int e = i * n + vertex[i];
            slope += gradient.data[e];
            curvature += atVertex[e] - atPoint[e];
        }
        if (curvature < 0) {
            return Math.max(0, Math.min(1, -slope / (2 * curvature)));
        }
        return slope + curvature > 0 ? 1 : 0;
    }

    private void advance(double length) {
        for (int c = 0; c < products.length; c++) {
            blend(products[c].data, vertexProducts[c].data, length);
        }
        for (int e = 0; e < m * n; e++) {
            point.data[e] *= 1 - length;
        }
        for (int i = 0; i < m; i++) {
            point.data[i * n + vertex[i]] += length;
        }
    }

    private void blend(double[] at, double[] to, double length) {
        for (int e = 0; e < m * n; e++) {
            at[e] += length * (to[e] - at[e]);
        }
    }

    private double value() {
        double value = 0;
        for (int e = 0; e < m * n; e++) {
            value += (products[0].data[e] + problem.linear().data[e]) * point.data[e];
        }
        return value;
    }

    private static boolean isSymmetric(DMatrixRMaj matrix) {
        int n = matrix.numRows;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                if (matrix.data[i * n + j] != matrix.data[j * n + i]) {
                    return false;
                }
            }
        }
        return true;
    }
}
