package io.permvi.relaxations.sinkhorn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.Relaxation;
import io.permvi.relaxations.assignment.LinearAssignment;
import io.permvi.relaxations.counting.LogPermanent;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.MatchingSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sinkhorn, its pullback, assignments and permanents against values computed in 80-bit arithmetic. */
class SinkhornReferenceTest {
    private Path folder;
    private final Map<String, DMatrixRMaj> inputs = new HashMap<>();
    private final Map<String, DMatrixRMaj> cotangents = new HashMap<>();

    @BeforeEach
    void readInputs() throws IOException {
        String data = System.getenv("PERMVI_DATA");
        Assumptions.assumeTrue(data != null && Files.isDirectory(Path.of(data, "transport")), "PERMVI_DATA is not set");
        folder = Path.of(data, "transport");
        for (String[] cells : rows("sinkhorn_inputs.csv")) {
            int n = Integer.parseInt(cells[0].substring(1, cells[0].indexOf('_')));
            int i = Integer.parseInt(cells[1]);
            int j = Integer.parseInt(cells[2]);
            inputs.computeIfAbsent(cells[0], name -> new DMatrixRMaj(n, n)).set(i, j, Double.parseDouble(cells[3]));
            cotangents.computeIfAbsent(cells[0], name -> new DMatrixRMaj(n, n)).set(i, j, Double.parseDouble(cells[4]));
        }
    }

    private List<String[]> rows(String file) throws IOException {
        return Files.readAllLines(folder.resolve(file)).stream()
                .skip(1)
                .map(line -> line.split(",", -1))
                .toList();
    }

    @Test
    void iterationsAndPullbacksAgree() throws IOException {
        String last = "";
        DMatrixRMaj x = new DMatrixRMaj(1, 1);
        DMatrixRMaj gradient = x;
        int compared = 0;
        for (String[] cells : rows("sinkhorn_outputs.csv")) {
            String key = cells[0] + " " + cells[1] + " " + cells[2];
            double temperature = Double.parseDouble(cells[1]);
            if (!key.equals(last)) {
                DMatrixRMaj input = inputs.get(cells[0]);
                x = input.createLike();
                gradient = input.createLike();
                Relaxation.Pass pass = new SinkhornOperator(Integer.parseInt(cells[2]), 0)
                        .newPass(MatchingSpace.permutations(input.numRows));
                pass.forward(input, temperature, x);
                pass.backward(cotangents.get(cells[0]), gradient);
                last = key;
            }
            int i = Integer.parseInt(cells[3]);
            int j = Integer.parseInt(cells[4]);
            assertEquals(Double.parseDouble(cells[5]), x.get(i, j), 1e-12, key);
            if (!cells[6].isEmpty() && !cells[6].equals("nan")) {
                assertEquals(Double.parseDouble(cells[6]), gradient.get(i, j), 1e-11 / Math.min(1, temperature), key);
                compared++;
            }
        }
        assertTrue(compared > 100, compared + " derivatives compared");
    }

    @Test
    void assignmentsAndPermanentsAgree() throws IOException {
        for (String[] cells : rows("sinkhorn_assignment_permanent.csv")) {
            DMatrixRMaj input = inputs.get(cells[0]);
            int n = input.numRows;
            int[] columnOfRow = new int[n];
            double value = new LinearAssignment(n, n).maximize(input, columnOfRow);
            String[] expected = cells[2].trim().split(" ");
            for (int i = 0; i < n; i++) {
                assertEquals(Integer.parseInt(expected[i]), columnOfRow[i], cells[0]);
            }
            assertEquals(Double.parseDouble(cells[3]), value, 1e-12);
            double logPermanent = LogPermanent.exact(input, SparsityPattern.all(n, n));
            assertEquals(Double.parseDouble(cells[4]), logPermanent, 1e-9, cells[0]);
        }
    }
}
