package io.permvi.relaxations.polytope;

import java.util.Arrays;

/**
 * The complex eigenvectors and angles of a skew-symmetric matrix or of a rotation; powers of the rotation and their
 * derivative (Daleckii and Krein). Reflections make the skew matrix tridiagonal; turned by powers of -i that is a real
 * symmetric one, whose vectors come from QL steps with implicit shifts, so that all but the last product is real.
 * O(n^3) a call; owns its buffers, one thread.
 */
final class RotationSpectrum {
    private static final int MOST_STEPS = 60;
    private static final double SMALLEST_PIVOT = 1e-13;
    /** Squares of a column, beside entries of size 1, of which nothing is left in a sum and whose inverse may overflow. */
    private static final double NO_SQUARES = 1e-200;

    private final int n;
    private final double[] angle;
    /** Entry (i, k) of the vectors, and the same transposed, a vector a row. */
    private final double[][] real;

    private final double[][] imaginary;
    private final double[][] rowsReal;
    private final double[][] rowsImaginary;

    private final double[][] skew;
    private final double[][] reflections;
    private final double[][] tridiagonalVectors;
    private final double[] beside;
    private final double[] normal;
    private final double[] image;

    private final double[][] work;
    private final double[][] firstReal;
    private final double[][] firstImaginary;
    private final double[][] secondReal;
    private final double[][] secondImaginary;

    RotationSpectrum(int n) {
        this.n = n;
        angle = new double[n];
        real = new double[n][n];
        imaginary = new double[n][n];
        rowsReal = new double[n][n];
        rowsImaginary = new double[n][n];
        skew = new double[n][n];
        reflections = new double[n][n];
        tridiagonalVectors = new double[n][n];
        beside = new double[n];
        normal = new double[n];
        image = new double[n];
        work = new double[n][2 * n];
        firstReal = new double[n][n];
        firstImaginary = new double[n][n];
        secondReal = new double[n][n];
        secondImaginary = new double[n][n];
    }

    /** Of the rotation exp(matrix). */
    void ofExponential(double[][] matrix) {
        for (int i = 0; i < n; i++) {
            System.arraycopy(matrix[i], 0, skew[i], 0, n);
        }
        diagonalize();
    }

