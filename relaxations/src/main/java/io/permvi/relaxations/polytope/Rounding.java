package io.permvi.relaxations.polytope;

import io.permvi.relaxations.InvertiblePass;
import io.permvi.relaxations.InvertibleRelaxation;
import io.permvi.relaxations.Relaxation;
import io.permvi.relaxations.assignment.LinearMaximum;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.Space;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import org.ejml.data.DMatrixRMaj;

/**
 * Rounding: psi is pulled toward the nearest matching of the space, {@code x = tau psi + (1 - tau) round(psi)}, where
 * round(psi) has the largest score {@code <psi, P>} (in a partial space {@code <psi - 1/2, P>}, so that it is the
 * nearest in the Euclidean sense there as well).
 *
 * <p>x has the shape of psi, items by places; it is near a vertex of the polytope, but neither its rows nor its columns
 * sum to one. The map is piecewise linear with log|det J| = (number of allowed entries) log tau, and one to one: x rounds
 * to the matching that psi rounds to, since the points nearest to a matching form a convex set that contains it. It
 * jumps where two matchings are equally near, and the pathwise derivative of an expectation leaves the jumps out, so
 * that gradient is biased although each draw's derivative is exact.
 *
 * <p>Serves permutations, injections and partial matchings, with masks, and categories (there with {@link Softmax} as
 * center map). Temperatures in (0, 1]; 1 leaves psi as it is.
 * The cost is one linear assignment a forward (none at temperature 1), O(allowed entries) backward. Linderman, Mena,
 * Cooper, Paninski and Cunningham, Reparameterizing the Birkhoff Polytope for Variational Permutation Inference
 * (AISTATS 2018), section 3.2.
 *
 * @param centerMap takes unconstrained parameters to the center of psi, which has to lie near the polytope for the pull
 *     to mean anything: a Sinkhorn operator
 */
public record Rounding(Relaxation centerMap) implements InvertibleRelaxation {

    /** Centers by 10 Sinkhorn iterations. */
    public Rounding() {
        this(new SinkhornOperator(10, 0));
    }

    @Override
    public Pass newPass(Space space) {
        return new RoundingPass(this, space);
    }

    private static final class RoundingPass extends InvertiblePass {
        /** How far the score of a matching may lie below the best, relative, to count as the nearest one. */
        private static final double TIE_TOLERANCE = 1e-9;

        private static final double HALF = 0.5;

        private final Space space;
        private final LinearMaximum nearest;
        private final int[] places;
        private final int[] otherPlaces;

        RoundingPass(Rounding rounding, Space space) {
            super(rounding, space);
            this.space = space;
            // in a partial space an entry pays from one half up, so that the best matching is the nearest
            nearest = LinearMaximum.of(space, HALF);
            places = new int[space.items()];
            otherPlaces = new int[space.items()];
        }

        @Override
        protected void map(DMatrixRMaj psi, double temperature, DMatrixRMaj x) {
            if (temperature == 1) {
                // no pull, so there is no need to know where it would go
                allowed.scale(1, psi, x);
                return;
            }
            nearest.maximize(psi, places);
            blend(psi, temperature, 1 - temperature, x);
        }

        /** to = scale from + vertexScale round, where round is held in {@link #places}. */
        private void blend(DMatrixRMaj from, double scale, double vertexScale, DMatrixRMaj to) {
            int n = allowed.columns();
            allowed.scale(scale, from, to);
            for (int i = 0; i < places.length; i++) {
                if (places[i] != Matching.UNMATCHED) {
                    to.data[i * n + places[i]] += vertexScale;
                }
            }
        }

        @Override
        protected double logDeterminant(double temperature) {
            return allowed.count() * Math.log(temperature);
        }

        @Override
        protected void pullBack(
                DMatrixRMaj xAdjoint, double logDetAdjoint, double temperature, DMatrixRMaj psiAdjoint) {
            allowed.scale(temperature, xAdjoint, psiAdjoint);
        }

        @Override
        protected void invert(DMatrixRMaj x, double temperature, DMatrixRMaj psi) {
            int[] kept = places.clone();
            try {
                nearest.maximize(x, places);
                blend(x, 1 / temperature, 1 - 1 / temperature, psi);
                requireSameRounding(psi);
            } finally {
                System.arraycopy(kept, 0, places, 0, kept.length);
            }
        }

        /** Checks that psi rounds to the matching in {@link #places}, ties granted. */
        private void requireSameRounding(DMatrixRMaj psi) {
            double best = nearest.maximize(psi, otherPlaces);
            double score = score(psi);
            if (best - score > TIE_TOLERANCE * Math.max(1, Math.abs(best))) {
                throw new IllegalArgumentException("x lies in a gap that rounding leaves between its pieces: no psi is "
                        + "mapped there (the candidate scores " + score + " where another matching scores " + best
                        + ")");
            }
        }

        private double score(DMatrixRMaj psi) {
            double sum = 0;
            for (int i = 0; i < places.length; i++) {
                if (places[i] != Matching.UNMATCHED) {
                    sum += psi.data[i * space.places() + places[i]];
                } else if (space.partial()) {
                    sum += HALF;
                }
            }
            return sum;
        }

        @Override
        protected void requireTemperature(double temperature) {
            if (!(temperature > 0 && temperature <= 1)) {
                throw new IllegalArgumentException("temperature of rounding must be in (0, 1], got " + temperature);
            }
        }
    }
}
