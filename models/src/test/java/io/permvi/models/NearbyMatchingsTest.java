package io.permvi.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class NearbyMatchingsTest {
    private final MatchingLatent x =
            new MatchingLatent("x", SparsityPattern.where(3, 4, (i, j) -> !(i == 2 && j == 0)));
    private final DMatrixRMaj scores = new DMatrixRMaj(new double[][] {{5, 4, 0, 3}, {2, 5, -9, 0}, {1, 1, 5, -20}});
    private final Model linear = TapeModel.of(List.of(x), (tape, z) -> z.get(x).dot(tape.constant(scores)));
    private final List<Matching> start = List.of(Matching.of(4, 0, 1, 2));

    private NearbyMatchings near(double threshold) {
        return NearbyMatchings.around(MatchingDensity.of(linear), start, threshold);
    }

    @Test
    void keepsThePlacesThatOneExchangeReachesWithinTheThreshold() {
        // exchanges: 0 and 1 cost 4, 1 and 2 cost 18, 0 and 2 is not allowed; empty place 3 costs 2, 5 and 25
        DMatrixRMaj changes = near(5).scores(0);
        double no = Double.NEGATIVE_INFINITY;
        assertArrayEquals(new double[] {0, -4, no, -2, -4, 0, -18, -5, no, -18, 0, -25}, changes.data, 1e-12);
        SparsityPattern allowed = near(5).matchings().get(0).space().allowed();
        assertEquals(SparsityPattern.where(3, 4, (i, j) -> i == j || i < 2 && j < 2 || i < 2 && j == 3), allowed);
        assertEquals(4, near(3).matchings().get(0).space().allowed().count());
    }

    @Test
    void isTheDensityAtItsMatchings() {
        NearbyMatchings near = near(5);
        LatentValues z = new LatentValues(near.latents());
        Matching.toMatrix(new int[] {3, 0, 2}, z.get(near.matchings().get(0)));
        Model.Pass pass = near.newPass();
        assertEquals(10, pass.forward(z), 1e-12);
    }

    @Test
    void aRowWithoutAnEntryHasNoLogDensity() {
        NearbyMatchings near = near(5);
        LatentValues z = new LatentValues(near.latents());
        Matching.toMatrix(
                new int[] {0, Matching.UNMATCHED, 2}, z.get(near.matchings().get(0)));
        Model.Pass pass = near.newPass();
        assertTrue(Double.isNaN(pass.forward(z)), "the density knows no matching with an item left out");
    }

    @Test
    void refusesANegativeThreshold() {
        assertThrows(IllegalArgumentException.class, () -> near(-1));
    }
}
