package io.permvi.examples.basics;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.Answer;
import io.permvi.inference.Inference;
import org.junit.jupiter.api.Test;

/** Small cases of the classical problems run with default settings and find what they say. */
class DefaultsTest {
    @Test
    void aSmallGraphIsAlignedExactly() {
        Problem problem = GraphAlignment.of(1, 11, 0.95);
        Answer answer = Inference.of(problem.model()).run(problem.rng());
        assertTrue(answer.verdict().trusted(), answer.toString());
        String score = problem.score().apply(answer.posterior());
        assertTrue(score.startsWith("11 of 11 right"), score);
    }
}
