package io.permvi.relaxations.polytope;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.permvi.relaxations.Relaxation;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Categories;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.permutation.Space;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import io.permvi.testkit.RelaxationContract;
import java.util.List;
import org.junit.jupiter.api.Test;

class SoftmaxTest extends RelaxationContract {
    @Override
    protected Relaxation relaxation() {
        return new Softmax();
    }

    @Override
    protected List<Space> spaces() {
        SparsityPattern masked = SparsityPattern.where(5, 3, (i, j) -> i != 2 || j != 1);
        return List.of(Categories.of(1, 2), Categories.of(6, 4), new Categories(masked));
    }

    @Override
    protected double sumTolerance() {
        return 1e-12;
    }

    @Test
    void refusesMatchingsAsTheSinkhornOperatorRefusesCategories() {
        Relaxation softmax = new Softmax();
        assertThrows(IllegalArgumentException.class, () -> softmax.newPass(MatchingSpace.permutations(3)));
        Relaxation sinkhorn = new SinkhornOperator(10, 0);
        assertThrows(IllegalArgumentException.class, () -> sinkhorn.newPass(Categories.of(3, 3)));
    }
}
