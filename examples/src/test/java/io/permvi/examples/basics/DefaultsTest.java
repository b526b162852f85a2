package io.permvi.examples.basics;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Small cases of the classical problems run with default settings and find what they say. */
class DefaultsTest {
    @Test
    void aSmallGraphIsAlignedExactly() {
        String score = GraphAlignment.run(1, 11, 0.95);
        assertTrue(score.contains("said to be good"), score);
    }
}
