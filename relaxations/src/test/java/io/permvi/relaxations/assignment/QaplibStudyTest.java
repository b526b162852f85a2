package io.permvi.relaxations.assignment;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.StringTokenizer;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The gap to the best known values on QAPLIB; prints the table of docs/quadratic-assignment.md. */
@Tag("study")
class QaplibStudyTest {
    private static final QuadraticAssignment[] SETTINGS = {
        QuadraticAssignment.withDefaults(),
        QuadraticAssignment.withDefaults().withRestarts(50),
        QuadraticAssignment.withDefaults().withRestarts(20).withKicks(400)
    };

    @Test
    void gapsToTheBestKnownValues() throws IOException {
        Path folder = Path.of(System.getenv().getOrDefault("PERMVI_DATA", "absent"), "assignment", "qaplib");
        assumeTrue(Files.isDirectory(folder), "no QAPLIB instances: set PERMVI_DATA to the folder of the data sets");
        List<String> rows = Files.readAllLines(folder.resolve("optima.csv"));
        double[] gaps = new double[SETTINGS.length];
        double[] seconds = new double[SETTINGS.length];
        int[] exact = new int[SETTINGS.length];
        System.out.println("| instance | n | best known | 1 start | 50 starts | 20 starts, 400 kicks |");
        System.out.println("|---|--:|--:|--:|--:|--:|");
        for (String row : rows.subList(1, rows.size())) {
            String[] cells = row.split(",");
            double best = Double.parseDouble(cells[2]);
            QuadraticProblem problem = read(folder.resolve(cells[0] + ".dat"));
            StringBuilder line = new StringBuilder("| " + cells[0] + " | " + cells[1] + " | " + cells[2] + " |");
            for (int s = 0; s < SETTINGS.length; s++) {
                long start = System.nanoTime();
                double cost = -SETTINGS[s]
                        .maximize(problem, QuadraticAssignmentTest.generator(1))
                        .value();
                seconds[s] += (System.nanoTime() - start) * 1e-9;
                double gap = (cost - best) / best;
                gaps[s] += gap / (rows.size() - 1);
                exact[s] += cost == best ? 1 : 0;
                line.append(String.format(Locale.ROOT, " %.2f %% |", 100 * gap));
            }
            System.out.println(line);
        }
        for (int s = 0; s < SETTINGS.length; s++) {
            System.out.printf(
                    Locale.ROOT,
                    "%s: mean gap %.2f %%, %d exact, %.1f s%n",
                    SETTINGS[s],
                    100 * gaps[s],
                    exact[s],
                    seconds[s]);
        }
        int last = SETTINGS.length - 1;
        assertTrue(gaps[last] <= 0.02, "mean gap " + gaps[last]);
        assertTrue(exact[last] >= 20, exact[last] + " solved exactly");
    }

    private static QuadraticProblem read(Path file) throws IOException {
        StringTokenizer tokens = new StringTokenizer(Files.readString(file));
        int n = Integer.parseInt(tokens.nextToken());
        DMatrixRMaj a = new DMatrixRMaj(n, n);
        DMatrixRMaj b = new DMatrixRMaj(n, n);
        for (int e = 0; e < n * n; e++) {
            a.data[e] = -Double.parseDouble(tokens.nextToken());
        }
        for (int e = 0; e < n * n; e++) {
            b.data[e] = Double.parseDouble(tokens.nextToken());
        }
        return QuadraticProblem.of(a, b);
    }
}
