package io.permvi.inference.structure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.sampling.SmallModels;
import io.permvi.models.DiscreteLatent;
import io.permvi.models.MatchingLatent;
import io.permvi.models.MatchingPriors;
import io.permvi.models.Model;
import io.permvi.models.RealLatent;
import io.permvi.models.TapeModel;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.MatchingSpace;
import java.util.List;
import org.apache.commons.math3.util.CombinatoricsUtils;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class StructureTest {
    @Test
    void tellsFormsApart() {
        assertEquals(
                ChangeForm.LINEAR, Structure.of(SmallModels.regression(5, 1)).form());
        assertEquals(
                ChangeForm.SEPARABLE,
                Structure.of(SmallModels.sumOfSquares(5, 1)).form());
        assertEquals(2, Structure.of(SmallModels.sumOfSquares(5, 1)).rank());
        assertEquals(
                ChangeForm.LINEAR_BUT_COUNT,
                Structure.of(SmallModels.partial(4, 5, 1)).form());
        assertEquals(
                ChangeForm.QUADRATIC, Structure.of(SmallModels.graphs(5, 1)).form());
        assertEquals(ChangeForm.BEYOND, Structure.of(SmallModels.order(4, 1)).form());
        assertEquals(
                ChangeForm.MULTILINEAR, Structure.of(SmallModels.pair(4, 1)).form());
    }

    @Test
    void findsGaussianReals() {
        assertEquals(List.of("b"), names(SmallModels.regression(5, 1)));
        assertEquals(List.of("weights"), names(SmallModels.order(4, 1)));
        assertEquals(List.of(), names(SmallModels.graphs(5, 1)));
    }

    private static List<String> names(Model model) {
        return Structure.of(model).gaussian().stream().map(RealLatent::name).toList();
    }

    @Test
    void findsChainsInTheirOrder() {
        List<String> chain = Structure.of(SmallModels.tracks(2, 2, 1)).chain().stream()
                .map(DiscreteLatent::name)
                .toList();
        assertTrue(
                chain.equals(List.of("x0", "x1", "x2")) || chain.equals(List.of("x2", "x1", "x0")), chain.toString());
        assertEquals(List.of(), Structure.of(SmallModels.pair(3, 1)).chain());
    }

    @Test
    void countsValues() {
        assertEquals(2 * Math.log(24), Structure.of(SmallModels.pair(4, 1)).logStates(), 1e-12);
        assertEquals(Math.log(13), Structure.of(SmallModels.partial(2, 3, 1)).logStates(), 1e-12);
    }

    @Test
    void countsWithinAMaskOfKnownItems() {
        var known = MatchingSpace.within(SparsityPattern.where(25, 25, (i, j) -> i < 3 ? j == i : j >= 3));
        var chain = MatchingSpace.within(SparsityPattern.where(25, 25, (i, j) -> Math.abs(i - j) < 2));
        double expected = CombinatoricsUtils.factorialLog(22);
        assertEquals(expected, Structure.logCount(new MatchingLatent("x", known)), 1e-9);
        assertTrue(Double.isNaN(Structure.logCount(new MatchingLatent("x", chain))));
    }

    @Test
    void findsTheReversalOfAnOrder() {
        var x = new MatchingLatent("x", 6);
        DMatrixRMaj similarity = symmetric(SmallModels.random(6, 6, 3));
        DMatrixRMaj distance = new DMatrixRMaj(6, 6);
        for (int e = 0; e < 36; e++) {
            distance.data[e] = Math.abs(e / 6 - e % 6);
        }
        Model model = TapeModel.of(List.of(x), (tape, z) -> z.get(x)
                .mult(tape.constant(distance))
                .mult(z.get(x).transpose())
                .dot(tape.constant(similarity)));
        Symmetries found = Structure.of(model).symmetries();
        assertTrue(found.reversed());
        assertFalse(found.places().any());
        assertTrue(Structure.of(SmallModels.graphs(6, 1)).symmetries().isEmpty());
    }

    private static DMatrixRMaj symmetric(DMatrixRMaj matrix) {
        for (int i = 0; i < matrix.numRows; i++) {
            for (int j = 0; j < i; j++) {
                matrix.set(i, j, matrix.get(j, i));
            }
        }
        return matrix;
    }

    @Test
    void findsLabelsAndSigns() {
        var x = new MatchingLatent("x", 3);
        var centers = new RealLatent("centers", 3, 1);
        DMatrixRMaj y = SmallModels.random(3, 1, 5);
        Model labels = TapeModel.of(List.of(x, centers), (tape, z) -> tape.constant(y)
                .minus(z.get(x).mult(z.get(centers)))
                .sumOfSquares()
                .plus(z.get(centers).sumOfSquares())
                .times(-0.5));
        Symmetries found = Structure.of(labels).symmetries();
        assertArrayEquals(new int[] {0, 0, 0}, found.places().classes());
        assertEquals(List.of(centers), found.places().rows());
        Model signs = TapeModel.of(
                List.of(x, centers),
                (tape, z) -> z.get(x).mult(z.get(centers).square()).dot(tape.constant(y)));
        assertEquals(List.of(centers), Structure.of(signs).symmetries().signs());
    }

    @Test
    void findsItemsThatAreTheSameAndTheRealsThatGoWithThem() {
        var x = new MatchingLatent("x", 4);
        var effects = new RealLatent("effects", 4, 2);
        DMatrixRMaj scores = SmallModels.random(4, 4, 2);
        for (int j = 0; j < 4; j++) {
            scores.set(3, j, scores.get(1, j));
        }
        DMatrixRMaj levels = SmallModels.random(2, 4, 3);
        Model model = TapeModel.of(List.of(x, effects), (tape, z) -> z.get(x)
                .dot(tape.constant(scores).plus(z.get(effects).mult(tape.constant(levels))))
                .minus(z.get(effects).sumOfSquares()));
        Symmetries found = Structure.of(model).symmetries();
        assertArrayEquals(new int[] {0, 1, 2, 1}, found.items().classes());
        assertEquals(List.of(effects), found.items().rows());
        assertTrue(found.alignsDraws());
        assertTrue(found.toString().contains("2 of 4 items can be exchanged"), found.toString());
    }

    @Test
    void leavesEqualPlacesOfOneMatchingToTheSampler() {
        var x = new MatchingLatent("x", 4);
        DMatrixRMaj scores = SmallModels.random(4, 4, 2);
        for (int i = 0; i < 4; i++) {
            scores.set(i, 3, scores.get(i, 0));
        }
        Symmetries found = Structure.of(
                        TapeModel.of(List.of(x), (tape, z) -> z.get(x).dot(tape.constant(scores))))
                .symmetries();
        assertArrayEquals(new int[] {0, 1, 2, 0}, found.places().classes());
        assertFalse(found.alignsDraws());
        assertFalse(found.isEmpty());
    }

    @Test
    void findsLevelsThatOnlyThePriorTells() {
        var x = new MatchingLatent("x", 3);
        var utilities = new RealLatent("utilities", 3, 1);
        Model model = TapeModel.of(
                List.of(x, utilities), (tape, z) -> MatchingPriors.plackettLuce(z.get(x), z.get(utilities), 3)
                        .minus(z.get(utilities).sumOfSquares()));
        Symmetries found = Structure.of(model).symmetries();
        assertEquals(List.of(utilities), found.levels());
        assertEquals(
                List.of(),
                Structure.of(SmallModels.regression(4, 1)).symmetries().levels());
    }

    @Test
    void refusesForbiddenPairsWithoutMask() {
        var x = new MatchingLatent("x", 3);
        DMatrixRMaj scores = new DMatrixRMaj(3, 3);
        scores.set(0, 1, Double.NEGATIVE_INFINITY);
        Model model = TapeModel.of(List.of(x), (tape, z) -> z.get(x).dot(tape.constant(scores)));
        Exception refusal = assertThrows(IllegalArgumentException.class, () -> Structure.of(model));
        assertTrue(refusal.getMessage().contains("mask"), refusal.getMessage());
    }
}
