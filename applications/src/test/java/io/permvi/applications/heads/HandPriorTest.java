package io.permvi.applications.heads;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.special.Beta;
import org.junit.jupiter.api.Test;

class HandPriorTest {
    private static final HandPrior NONE = new HandPrior(List.of(), new double[0], new double[0]);

    /** A head on a grid of these steps. */
    private static Head head(double... steps) {
        double[][] positions = new double[3][4];
        for (int d = 0; d < 3; d++) {
            for (int i = 0; i < 4; i++) {
                positions[d][i] = steps[d] * i * (i + 1) / 2;
            }
        }
        return new Head("head", positions, new double[3][4], Collections.nCopies(4, ""));
    }

    @Test
    void anUnknownGridTellsNothingAndAKnownOneCounts() {
        HandPrior prior = new HandPrior(List.of(new double[] {0.2, 0.3, 1}), new double[] {1}, new double[] {4});
        assertEquals(0.5, prior.probabilitySame(head(0.5, 0.5, 2)), 1e-12);
        assertEquals(1.5 / 6, prior.probabilitySame(head(0.3, 0.2, 1)), 1e-12);
    }

    @Test
    void certainHandsOfOthersCountAsLearnedOnes() {
        List<Head> heads = Collections.nCopies(4, head(0.2, 0.3, 1));
        double[] priors = NONE.givenOthers(
                heads, new double[] {0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY});
        assertEquals(1.5 / 4, priors[0], 1e-12);
        assertEquals(0.5 / 3, priors[1], 1e-12);
        assertEquals(1.5 / 3, priors[2], 1e-12);
    }

    @Test
    void othersOfAnotherGridSayNothing() {
        double[] priors = NONE.givenOthers(List.of(head(0.2, 0.3, 1), head(0.2, 0.3, 2)), new double[] {9, -9});
        assertArrayEquals(new double[] {0.5, 0.5}, priors, 1e-12);
    }

    /** The posterior of all hands, by enumeration of them. */
    @Test
    void evidenceSpeaksForTheOthers() {
        double[] logRatios = {0.4, -1.2, 0.9, 2.0, 0.1};
        int n = logRatios.length;
        List<Head> heads = Collections.nCopies(n, head(0.2, 0.3, 1));
        double[] priors = NONE.givenOthers(heads, logRatios);
        double total = 0;
        double[] same = new double[n];
        for (int code = 0; code < 1 << n; code++) {
            int hands = code;
            int count = Integer.bitCount(code);
            double weight = Math.exp(Beta.logBeta(0.5 + count, 0.5 + n - count)
                    + IntStream.range(0, n)
                            .filter(h -> (hands >> h & 1) == 1)
                            .mapToDouble(h -> logRatios[h])
                            .sum());
            total += weight;
            for (int h = 0; h < n; h++) {
                same[h] += (code >> h & 1) * weight;
            }
        }
        for (int h = 0; h < n; h++) {
            double logit = Math.log(priors[h] / (1 - priors[h])) + logRatios[h];
            assertEquals(same[h] / total, 1 / (1 + Math.exp(-logit)), 1e-10);
        }
        assertTrue(Arrays.stream(priors).allMatch(p -> p > 0.5), Arrays.toString(priors));
    }
}
