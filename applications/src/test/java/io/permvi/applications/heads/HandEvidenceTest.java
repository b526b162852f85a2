package io.permvi.applications.heads;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.fields.PointMatch;
import java.util.List;
import org.junit.jupiter.api.Test;

class HandEvidenceTest {
    /** AVL and AQR end like a side, but nobody is their twin. */
    @Test
    void neuronsWithoutATwinCount() {
        List<String> neurons = List.of("AVAL", "AVL", "AVAR", "AQR", "RIS", "SMDVL");
        assertArrayEquals(new int[] {1, 3, 4, 5}, HandEvidence.of(neurons).single());
    }

    @Test
    void noHeadSaysMoreThanTheShareOfExchangedHeadsAdmits() {
        assertEquals(0, HandEvidence.logRatio(0, 3), 1e-12);
        assertEquals(Math.log(9), HandEvidence.logRatio(1e4, 3), 1e-12);
        assertEquals(-Math.log(9), HandEvidence.logRatio(-1e4, 3), 1e-12);
        double likely = 1 / (1 + Math.exp(-2));
        double exchanged = 0.1 * (1 - likely) + 0.9 * likely;
        assertEquals(Math.log(exchanged / (1 - exchanged)), HandEvidence.logRatio(6, 3), 1e-12);
        assertEquals(-HandEvidence.logRatio(6, 3), HandEvidence.logRatio(-6, 3), 1e-12);
    }

    /** The neurons between the sides lie off the middle, each at its own side. */
    @Test
    void theTrueHandHasTheEvidence() {
        List<Head> heads = new SyntheticHeads(4).draw(6);
        HeadAtlas atlas = AtlasLearner.withDefaults().learn(heads.subList(0, 5));
        NamedHead named = new HeadNaming(atlas).name(heads.get(5), HeadNaming.Hand.INFER);
        PointMatch same = named.free().same().get(0);
        PointMatch mirrored = named.free().mirrored().get(0);
        double difference = HandEvidence.of(atlas.names()).difference(same, mirrored);
        assertTrue(difference > 5, "evidence " + difference);
        assertEquals(-difference, HandEvidence.of(atlas.names()).difference(mirrored, same), 1e-9);
    }
}
