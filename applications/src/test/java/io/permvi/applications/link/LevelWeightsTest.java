package io.permvi.applications.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LevelWeightsTest {
    private static final LevelWeights WEIGHTS =
            LevelWeights.of(new double[] {1e4, 3e4, 9e4, 2e4}, new double[] {9e8, 2e7, 1e6, 1e3});

    @ParameterizedTest
    @ValueSource(doubles = {0.02, 0.5, 0.97})
    void agreementIsFoundFromCounts(double agreement) {
        double[] counts = Arrays.stream(WEIGHTS.mixed(agreement).links())
                .map(share -> 1e6 * share)
                .toArray();
        assertEquals(agreement, WEIGHTS.agreement(counts), 1e-5);
    }

    @Test
    void linksThatAreSureForTheirRareValuesDoNotMakeCommonOnesSpeakAgainst() {
        // all counted links are of the rarest value, as those are that one is sure of
        double agreement = WEIGHTS.agreement(new double[] {0, 0, 0, 500});
        assertEquals(1, agreement, 2e-3);
        assertArrayEquals(WEIGHTS.weights(), WEIGHTS.mixed(agreement).weights(), 0.1);
    }

    @Test
    void withoutCountsOneInTwoAgrees() {
        assertEquals(0.5, WEIGHTS.agreement(new double[4]), 1e-12);
    }
}
