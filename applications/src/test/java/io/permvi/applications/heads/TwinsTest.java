package io.permvi.applications.heads;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.fields.PointMatch;
import io.permvi.models.fields.RigidMotion;
import java.util.List;
import org.junit.jupiter.api.Test;

class TwinsTest {
    /** AVL and AQR end like a side, but nobody is their twin. */
    @Test
    void aTwinHasTheNameOfTheOtherSide() {
        List<String> neurons = List.of("AVAL", "AVL", "AVAR", "AQR", "RIS", "SMDVL");
        assertArrayEquals(new int[] {2, 1, 0, 3, 4, 5}, Twins.of(neurons).twin());
    }

    /** Twins at y = 1 +- 3, the plane between them turned by nothing. */
    @Test
    void theReflectionTakesTwinsToEachOther() {
        double[][] places = {{0, 4, 5}, {9, 1, 2}, {0, -2, 5}, {3, 4, 1}, {3, -2, 1}, {8, 4, 7}, {8, -2, 7}};
        RigidMotion reflection = Twins.of(List.of("AL", "Q", "AR", "BL", "BR", "CR", "CL"))
                .reflection(places)
                .orElseThrow();
        assertTrue(reflection.mirrors());
        double[][] moved = new double[3][1];
        RigidMotion twice = reflection.after(reflection);
        reflection.apply(new double[][] {{2}, {7}, {6}}, moved);
        assertArrayEquals(new double[] {2, -5, 6}, new double[] {moved[0][0], moved[1][0], moved[2][0]}, 1e-12);
        twice.apply(new double[][] {{2}, {7}, {6}}, moved);
        assertArrayEquals(new double[] {2, 7, 6}, new double[] {moved[0][0], moved[1][0], moved[2][0]}, 1e-12);
        assertTrue(Twins.of(List.of("A", "B")).reflection(new double[2][3]).isEmpty());
    }

    @Test
    void noHeadSaysMoreThanTheShareOfExchangedHeadsAdmits() {
        assertEquals(0, Twins.logRatio(0, 3), 1e-12);
        assertEquals(Math.log(9), Twins.logRatio(1e4, 3), 1e-12);
        assertEquals(-Math.log(9), Twins.logRatio(-1e4, 3), 1e-12);
        double likely = 1 / (1 + Math.exp(-2));
        double exchanged = 0.1 * (1 - likely) + 0.9 * likely;
        assertEquals(Math.log(exchanged / (1 - exchanged)), Twins.logRatio(6, 3), 1e-12);
        assertEquals(-Twins.logRatio(6, 3), Twins.logRatio(-6, 3), 1e-12);
    }

    /** The neurons between the sides lie off the middle, each at its own side. */
    @Test
    void theTrueHandHasTheEvidence() {
        List<Head> heads = new SyntheticHeads(4).draw(6);
        HeadAtlas atlas = AtlasLearner.withDefaults().learn(heads.subList(0, 5));
        NamedHead named = new HeadNaming(atlas).name(heads.get(5), HeadNaming.Hand.INFER);
        PointMatch same = named.free().same().get(0);
        PointMatch mirrored = named.free().mirrored().get(0);
        double difference = Twins.of(atlas.names()).difference(same, mirrored);
        assertTrue(difference > 5, "evidence " + difference);
        assertEquals(-difference, Twins.of(atlas.names()).difference(mirrored, same), 1e-9);
    }
}
