package io.permvi.models;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.permvi.relaxations.autodiff.Var;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.testkit.MatchingDensityContract;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/** Two matchings tied by a quadratic term, one of them masked with empty places. */
class ForwardDensityTest extends MatchingDensityContract {
    private final MatchingLatent x =
            new MatchingLatent("x", SparsityPattern.where(4, 6, (i, j) -> i == j || (i + j) % 3 != 0));
    private final MatchingLatent y = new MatchingLatent("y", 6);

    @Override
    protected MatchingDensity density() {
        RandomGenerator rng = new SplittableRandom(1);
        DMatrixRMaj ofX = gaussian(4, 6, rng);
        DMatrixRMaj tie = gaussian(4, 6, rng);
        return MatchingDensity.of(TapeModel.of(List.of(x, y), (tape, z) -> {
            Var product = z.get(x).mult(z.get(y));
            return product.minus(tape.constant(tie))
                    .sumOfSquares()
                    .times(-0.5)
                    .plus(z.get(x).dot(tape.constant(ofX)));
        }));
    }

    private static DMatrixRMaj gaussian(int rows, int columns, RandomGenerator rng) {
        DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
        Arrays.setAll(matrix.data, e -> rng.nextGaussian());
        return matrix;
    }

    @Test
    void servesMatchingsOfEveryItemOnly() {
        RealLatent w = new RealLatent("w", 1, 1);
        Model real = TapeModel.of(List.of(w), (tape, z) -> z.get(w).sum());
        assertThrows(IllegalArgumentException.class, () -> MatchingDensity.of(real));
        MatchingLatent partial = new MatchingLatent("p", MatchingSpace.partial(SparsityPattern.all(2, 2)));
        Model unmatched =
                TapeModel.of(List.of(partial), (tape, z) -> z.get(partial).sum());
        assertThrows(IllegalArgumentException.class, () -> MatchingDensity.of(unmatched));
    }
}
