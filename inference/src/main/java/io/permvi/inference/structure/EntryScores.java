package io.permvi.inference.structure;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * The scores G of a log joint that is {@code c + <G, x>} at matchings, the reals held fixed. Where it is linear between
 * them too, G is the gradient. Where the part of each item is quadratic by itself, as in a sum of squares of {@code y - x
 * v}, its Hessian of rank r is found from r more gradients in random directions that move all items at once, and {@code
 * G_ij = g_ij - (H_i x_i)_j + (H_i)_jj / 2} since x_ij is 0 or 1 and one in a row.
 */
public final class EntryScores {
    private final ModelPoint point;
    private final int rank;
    private final DMatrixRMaj[] scores;
    private final DMatrixRMaj[] base;
    private final DMatrixRMaj[][] columns;
    private final DMatrixRMaj[] directions;
    private final DMatrixRMaj weights;
    private final DMatrixRMaj right;
    private final DMatrixRMaj solved;

    /** Scores at the reals of a point; rank 0 where the log joint is linear everywhere. */
    public EntryScores(ModelPoint point, int rank) {
        this.point = point;
        this.rank = rank;
        int latents = point.discreteLatents().size();
        scores = new DMatrixRMaj[latents];
        base = new DMatrixRMaj[latents];
        columns = new DMatrixRMaj[latents][rank];
        directions = new DMatrixRMaj[latents];
        weights = new DMatrixRMaj(Math.max(1, rank), Math.max(1, rank));
        right = new DMatrixRMaj(Math.max(1, rank), 1);
        solved = new DMatrixRMaj(Math.max(1, rank), 1);
        for (int k = 0; k < latents; k++) {
            scores[k] = point.value(k).createLike();
            base[k] = point.value(k).createLike();
            directions[k] = new DMatrixRMaj(Math.max(1, rank), point.value(k).numCols);
            for (int r = 0; r < rank; r++) {
                columns[k][r] = point.value(k).createLike();
                for (int j = 0; j < directions[k].numCols; j++) {
                    directions[k].set(r, j, direction(r, j));
                }
            }
        }
    }

    /** Positive, without pattern, always the same. */
    private static double direction(int r, int j) {
        double golden = 0.6180339887498949;
        double x = (j + 1) * golden * (r + 1) + 0.1 * (j + 1) * (j + 1) * golden * golden * r;
        return 0.2 + 0.8 * (x - Math.floor(x));
    }

    /** Reads the scores; the discrete values of the point are left as they were. */
    public void read() {
        if (rank == 0) {
            point.forwardBackward();
            for (int k = 0; k < scores.length; k++) {
                scores[k].setTo(point.gradient(k));
            }
            return;
        }
        for (int k = 0; k < scores.length; k++) {
            base[k].setTo(point.value(k));
        }
        point.forwardBackward();
        for (int k = 0; k < scores.length; k++) {
            scores[k].setTo(point.gradient(k));
        }
        for (int r = 0; r < rank; r++) {
            readColumn(r);
        }
        for (int k = 0; k < scores.length; k++) {
            for (int i = 0; i < scores[k].numRows; i++) {
                correctRow(k, i);
            }
        }
    }

    private void readColumn(int r) {
        for (int k = 0; k < scores.length; k++) {
            DMatrixRMaj x = point.value(k);
            for (int e = 0; e < x.getNumElements(); e++) {
                x.data[e] += directions[k].get(r, e % x.numCols);
            }
        }
        point.forwardBackward();
        for (int k = 0; k < scores.length; k++) {
            CommonOps_DDRM.subtract(point.gradient(k), scores[k], columns[k][r]);
            point.value(k).setTo(base[k]);
        }
    }

    /** H_i = C W^-1 C' with C = H_i U and W = U'C. */
    private void correctRow(int k, int i) {
        int n = scores[k].numCols;
        double size = 0;
        for (int r = 0; r < rank; r++) {
            for (int s = 0; s < rank; s++) {
                double sum = 0;
                for (int j = 0; j < n; j++) {
                    sum += directions[k].get(r, j) * columns[k][s].get(i, j);
                }
                weights.set(r, s, sum);
                size = Math.max(size, Math.abs(sum));
            }
        }
        for (int j = 0; size > 0 && j < n; j++) {
            for (int r = 0; r < rank; r++) {
                right.set(r, 0, columns[k][r].get(i, j));
            }
            if (rank == 1) {
                solved.set(0, 0, right.get(0, 0) / weights.get(0, 0));
            } else if (!CommonOps_DDRM.solve(weights, right, solved)) {
                return;
            }
            scores[k].add(i, j, correction(k, i, j));
        }
    }

    private double correction(int k, int i, int j) {
        double sum = 0;
        for (int r = 0; r < rank; r++) {
            double inner = 0;
            for (int l = 0; l < base[k].numCols; l++) {
                inner += columns[k][r].get(i, l) * base[k].get(i, l);
            }
            sum += solved.get(r, 0) * (0.5 * columns[k][r].get(i, j) - inner);
        }
        return sum;
    }

    /** The scores of a discrete latent, as of the last read. */
    public DMatrixRMaj scores(int latent) {
        return scores[latent];
    }
}
