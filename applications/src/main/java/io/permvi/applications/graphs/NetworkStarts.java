package io.permvi.applications.graphs;

import io.permvi.models.graphs.NetworkLayer;
import io.permvi.models.graphs.NetworkMatching;
import io.permvi.relaxations.assignment.LinearMaximum;
import io.permvi.relaxations.assignment.QuadraticAssignment;
import io.permvi.relaxations.assignment.QuadraticProblem;
import io.permvi.relaxations.linalg.MatrixProducts;
import io.permvi.relaxations.permutation.Matching;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;

/**
 * Matches that are right in part, from which a search goes on: nodes with like profiles of distances, with like entries of
 * all eigenvectors (GRAMPA, Fan, Mao, Wu and Xu 2020, equation 3), and the ascent of Frank-Wolfe. Weights count as the
 * number of their class, which is about log2(1 + weight).
 */
final class NetworkStarts {
    private static final int LARGEST_SPECTRUM = 1200;
    private static final int LARGEST_ASCENT = 250;
    private static final double BANDWIDTH = 0.2;
    private static final int SHELLS = 6;

    private final NetworkMatching model;
    private final List<QuadraticProblem.Term> terms = new ArrayList<>();
    private final DMatrixRMaj a;
    private final DMatrixRMaj b;

    private NetworkStarts(NetworkMatching model) {
        this.model = model;
        for (NetworkLayer layer : model.layers()) {
            DMatrixRMaj first = layer.a().classes();
            DMatrixRMaj second = layer.b().classes();
            if (!layer.common()) {
                terms.add(new QuadraticProblem.Term(first, second, layer.crossed()));
            }
        }
        a = sum(true);
        b = sum(false);
    }

    /** All starts that the size allows, of a model in which every node has a partner. */
    static List<Matching> of(NetworkMatching model, RandomGenerator rng) {
        NetworkStarts starts = new NetworkStarts(model);
        List<Matching> found = new ArrayList<>();
        int n = starts.b.numRows;
        if (n <= LARGEST_SPECTRUM) {
            found.add(starts.assign(starts.profiles()));
            found.add(starts.assign(starts.spectra()));
        }
        if (n <= LARGEST_ASCENT && n == model.latent().columns()) {
            var zero = new DMatrixRMaj(starts.a.numRows, n);
            found.add(QuadraticAssignment.withDefaults()
                    .maximize(
                            new QuadraticProblem(
                                    starts.terms, zero, model.latent().space()),
                            rng)
                    .matching());
        }
        return found;
    }

    /** The edges within a network, all layers and both directions. */
    private DMatrixRMaj sum(boolean first) {
        int n = first ? model.layers().get(0).items() : model.layers().get(0).places();
        DMatrixRMaj sum = new DMatrixRMaj(n, n);
        for (QuadraticProblem.Term term : terms) {
            DMatrixRMaj matrix = first ? term.a() : term.b();
            for (int e = 0; e < n * n && !term.crossed(); e++) {
                sum.data[e] += matrix.get(e / n, e % n) + matrix.get(e % n, e / n);
            }
        }
        return sum;
    }

    private Matching assign(DMatrixRMaj scores) {
        DMatrixRMaj wide = new DMatrixRMaj(scores.numRows, model.latent().columns());
        CommonOps_DDRM.insert(scores, wide, 0, 0);
        int[] places = new int[scores.numRows];
        LinearMaximum.of(model.latent().space()).maximize(wide, places);
        return Matching.of(wide.numCols, places);
    }

    /** Like shells: how many nodes, and how many of their edges, are one, two and more steps away. */
    private DMatrixRMaj profiles() {
        double[][] ofA = profiles(a);
        double[][] ofB = profiles(b);
        DMatrixRMaj scores = new DMatrixRMaj(ofA.length, ofB.length);
        for (int i = 0; i < ofA.length; i++) {
            for (int k = 0; k < ofB.length; k++) {
                for (int s = 0; s < ofA[i].length; s++) {
                    scores.add(i, k, -Math.abs(ofA[i][s] - ofB[k][s]));
                }
            }
        }
        return scores;
    }

