package io.permvi.applications.puzzles;

import io.permvi.relaxations.autodiff.Operation;
import io.permvi.relaxations.autodiff.Var;

/**
 * How smoothly two sides would join, without anything learned: minus the logarithm of the squared distance between what
 * one side shows and what the other side predicts for it, relative to the mean over all pairs of the puzzle. Inputs: the
 * sides of all pieces toward what comes after and toward what comes before, two lines each, the touching one first. The
 * inputs are data, so there is no gradient.
 */
enum SeamFit implements Operation {
    /** The touching lines should be equal. */
    EQUAL {
        @Override
        double error(double near, double far, double otherNear, double otherFar) {
            return near - otherNear;
        }
    },
    /** The two lines of the first piece, continued, should give the touching line of the second. */
    FORWARD {
        @Override
        double error(double near, double far, double otherNear, double otherFar) {
            return 2 * near - far - otherNear;
        }
    },
    /** The two lines of the second piece, continued, should give the touching line of the first. */
    BACKWARD {
        @Override
        double error(double near, double far, double otherNear, double otherFar) {
            return 2 * otherNear - otherFar - near;
        }
    };

    /** Distances count as no smaller than this share of their mean, so that equal lines do not settle everything. */
    private static final double SMALLEST = 1e-3;

    abstract double error(double near, double far, double otherNear, double otherFar);

    @Override
    public void forward(Var output) {
        int n = output.columns();
        double[] y = output.value().data;
        for (int first = 0; first < output.rows(); first += n) {
            double mean = 0;
            for (int i = first; i < first + n; i++) {
                for (int j = first; j < first + n; j++) {
                    double distance = squaredDistance(output.input(0), i, output.input(1), j);
                    y[i * n + j - first] = distance;
                    mean += distance / (n * n);
                }
            }
            for (int at = first * n; at < (first + n) * n; at++) {
                y[at] = mean > 0 ? -Math.log(y[at] / mean + SMALLEST) : 0;
            }
        }
    }

    private double squaredDistance(Var after, int i, Var before, int j) {
        int length = after.columns();
        int half = length / 2;
        double[] a = after.value().data;
        double[] b = before.value().data;
        double sum = 0;
        for (int k = 0; k < half; k++) {
            int p = i * length + k;
            int q = j * length + k;
            double error = error(a[p], a[p + half], b[q], b[q + half]);
            sum += error * error;
        }
        return sum;
    }

    @Override
    public void backward(Var output) {
        throw new IllegalStateException("seams are data and have no gradient");
    }
}
