package io.permvi.relaxations.permutation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class LinearAssignmentTest {
    private record Case(int n, double[][] x, double value, int[] assignment) {}

    private static Case[] golden() throws IOException {
        try (Reader reader = new InputStreamReader(
                LinearAssignmentTest.class.getResourceAsStream("/golden/matching.json"), StandardCharsets.UTF_8)) {
            return new Gson().fromJson(reader, Case[].class);
        }
    }

    @Test
    void agreesWithTheReferenceMatchings() throws IOException {
        for (Case c : golden()) {
            DMatrixRMaj score = new DMatrixRMaj(c.x);
            int[] columnOfRow = new int[score.numRows];
            double value = new LinearAssignment(score.numRows, score.numCols).maximize(score, columnOfRow);
            assertEquals(c.value, value, 1e-9);
            assertArrayEquals(c.assignment, columnOfRow);
        }
    }
}
