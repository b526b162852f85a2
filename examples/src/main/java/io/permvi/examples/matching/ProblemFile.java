package io.permvi.examples.matching;

import io.permvi.applications.files.CsvTable;
import io.permvi.applications.files.InputException;
import io.permvi.relaxations.permutation.Permutation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ejml.data.DMatrixRMaj;

/**
 * Reads matching problems: one row a point, columns problem, sigma, kind (center or observation), index (from 0), x, y,
 * truth (of observations: the index of the center that it came from).
 */
public final class ProblemFile {
    private static final List<String> COLUMNS = List.of("problem", "sigma", "kind", "index", "x", "y", "truth");
    private static final int LARGEST_INDEX = 1_000_000;

    private ProblemFile() {}

    /**
     * The problems of a file, in its order.
     *
     * @throws InputException when a row or a problem is not as described
     */
    public static List<MatchingProblem> read(Path file) {
        Map<String, Points> problems = new LinkedHashMap<>();
        CsvTable.read(file, COLUMNS, row -> problems.computeIfAbsent(
                        row.requiredText("problem"), name -> new Points(name, row.number("sigma")))
                .add(row));
        if (problems.isEmpty()) {
            throw new InputException(file + ": no problem in it");
        }
        List<MatchingProblem> list = new ArrayList<>();
        problems.values().forEach(points -> list.add(points.toProblem(file)));
        return list;
    }

    private static final class Points {
        private final String name;
        private final double sigma;
        private final Map<Integer, double[]> centers = new TreeMap<>();
        private final Map<Integer, double[]> observations = new TreeMap<>();
        private final Map<Integer, Integer> truth = new TreeMap<>();

        Points(String name, double sigma) {
            this.name = name;
            this.sigma = sigma;
        }

        void add(CsvTable.Row row) {
            if (!(sigma > 0) || row.number("sigma") != sigma) {
                throw row.mistake("sigma", "must be positive and the same within problem " + name);
            }
            int index = row.integer("index", 0, LARGEST_INDEX);
            double[] point = {row.measure("x"), row.measure("y")};
            String kind = row.requiredText("kind");
            if (!kind.equals("center") && !kind.equals("observation")) {
                throw row.mistake("kind", "must be center or observation, got '" + kind + "'");
            }
            boolean isCenter = kind.equals("center");
            if ((isCenter ? centers : observations).put(index, point) != null) {
                throw row.mistake("index", "occurs twice among the " + kind + "s of problem " + name);
            }
            if (!isCenter) {
                truth.put(index, row.integer("truth", 0, LARGEST_INDEX));
            }
        }

        MatchingProblem toProblem(Path file) {
            int n = centers.size();
            if (n != observations.size() || n < 2) {
                throw new InputException(file + ": problem " + name + " must have as many observations as centers, at"
                        + " least 2, got " + observations.size() + " and " + n);
            }
            DMatrixRMaj c = new DMatrixRMaj(n, 2);
            DMatrixRMaj y = new DMatrixRMaj(n, 2);
            int[] places = new int[n];
            for (int i = 0; i < n; i++) {
                if (!centers.containsKey(i) || !observations.containsKey(i)) {
                    throw new InputException(
                            file + ": problem " + name + " must have centers and observations 0.." + (n - 1));
                }
                System.arraycopy(centers.get(i), 0, c.data, 2 * i, 2);
                System.arraycopy(observations.get(i), 0, y.data, 2 * i, 2);
                places[i] = truth.get(i);
            }
            try {
                return new MatchingProblem(name, sigma, c, y, Permutation.of(places));
            } catch (IllegalArgumentException e) {
                throw new InputException(
                        file + ": problem " + name + ": the truth must be a permutation, but " + e.getMessage());
            }
        }
    }
}
