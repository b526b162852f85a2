package io.permvi.inference.posterior;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against R's package posterior; chain-statistics.R beside the numbers made them. */
class ChainStatisticsTest {
    private static List<List<String>> rows(String file) throws IOException {
        try (var in = ChainStatisticsTest.class.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .map(line -> List.of(line.split(",")))
                    .toList();
        }
    }

    static List<List<String>> goldenRows() throws IOException {
        return rows("chain-statistics.csv");
    }

    @ParameterizedTest
    @MethodSource("goldenRows")
    void agreesWithR(List<String> golden) throws IOException {
        Map<Integer, List<Double>> chains = new TreeMap<>();
        for (List<String> row : rows("chains.csv")) {
            if (row.get(0).equals(golden.get(0))) {
                chains.computeIfAbsent(Integer.valueOf(row.get(1)), c -> new ArrayList<>())
                        .add(Double.valueOf(row.get(2)));
            }
        }
        var statistics = ChainStatistics.of(chains.values().stream()
                .map(c -> c.stream().mapToDouble(Double::doubleValue).toArray())
                .toArray(double[][]::new));
        double[] found = {
            statistics.rHat(),
            statistics.bulkSize(),
            statistics.tailSize(),
            statistics.meanSize(),
            statistics.meanError(),
            statistics.deviationError(),
            statistics.quantileError(0.05),
            statistics.quantileError(0.5),
            statistics.quantileError(0.95)
        };
        for (int k = 0; k < found.length; k++) {
            double expected = Double.parseDouble(golden.get(k + 1));
            assertEquals(
                    expected, found[k], 1e-8 * Math.max(1, Math.abs(expected)), golden.get(0) + ", column " + (k + 1));
        }
    }

    @Test
    void constantAndBrokenChainsHaveNone() {
        var constant = ChainStatistics.of(new double[10], new double[10]);
        assertTrue(Double.isNaN(constant.rHat()));
        assertTrue(Double.isNaN(constant.bulkSize()));
        assertTrue(Double.isNaN(constant.tailSize()));
        assertTrue(Double.isNaN(
                ChainStatistics.of(new double[] {1, 2, Double.NaN, 4}).rHat()));
    }

    @Test
    void mistakesAreNamed() {
        assertThrows(IllegalArgumentException.class, ChainStatistics::of);
        assertThrows(IllegalArgumentException.class, () -> ChainStatistics.of(new double[3]));
        assertThrows(IllegalArgumentException.class, () -> ChainStatistics.of(new double[5], new double[6]));
    }
}
