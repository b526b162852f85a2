package io.permvi.examples.polytopes;

import io.permvi.relaxations.Relaxation;
import io.permvi.relaxations.permutation.Categories;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.permutation.Space;
import io.permvi.relaxations.polytope.Rounding;
import io.permvi.relaxations.polytope.SimplexStickBreaking;
import io.permvi.relaxations.polytope.Softmax;
import io.permvi.relaxations.polytope.StickBreaking;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * A relaxation with centered noise, drawn in the plane. Points of the simplex of three categories lie in a triangle. A 3
 * by 3 matrix x goes to {@code sum_k <x, P_k> v_k / 3}, which takes the six permutations P_k to the corners v_k of a
 * regular hexagon, even and odd ones in turn, and the uniform matrix to its center.
 */
enum PolytopeFamily {
    GUMBEL_SOFTMAX("Gumbel-softmax", new Softmax(), Categories.of(1, 3)),
    SIMPLEX_STICK_BREAKING("simplex stick-breaking", new SimplexStickBreaking(), Categories.of(1, 3)),
    STICK_BREAKING("stick-breaking", new StickBreaking(), MatchingSpace.permutations(3)),
    ROUNDING("rounding", new Rounding(), MatchingSpace.permutations(3)),
    GUMBEL_SINKHORN("Gumbel-Sinkhorn", new SinkhornOperator(50, 1e-9), MatchingSpace.permutations(3));

    private static final double ROUNDING_SCALE = 0.5;
    /** Places of the items, even and odd permutations in turn, each next to those that it shares an entry with. */
    private static final int[][] PERMUTATIONS = {{0, 1, 2}, {0, 2, 1}, {1, 2, 0}, {1, 0, 2}, {2, 0, 1}, {2, 1, 0}};

    private final String title;
    private final Relaxation relaxation;
    private final Space space;

    PolytopeFamily(String title, Relaxation relaxation, Space space) {
        this.title = title;
        this.relaxation = relaxation;
        this.space = space;
    }

    String title() {
        return title;
    }

    boolean leavesThePolytope() {
        return this == ROUNDING;
    }

    /** The corners of the triangle or the hexagon, in the order of its boundary. */
    double[][] vertices() {
        int count = space instanceof Categories ? 3 : PERMUTATIONS.length;
        double[][] vertices = new double[count][];
        for (int k = 0; k < count; k++) {
            double angle = Math.PI / 2 + 2 * Math.PI * k / count;
            vertices[k] = new double[] {Math.cos(angle), Math.sin(angle)};
        }
        return vertices;
    }

    /** The name of a corner: a category, or the places of the three items. */
    String label(int corner) {
        if (space instanceof Categories) {
            return String.valueOf(corner + 1);
        }
        int[] places = PERMUTATIONS[corner];
        return String.valueOf(100 * (places[0] + 1) + 10 * (places[1] + 1) + places[2] + 1);
    }

    /** The coordinates of draws: {x of all, y of all}. */
    double[][] draw(double temperature, int points, RandomGenerator rng) {
        Relaxation.Pass pass = relaxation.newPass(space);
        DMatrixRMaj psi = new DMatrixRMaj(relaxation.inputRows(space), relaxation.inputColumns(space));
        DMatrixRMaj x = new DMatrixRMaj(space.items(), space.places());
        double[][] vertices = vertices();
        double[][] plane = new double[2][points];
        for (int s = 0; s < points; s++) {
            for (int e = 0; e < psi.getNumElements(); e++) {
                psi.data[e] = noise(rng);
            }
            pass.forward(psi, temperature, x);
            for (int k = 0; k < vertices.length; k++) {
                double weight = space instanceof Categories ? x.data[k] : overlap(x, PERMUTATIONS[k]) / 3;
                plane[0][s] += weight * vertices[k][0];
                plane[1][s] += weight * vertices[k][1];
            }
        }
        return plane;
    }

    private double noise(RandomGenerator rng) {
        return switch (this) {
            case GUMBEL_SOFTMAX, GUMBEL_SINKHORN -> -Math.log(rng.nextExponential());
            case ROUNDING -> 1.0 / 3 + ROUNDING_SCALE * rng.nextGaussian();
            default -> rng.nextGaussian();
        };
    }

    private static double overlap(DMatrixRMaj x, int[] places) {
        double sum = 0;
        for (int i = 0; i < places.length; i++) {
            sum += x.get(i, places[i]);
        }
        return sum;
    }
}
