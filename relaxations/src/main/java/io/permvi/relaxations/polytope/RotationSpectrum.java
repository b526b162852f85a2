package io.permvi.relaxations.polytope;

/**
 * The complex eigenvectors and angles of a skew-symmetric matrix or of a rotation, by Jacobi rotations of the Hermitian
 * matrix with the same eigenvectors; powers of the rotation and their derivative (Daleckii and Krein). O(n^3) a call;
 * owns its buffers, one thread.
 */
final class RotationSpectrum {
    private static final int MOST_SWEEPS = 40;
    private static final double SMALLEST_PIVOT = 1e-13;

    private final int n;
    private final double[] angle;
    private final double[][] real;
    private final double[][] imaginary;
    private final double[][] vectorReal;
    private final double[][] vectorImaginary;
    private final double[][] work;

    RotationSpectrum(int n) {
        this.n = n;
        angle = new double[n];
        real = new double[n][n];
        imaginary = new double[n][n];
        vectorReal = new double[n][n];
        vectorImaginary = new double[n][n];
        work = new double[n][2 * n];
    }

    /** Of the rotation exp(skew). */
    void ofExponential(double[][] skew) {
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                real[i][j] = 0;
                imaginary[i][j] = -skew[i][j];
            }
        }
        diagonalize();
        for (int k = 0; k < n; k++) {
            angle[k] = real[k][k];
        }
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
                real[i][j] = 0;
                imaginary[i][j] = 0.5 * (work[i][n + j] - work[j][n + i]);
            }
        }
        diagonalize();
        for (int k = 0; k < n; k++) {
            angle[k] = 2 * Math.atan(real[k][k]);
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
        double squares = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                vectorReal[i][j] = i == j ? 1 : 0;
                vectorImaginary[i][j] = 0;
                squares += imaginary[i][j] * imaginary[i][j];
            }
        }
        double tolerance = 1e-30 * squares;
        double left = squares;
        for (int sweep = 0; sweep < MOST_SWEEPS && left > tolerance; sweep++) {
            left = 0;
            for (int p = 0; p < n; p++) {
                for (int q = p + 1; q < n; q++) {
                    left += rotate(p, q);
                }
            }
        }
    }

    /** One rotation that makes entry (p, q) zero; returns its square from before. */
    private double rotate(int p, int q) {
        double size = Math.hypot(real[p][q], imaginary[p][q]);
        if (size == 0) {
            return 0;
        }
        double ratio = (real[q][q] - real[p][p]) / (2 * size);
        double t = (ratio >= 0 ? 1 : -1) / (Math.abs(ratio) + Math.sqrt(1 + ratio * ratio));
        double c = 1 / Math.sqrt(1 + t * t);
        double s = t * c;
        double sr = s * real[p][q] / size;
        double si = s * imaginary[p][q] / size;
        for (int k = 0; k < n; k++) {
            turn(real[k], imaginary[k], p, q, c, sr, si);
            turn(vectorReal[k], vectorImaginary[k], p, q, c, sr, si);
        }
        for (int k = 0; k < n; k++) {
            double pr = real[p][k];
            double pi = imaginary[p][k];
            double qr = real[q][k];
            double qi = imaginary[q][k];
            real[p][k] = c * pr - (sr * qr - si * qi);
            imaginary[p][k] = c * pi - (sr * qi + si * qr);
            real[q][k] = sr * pr + si * pi + c * qr;
            imaginary[q][k] = sr * pi - si * pr + c * qi;
        }
        return size * size;
    }

    /** Columns: p becomes c p - conj(s) q, q becomes s p + c q. */
    private static void turn(double[] re, double[] im, int p, int q, double c, double sr, double si) {
        double pr = re[p];
        double pi = im[p];
        double qr = re[q];
        double qi = im[q];
        re[p] = c * pr - (sr * qr + si * qi);
        im[p] = c * pi - (sr * qi - si * qr);
        re[q] = sr * pr - si * pi + c * qr;
        im[q] = sr * pi + si * pr + c * qi;
    }

    /** The rotation to a power: all angles times it. */
    void power(double exponent, double[][] rotation) {
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < n; k++) {
                double cos = Math.cos(exponent * angle[k]);
                double sin = Math.sin(exponent * angle[k]);
                work[i][k] = vectorReal[i][k] * cos - vectorImaginary[i][k] * sin;
                work[i][n + k] = vectorReal[i][k] * sin + vectorImaginary[i][k] * cos;
            }
        }
        realOfProduct(rotation);
    }

    /** Re(work conj(vectors)^T), work holding real and imaginary parts side by side. */
    private void realOfProduct(double[][] result) {
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int k = 0; k < n; k++) {
                    sum += work[i][k] * vectorReal[j][k] + work[i][n + k] * vectorImaginary[j][k];
                }
                result[i][j] = sum;
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

    /** real + i imaginary = vectors^* adjoint vectors. */
    private void transform(double[][] adjoint) {
        for (int i = 0; i < n; i++) {
            for (int l = 0; l < n; l++) {
                double re = 0;
                double im = 0;
                for (int j = 0; j < n; j++) {
                    re += adjoint[i][j] * vectorReal[j][l];
                    im += adjoint[i][j] * vectorImaginary[j][l];
                }
                work[i][l] = re;
                work[i][n + l] = im;
            }
        }
        for (int k = 0; k < n; k++) {
            for (int l = 0; l < n; l++) {
                double re = 0;
                double im = 0;
                for (int i = 0; i < n; i++) {
                    re += vectorReal[i][k] * work[i][l] + vectorImaginary[i][k] * work[i][n + l];
                    im += vectorReal[i][k] * work[i][n + l] - vectorImaginary[i][k] * work[i][l];
                }
                real[k][l] = re;
                imaginary[k][l] = im;
            }
        }
    }

    /** Times the conjugate of size exp(i phase). */
    private void turnBack(int k, int l, double size, double phase) {
        double cos = size * Math.cos(phase);
        double sin = size * Math.sin(phase);
        double re = real[k][l];
        real[k][l] = re * cos + imaginary[k][l] * sin;
        imaginary[k][l] = imaginary[k][l] * cos - re * sin;
    }

    private void transformBack(double[][] result) {
        for (int i = 0; i < n; i++) {
            for (int l = 0; l < n; l++) {
                double re = 0;
                double im = 0;
                for (int k = 0; k < n; k++) {
                    re += vectorReal[i][k] * real[k][l] - vectorImaginary[i][k] * imaginary[k][l];
                    im += vectorReal[i][k] * imaginary[k][l] + vectorImaginary[i][k] * real[k][l];
                }
                work[i][l] = re;
                work[i][n + l] = im;
            }
        }
        realOfProduct(result);
    }
}