    /** Of a rotation, with angles between -pi and pi, through its Cayley transform {@code (q - 1) (q + 1)^-1}. */
    void ofRotation(double[][] q) {
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                // transposed, so that the quotient comes from the left; the transform is skew
                work[i][j] = q[j][i] + (i == j ? 1 : 0);
                work[i][n + j] = q[j][i] - (i == j ? 1 : 0);
            }
        }
        eliminate();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                skew[i][j] = 0.5 * (work[j][n + i] - work[i][n + j]);
            }
        }
        diagonalize();
        for (int k = 0; k < n; k++) {
            angle[k] = 2 * Math.atan(angle[k]);
        }
    }

    /** Gauss-Jordan with pivots; a pivot of nothing, at an angle of pi, is taken for a very small one. */
    private void eliminate() {
        for (int c = 0; c < n; c++) {
            int pivot = c;
            for (int r = c + 1; r < n; r++) {
                pivot = Math.abs(work[r][c]) > Math.abs(work[pivot][c]) ? r : pivot;
            }
            double[] row = work[pivot];
            work[pivot] = work[c];
            work[c] = row;
            double divisor = Math.abs(row[c]) > SMALLEST_PIVOT ? row[c] : SMALLEST_PIVOT;
            for (int k = c; k < 2 * n; k++) {
                row[k] /= divisor;
            }
            for (int r = 0; r < n; r++) {
                double factor = r == c ? 0 : work[r][c];
                for (int k = c; factor != 0 && k < 2 * n; k++) {
                    work[r][k] -= factor * row[k];
                }
            }
        }
    }

    private void diagonalize() {
        int exponent = scale();
        reflect();
        Arrays.fill(angle, 0);
        for (int k = 0; k < n; k++) {
            Arrays.fill(tridiagonalVectors[k], 0);
            tridiagonalVectors[k][k] = 1;
        }
        diagonalizeTridiagonal();
        for (int k = 0; k < n; k++) {
            angle[k] = Math.scalb(angle[k], exponent);
        }
        for (int l = 0; l < n; l++) {
            Arrays.fill(rowsReal[l], 0);
            Arrays.fill(rowsImaginary[l], 0);
            for (int k = 0; k < n; k++) {
                // (-i)^k: 1, -i, -1, i
                double entry = (k + 1) % 4 < 2 ? tridiagonalVectors[l][k] : -tridiagonalVectors[l][k];
                add(entry, reflections[k], k % 2 == 0 ? rowsReal[l] : rowsImaginary[l]);
            }
            for (int i = 0; i < n; i++) {
                real[i][l] = rowsReal[l][i];
                imaginary[i][l] = rowsImaginary[l][i];
            }
        }
    }

    /** Makes the largest entry about 1 by a power of two, whose exponent is returned; squares of any entry exist then. */
    private int scale() {
        double largest = 0;
        for (double[] row : skew) {
            for (double entry : row) {
                largest = Math.max(largest, Math.abs(entry));
            }
        }
        int exponent = largest == 0 ? 0 : Math.getExponent(largest);
        for (double[] row : skew) {
            for (int j = 0; j < n; j++) {
                row[j] = Math.scalb(row[j], -exponent);
            }
        }
        return exponent;
    }

    /** skew = Q T Q^T: what stands beside the diagonal of T, below it, and Q^T. */
    private void reflect() {
        for (int k = 0; k < n; k++) {
            Arrays.fill(reflections[k], 0);
            reflections[k][k] = 1;
        }
        for (int k = 0; k + 1 < n; k++) {
            double squares = 0;
            for (int i = k + 1; i < n; i++) {
                normal[i] = skew[i][k];
                squares += normal[i] * normal[i];
            }
            squares = squares > NO_SQUARES ? squares : 0;
            double length = Math.sqrt(squares);
            double first = normal[k + 1];
            boolean last = k + 2 == n;
            beside[k] = last ? first : -Math.copySign(length, first);
            normal[k + 1] -= beside[k];
            if (!last && squares > 0) {
                reflect(k + 1, 1 / (squares - beside[k] * first));
            }
        }
    }

    /** Applies 1 - factor normal normal^T from both sides; a skew matrix has normal^T skew normal = 0. */
    private void reflect(int from, double factor) {
        Arrays.fill(image, 0);
        for (int i = from; i < n; i++) {
            for (int j = from; j < n; j++) {
                image[j] -= normal[i] * skew[i][j];
            }
        }
        for (int i = from; i < n; i++) {
            double a = factor * normal[i];
            double b = factor * image[i];
            double[] row = skew[i];
            for (int j = from; j < n; j++) {
                row[j] += a * image[j] - b * normal[j];
            }
        }
        Arrays.fill(image, 0);
        for (int i = from; i < n; i++) {
            add(normal[i], reflections[i], image);
        }
        for (int i = from; i < n; i++) {
            add(-factor * normal[i], image, reflections[i]);
        }
    }

    /** QL steps; the diagonal starts as zeros and ends as eigenvalues in {@link #angle}, their vectors as rows. */
    private void diagonalizeTridiagonal() {
        double largest = 0;
        for (int k = 0; k + 1 < n; k++) {
            largest = Math.max(largest, Math.abs(beside[k]));
        }
        double nothing = 0.5 * Math.ulp(largest);
        for (int low = 0; low < n; low++) {
            for (int step = 0; step < MOST_STEPS; step++) {
                int high = low;
                while (high + 1 < n && Math.abs(beside[high]) > nothing) {
                    high++;
                }
                if (high == low) {
                    break;
                }
                chase(low, high);
            }
        }
    }

    /** One implicit step between two rows; letters as in the textbooks (Golub and Van Loan, section 8.3). */
    private void chase(int low, int high) {
        double g = (angle[low + 1] - angle[low]) / (2 * beside[low]);
        g = angle[high] - angle[low] + beside[low] / (g + Math.copySign(Math.sqrt(1 + g * g), g));
        double s = 1;
        double c = 1;
        double p = 0;
        for (int i = high - 1; i >= low; i--) {
            double f = s * beside[i];
            double b = c * beside[i];
            double r = Math.sqrt(f * f + g * g);
            if (i + 1 < high) {
                beside[i + 1] = r;
            }
            if (r == 0) {
                angle[i + 1] -= p;
                return;
            }
            s = f / r;
            c = g / r;
            g = angle[i + 1] - p;
            r = (angle[i] - g) * s + 2 * c * b;
            p = s * r;
            angle[i + 1] = g + p;
            g = c * r - b;
            turn(tridiagonalVectors[i], tridiagonalVectors[i + 1], c, s);
        }
        angle[low] -= p;
        beside[low] = g;
    }

    private void turn(double[] low, double[] high, double c, double s) {
        for (int k = 0; k < n; k++) {
            double value = high[k];
            high[k] = s * low[k] + c * value;
            low[k] = c * low[k] - s * value;
        }
    }

    private static void add(double factor, double[] values, double[] to) {
        for (int k = 0; k < to.length; k++) {
            to[k] += factor * values[k];
        }
    }

    private static void add(double a, double[] x, double b, double[] y, double[] to) {
        for (int k = 0; k < to.length; k++) {
            to[k] += a * x[k] + b * y[k];
        }
    }

    /** The rotation to a power: all angles times it. */
    void power(double exponent, double[][] rotation) {
        for (int k = 0; k < n; k++) {
            double cos = Math.cos(exponent * angle[k]);
            double sin = Math.sin(exponent * angle[k]);
            for (int i = 0; i < n; i++) {
                firstReal[i][k] = real[i][k] * cos - imaginary[i][k] * sin;
                firstImaginary[i][k] = real[i][k] * sin + imaginary[i][k] * cos;
            }
        }
        realOfProduct(rotation);
    }

    /** Re(first vectors^*). */
    private void realOfProduct(double[][] result) {
        for (int i = 0; i < n; i++) {
            Arrays.fill(result[i], 0);
            for (int k = 0; k < n; k++) {
                add(firstReal[i][k], rowsReal[k], firstImaginary[i][k], rowsImaginary[k], result[i]);
            }
        }
    }

    /** Pulls back through exp of the skew matrix that was given. */
    void pullBackExponential(double[][] adjoint, double[][] skewAdjoint) {
        transform(adjoint);
        for (int k = 0; k < n; k++) {
            for (int l = 0; l < n; l++) {
                double half = 0.5 * (angle[k] - angle[l]);
                turnBack(k, l, half == 0 ? 1 : Math.sin(half) / half, 0.5 * (angle[k] + angle[l]));
            }
        }
        transformBack(skewAdjoint);
    }

    /** Pulls back through {@link #power} of the rotation that was given. */
    void pullBackPower(double exponent, double[][] adjoint, double[][] rotationAdjoint) {
        transform(adjoint);
        for (int k = 0; k < n; k++) {
            for (int l = 0; l < n; l++) {
                double half = 0.5 * (angle[k] - angle[l]);
                double sin = Math.sin(half);
                double size = Math.abs(sin) < 1e-9 ? exponent : Math.sin(exponent * half) / sin;
                turnBack(k, l, size, 0.5 * (exponent - 1) * (angle[k] + angle[l]));
            }
        }
        transformBack(rotationAdjoint);
    }

    /** second = vectors^* adjoint vectors. */
    private void transform(double[][] adjoint) {
        for (int k = 0; k < n; k++) {
            Arrays.fill(firstReal[k], 0);
            Arrays.fill(firstImaginary[k], 0);
            for (int i = 0; i < n; i++) {
                add(real[i][k], adjoint[i], firstReal[k]);
                add(-imaginary[i][k], adjoint[i], firstImaginary[k]);
            }
        }
        product(firstReal, firstImaginary, real, imaginary, secondReal, secondImaginary);
    }

    private void product(
            double[][] aReal,
            double[][] aImaginary,
            double[][] bReal,
            double[][] bImaginary,
            double[][] re,
            double[][] im) {
        for (int i = 0; i < n; i++) {
            Arrays.fill(re[i], 0);
            Arrays.fill(im[i], 0);
            for (int j = 0; j < n; j++) {
                add(aReal[i][j], bReal[j], -aImaginary[i][j], bImaginary[j], re[i]);
                add(aReal[i][j], bImaginary[j], aImaginary[i][j], bReal[j], im[i]);
            }
        }
    }

    /** Times the conjugate of size exp(i phase). */
    private void turnBack(int k, int l, double size, double phase) {
        double cos = size * Math.cos(phase);
        double sin = size * Math.sin(phase);
        double re = secondReal[k][l];
        secondReal[k][l] = re * cos + secondImaginary[k][l] * sin;
        secondImaginary[k][l] = secondImaginary[k][l] * cos - re * sin;
    }

    private void transformBack(double[][] result) {
        product(real, imaginary, secondReal, secondImaginary, firstReal, firstImaginary);
        realOfProduct(result);
    }
}