    private static double[][] profiles(DMatrixRMaj graph) {
        int n = graph.numRows;
        double[] degree = new double[n];
        for (int e = 0; e < n * n; e++) {
            degree[e / n] += graph.data[e];
        }
        double[][] profiles = new double[n][2 * SHELLS];
        for (int u = 0; u < n; u++) {
            int[] distance = distances(graph, u);
            for (int v = 0; v < n; v++) {
                if (distance[v] < SHELLS) {
                    profiles[u][2 * distance[v]]++;
                    profiles[u][2 * distance[v] + 1] += degree[v];
                }
            }
            double[] own = profiles[u];
            Arrays.setAll(own, s -> Math.log1p(own[s]));
        }
        return profiles;
    }

    private static int[] distances(DMatrixRMaj graph, int from) {
        int[] distance = new int[graph.numRows];
        Arrays.fill(distance, Integer.MAX_VALUE);
        distance[from] = 0;
        ArrayDeque<Integer> queue = new ArrayDeque<>(List.of(from));
        while (!queue.isEmpty()) {
            int u = queue.remove();
            for (int v = 0; v < graph.numRows; v++) {
                if (graph.unsafe_get(u, v) > 0 && distance[v] == Integer.MAX_VALUE) {
                    distance[v] = distance[u] + 1;
                    queue.add(v);
                }
            }
        }
        return distance;
    }

    /** sum over eigenvectors u of a and v of b of (u 1)(v 1) / ((lambda - mu)^2 + bandwidth^2) u v'. */
    private DMatrixRMaj spectra() {
        Spectrum first = Spectrum.of(a);
        Spectrum second = Spectrum.of(b);
        DMatrixRMaj weights = new DMatrixRMaj(a.numRows, b.numRows);
        for (int i = 0; i < a.numRows; i++) {
            for (int k = 0; k < b.numRows; k++) {
                double apart = first.values[i] - second.values[k];
                weights.set(i, k, first.sums[i] * second.sums[k] / (apart * apart + BANDWIDTH * BANDWIDTH));
            }
        }
        DMatrixRMaj half = new DMatrixRMaj(a.numRows, b.numRows);
        DMatrixRMaj scores = new DMatrixRMaj(a.numRows, b.numRows);
        MatrixProducts.multiply(first.vectors, weights, half);
        MatrixProducts.multiply(false, true, 1, half, second.vectors, 0, scores);
        return scores;
    }

    /** Eigenvalues in units of the spread of the entries times sqrt(n), eigenvectors in columns, and their sums. */
    private record Spectrum(double[] values, DMatrixRMaj vectors, double[] sums) {
        static Spectrum of(DMatrixRMaj graph) {
            int n = graph.numRows;
            double mean = CommonOps_DDRM.elementSum(graph) / (n * (double) n);
            double spread = 0;
            for (int e = 0; e < n * n; e++) {
                spread += (graph.data[e] - mean) * (graph.data[e] - mean);
            }
            var decomposition = DecompositionFactory_DDRM.eig(n, true, true);
            decomposition.decompose(graph.copy());
            double[] values = new double[n];
            double[] sums = new double[n];
            DMatrixRMaj vectors = new DMatrixRMaj(n, n);
            for (int e = 0; e < n; e++) {
                values[e] = decomposition.getEigenvalue(e).real / Math.max(Math.sqrt(spread / n), Double.MIN_NORMAL);
                sums[e] = CommonOps_DDRM.elementSum(decomposition.getEigenVector(e));
                CommonOps_DDRM.insert(decomposition.getEigenVector(e), vectors, 0, e);
            }
            return new Spectrum(values, vectors, sums);
        }
    }
}
