package io.permvi.applications.heads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.applications.files.InputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class AtlasLearnerTest {
    private static final List<Head> HEADS = new SyntheticHeads(1).draw(5);

    private static Head mirrored(Head head) {
        double[][] positions = {head.positions()[0], head.positions()[1], head.positions()[2].clone()};
        for (int i = 0; i < head.size(); i++) {
            positions[2][i] = -positions[2][i];
        }
        return new Head(head.id(), positions, head.colors(), head.names());
    }

    @Test
    void countsTheHandsOfTheHeads() {
        List<Head> heads = new ArrayList<>(HEADS);
        heads.set(3, mirrored(heads.get(3)));
        HeadAtlas atlas = AtlasLearner.withDefaults().learn(heads);
        assertEquals("head01", atlas.frameHead());
        double same = 0;
        double mirrored = 0;
        for (int g = 0; g < atlas.handPrior().grids().size(); g++) {
            same += atlas.handPrior().same()[g];
            mirrored += atlas.handPrior().mirrored()[g];
        }
        assertEquals(4, same);
        assertEquals(1, mirrored);
    }

    @Test
    void learnsTheSameFromTheSameHeads() {
        HeadAtlas first = AtlasLearner.withDefaults().learn(HEADS);
        HeadAtlas second = AtlasLearner.withDefaults().learn(HEADS);
        assertEquals(first.positions().modes().data.length, second.positions().modes().data.length);
        for (int j = 0; j < first.positions().modes().data.length; j++) {
            assertEquals(first.positions().modes().data[j], second.positions().modes().data[j]);
        }
    }

    @Test
    void presenceFollowsTheNumberOfPoints() {
        double[][] present = new double[20][2];
        int[] points = new int[20];
        for (int h = 0; h < 20; h++) {
            points[h] = 50 + 5 * h;
            present[h][0] = 1;
            present[h][1] = h >= 10 ? 1 : 0;
        }
        PresencePrior prior = PresencePrior.fit(present, points, 1.5, 1);
        assertTrue(prior.logits(50)[1] < -1 && prior.logits(145)[1] > 1);
        assertTrue(prior.logits(50)[0] > prior.logits(50)[1]);
        assertTrue(prior.logits(100_000)[1] <= 5);
    }

    @Test
    void refusesHeadsThatCannotTeach() {
        AtlasLearner learner = AtlasLearner.withDefaults();
        assertThrows(InputException.class, () -> learner.learn(HEADS.subList(0, 1)));
        Head head = HEADS.get(1);
        Head nameless = new Head(head.id(), head.positions(), head.colors(), Collections.nCopies(head.size(), ""));
        assertThrows(InputException.class, () -> learner.learn(List.of(HEADS.get(0), HEADS.get(2), nameless)));
    }
}
