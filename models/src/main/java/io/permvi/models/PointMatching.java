package io.permvi.models;

import io.permvi.relaxations.linalg.SparsityPattern;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * Observed points in d dimensions, each a known center plus Gaussian noise, in an unknown order (Linderman et al. 2018,
 * section 5.1): {@code y_i ~ N(c_place(i), sigma^2 I)} with a uniform prior over the matchings.
 *
 * <p>The log likelihood is written linearly in the matching,
 *
 * <pre>  log p(y, x) = &lt;x, L&gt; - (m d / 2) log(2 pi sigma^2) + log prior,    L_ij = -|y_i - c_j|^2 / (2 sigma^2).</pre>
 *
 * At a hard matching this is the squared residual of the matched centers. At a relaxed x it is not, and it is the better
 * choice: mixtures of centers explain nothing, so the residual of x c would reward points that no matching explains.
 * Immutable; O(m n) an evaluation.
 */
public final class PointMatching implements DifferentiableModel {
    private final MatchingLatent latent;
    private final DMatrixRMaj scores;
    private final double constant;

    private PointMatching(MatchingLatent latent, DMatrixRMaj scores, double constant) {
        this.latent = latent;
        this.scores = scores;
        this.constant = constant;
    }

    /**
     * The model of observations and centers; items are observations, places are centers.
     *
     * @param latent the matching, not partial
     * @param observations m by d. Not modified.
     * @param centers n by d. Not modified.
     * @param sigma standard deviation of the noise, above 0
     * @throws IllegalArgumentException when shapes do not fit, a coordinate or sigma is not finite, sigma is not
     *     positive, or the latent is partial
     */
    public static PointMatching of(MatchingLatent latent, DMatrixRMaj observations, DMatrixRMaj centers, double sigma) {
        requirePoints("observations", observations, latent.rows(), observations.numCols);
        requirePoints("centers", centers, latent.columns(), observations.numCols);
        if (!(sigma > 0 && sigma < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("sigma must be positive and finite, got " + sigma);
        }
        DMatrixRMaj scores = new DMatrixRMaj(latent.rows(), latent.columns());
        for (int i = 0; i < latent.rows(); i++) {
            for (int j = 0; j < latent.columns(); j++) {
                scores.set(i, j, -squaredDistance(observations, i, centers, j) / (2 * sigma * sigma));
            }
        }
        double normalizer = -0.5 * latent.rows() * observations.numCols * Math.log(2 * Math.PI * sigma * sigma);
        return new PointMatching(latent, scores, normalizer + UniformPrior.logProbability(latent.space()));
    }

    private static void requirePoints(String name, DMatrixRMaj points, int count, int dimensions) {
        if (points.numRows != count || points.numCols != dimensions) {
            throw new IllegalArgumentException(name + " must be " + count + " x " + dimensions + ", got "
                    + points.numRows + " x " + points.numCols);
        }
        for (int e = 0; e < points.getNumElements(); e++) {
            if (!Double.isFinite(points.data[e])) {
                throw new IllegalArgumentException("coordinate " + e % dimensions + " of point " + e / dimensions
                        + " of the " + name + " must be finite, got " + points.data[e]);
            }
        }
    }

    private static double squaredDistance(DMatrixRMaj a, int i, DMatrixRMaj b, int j) {
        double sum = 0;
        for (int d = 0; d < a.numCols; d++) {
            double difference = a.get(i, d) - b.get(j, d);
            sum += difference * difference;
        }
        return sum;
    }

    /** The matching. */
    public MatchingLatent latent() {
        return latent;
    }

    /** L, the log likelihood of each pair up to its constant, a fresh matrix. */
    public DMatrixRMaj scores() {
        return scores.copy();
    }

    @Override
    public List<Latent> latents() {
        return List.of(latent);
    }

    @Override
    public Pass newPass() {
        return new LinearPass();
    }

    private final class LinearPass implements Pass {
        private boolean forwarded;

        @Override
        public double forward(LatentValues z) {
            double[] x = z.get(latent).data;
            SparsityPattern allowed = latent.space().allowed();
            double sum = constant;
            for (int i = 0; i < allowed.rows(); i++) {
                for (int e = allowed.rowStart(i); e < allowed.rowEnd(i); e++) {
                    int at = i * allowed.columns() + allowed.column(e);
                    sum += x[at] * scores.data[at];
                }
            }
            forwarded = true;
            return sum;
        }

        @Override
        public void backward(LatentValues gradient) {
            if (!forwarded) {
                throw new IllegalStateException("backward before forward");
            }
            gradient.get(latent).setTo(scores);
        }
    }
}
