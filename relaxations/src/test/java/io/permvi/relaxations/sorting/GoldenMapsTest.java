package io.permvi.relaxations.sorting;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.Gson;
import io.permvi.relaxations.Relaxation;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.polytope.OrthogonalPath;
import io.permvi.relaxations.polytope.RegularizedTransport;
import io.permvi.relaxations.polytope.TransportRegularizer;
import io.permvi.relaxations.sorting.PermutahedronProjection.Regularizer;
import io.permvi.relaxations.sorting.SortingNetwork.Layout;
import io.permvi.relaxations.sorting.SortingNetwork.Swap;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/** The maps against their formulas in 50 digits: golden/maps.json, which golden/maps.py wrote. */
class GoldenMapsTest {
    private static final Map<String, Relaxation> MAPS = Map.ofEntries(
            Map.entry("neural-sort", new NeuralSort()),
            Map.entry("soft-sort", new SoftSort()),
            Map.entry("soft-sort-2", new SoftSort(2)),
            Map.entry("soft-ranks", new SoftRanks()),
            Map.entry("soft-ranks-entropic", new SoftRanks(Regularizer.ENTROPIC)),
            Map.entry("lap-sum", new LapSum()),
            Map.entry("network-logistic", new SortingNetwork(Layout.ODD_EVEN, Swap.LOGISTIC, false)),
            Map.entry("network-cauchy", new SortingNetwork()),
            Map.entry("network-optimal", new SortingNetwork(Layout.ODD_EVEN, Swap.OPTIMAL, false)),
            Map.entry("network-bitonic", new SortingNetwork(Layout.BITONIC, Swap.LOGISTIC, false)),
            Map.entry("network-hard", new SortingNetwork(Layout.ODD_EVEN, Swap.LOGISTIC, true)),
            Map.entry("transport-tsallis", new RegularizedTransport(TransportRegularizer.TSALLIS, 1e-12)),
            Map.entry("transport-quadratic", new RegularizedTransport()),
            Map.entry("orthogonal-path", new OrthogonalPath()));

    private record Case(
            String map, double[][] psi, double temperature, double[][] w, double[][] x, double[][] gradient) {}

    @Test
    void valuesAndGradientsAreThoseOfTheFormulas() throws IOException {
        Case[] cases;
        try (Reader reader = new InputStreamReader(
                GoldenMapsTest.class.getResourceAsStream("/golden/maps.json"), StandardCharsets.UTF_8)) {
            cases = new Gson().fromJson(reader, Case[].class);
        }
        for (Case golden : cases) {
            DMatrixRMaj psi = new DMatrixRMaj(golden.psi);
            DMatrixRMaj x = new DMatrixRMaj(psi.numRows, psi.numRows);
            DMatrixRMaj gradient = psi.createLike();
            Relaxation.Pass pass = MAPS.get(golden.map).newPass(MatchingSpace.permutations(psi.numRows));
            pass.forward(psi, golden.temperature, x);
            assertArrayEquals(new DMatrixRMaj(golden.x).data, x.data, 2e-12, golden.map);
            pass.backward(new DMatrixRMaj(golden.w), gradient);
            if (golden.gradient.length > 0) {
                assertArrayEquals(new DMatrixRMaj(golden.gradient).data, gradient.data, 1e-10, golden.map);
            }
        }
        assertEquals(28, cases.length);
    }
}
