package io.permvi.applications.worms;

import io.permvi.applications.files.CsvTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * What the wiring says of names: each named cell is regressed on itself and on its synaptic partners one step before,
 * with weights integrated out (ridge) and the noise at its best value,
 *
 * <pre>log evidence = sum over cells of  1/2 (k log r - log det(G + r I)) - T/2 log((c - b' (G + r I)^-1 b) / T).</pre>
 *
 * @param sources for each neuron those that reach it, itself not among them
 * @param ridge r
 * @param self whether a cell's own past counts
 */
public record WiringEvidence(Map<String, Set<String>> sources, double ridge, boolean self) {
    private static final double RIDGE = 30;
    private static final int EXCHANGES_PER_CONTACT = 5;

    /**
     * That of a table of contacts: pre, post, type (chemical or gap), synapses; gap junctions go both ways.
     *
     * @throws io.permvi.applications.files.InputException when a column is missing or a contact is of another type
     */
    public static WiringEvidence read(Path contacts) {
        Map<String, Set<String>> sources = new TreeMap<>();
        CsvTable.read(contacts, List.of("pre", "post", "type"), row -> {
            String pre = row.requiredText("pre");
            String post = row.requiredText("post");
            boolean gap = row.text("type").equals("gap");
            if (!gap && !row.text("type").equals("chemical")) {
                throw row.mistake("type", "must be chemical or gap, got '" + row.text("type") + "'");
            }
            if (!pre.equals(post)) {
                sources.computeIfAbsent(post, n -> new TreeSet<>()).add(pre);
                if (gap) {
                    sources.computeIfAbsent(pre, n -> new TreeSet<>()).add(post);
                }
            }
        });
        return new WiringEvidence(sources, RIDGE, true);
    }

    /** The neurons that have contacts. */
    public Set<String> neurons() {
        Set<String> neurons = new TreeSet<>(sources.keySet());
        sources.values().forEach(neurons::addAll);
        return neurons;
    }

    /** The same with or without a cell's own past. */
    public WiringEvidence withSelf(boolean value) {
        return new WiringEvidence(sources, ridge, value);
    }

    /** The same with contacts exchanged at random, each neuron keeping its numbers of contacts in and out. */
    public WiringEvidence rewired(Random rng) {
        List<String[]> contacts = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        sources.forEach((post, pres) -> pres.forEach(pre -> {
            contacts.add(new String[] {pre, post});
            taken.add(pre + " " + post);
        }));
        for (int s = 0; s < EXCHANGES_PER_CONTACT * contacts.size(); s++) {
            String[] a = contacts.get(rng.nextInt(contacts.size()));
            String[] b = contacts.get(rng.nextInt(contacts.size()));
            String first = a[0] + " " + b[1];
            String second = b[0] + " " + a[1];
            if (a[0].equals(b[1]) || b[0].equals(a[1]) || taken.contains(first) || taken.contains(second)) {
                continue;
            }
            taken.remove(a[0] + " " + a[1]);
            taken.remove(b[0] + " " + b[1]);
            taken.add(first);
            taken.add(second);
            String post = a[1];
            a[1] = b[1];
            b[1] = post;
        }
        Map<String, Set<String>> other = new TreeMap<>();
        contacts.forEach(c -> other.computeIfAbsent(c[1], n -> new TreeSet<>()).add(c[0]));
        return new WiringEvidence(other, ridge, self);
    }

    private List<String> regressors(String neuron, Set<String> present) {
        List<String> regressors = new ArrayList<>(partners(neuron, present));
        if (self) {
            regressors.add(neuron);
        }
        return regressors;
    }

    /** The log evidence of a worm's names. */
    public double logEvidence(RealWorm worm) {
        Moments moments = worm.moments();
        Map<String, Integer> index = worm.index();
        double sum = 0;
        for (int i = 0; i < worm.size(); i++) {
            int[] rows = regressors(worm.names().get(i), index.keySet()).stream()
                    .mapToInt(index::get)
                    .toArray();
            Regression regression = new Regression(rows.length, ridge);
            regression.add(moments, i, rows);
            sum += regression.logEvidence(moments.steps());
        }
        return sum;
    }

    /**
     * What the wiring says of cells when the weights are those of other worms: by how much the partners' past predicts
     * a cell under a name, and the cell's past its partners.
     *
     * @param others named worms
     * @return cells by neurons, log densities
     */
    public double[][] scores(RealWorm worm, List<RealWorm> others, int[] cells, List<String> neurons, int[] known) {
        Moments moments = worm.moments();
        List<Moments> pooled = others.stream().map(RealWorm::moments).toList();
        List<Map<String, Integer>> indices =
                others.stream().map(RealWorm::index).toList();
        Map<String, Integer> cellOf = new TreeMap<>();
        for (int i : known) {
            cellOf.put(worm.names().get(i), i);
        }
        double[][] scores = new double[cells.length][neurons.size()];
        for (int k = 0; k < neurons.size(); k++) {
            List<String> from = partners(neurons.get(k), cellOf.keySet());
            if (!from.isEmpty()) {
                double[] weights = weights(neurons.get(k), from, pooled, indices);
                int[] rows = from.stream().mapToInt(cellOf::get).toArray();
                for (int c = 0; c < cells.length; c++) {
                    scores[c][k] += moments.gain(
                            cells[c],
                            new int[] {cells[c]},
                            weights,
                            rows,
                            Arrays.copyOfRange(weights, 1, weights.length));
                }
            }
        }
        cellOf.forEach((target, row) -> {
            Set<String> into = sources.getOrDefault(target, Set.of());
            List<String> from = partners(target, cellOf.keySet());
            int[] hidden = IntStream.range(0, neurons.size())
                    .filter(k -> into.contains(neurons.get(k)) && !cellOf.containsKey(neurons.get(k)))
                    .toArray();
            if (hidden.length > 0) {
                List<String> all = new ArrayList<>(from);
                Arrays.stream(hidden).mapToObj(neurons::get).forEach(all::add);
                double[] weights = weights(target, all, pooled, indices);
                int[] base = new int[from.size() + 1];
                base[0] = row;
                for (int j = 0; j < from.size(); j++) {
                    base[j + 1] = cellOf.get(from.get(j));
                }
                for (int h = 0; h < hidden.length; h++) {
                    double[] weight = {weights[base.length + h]};
                    for (int c = 0; c < cells.length; c++) {
                        scores[c][hidden[h]] += moments.gain(
                                row, base, Arrays.copyOf(weights, base.length), new int[] {cells[c]}, weight);
                    }
                }
            }
        });
        return scores;
    }

    /** Those that reach a neuron and are there, itself not among them. */
    private List<String> partners(String neuron, Set<String> present) {
        return sources.getOrDefault(neuron, Set.of()).stream()
                .filter(present::contains)
                .filter(name -> !name.equals(neuron))
                .toList();
    }

    /** Weights into a neuron, its own past first, from all other worms that show it. */
    private double[] weights(
            String target, List<String> from, List<Moments> pooled, List<Map<String, Integer>> indices) {
        Regression regression = new Regression(from.size() + 1, ridge);
        for (int v = 0; v < pooled.size(); v++) {
            Map<String, Integer> index = indices.get(v);
            if (index.containsKey(target)) {
                int[] rows = new int[from.size() + 1];
                rows[0] = index.get(target);
                for (int j = 0; j < from.size(); j++) {
                    rows[j + 1] = index.getOrDefault(from.get(j), -1);
                }
                regression.add(pooled.get(v), index.get(target), rows);
            }
        }
        return regression.weights();
    }

    /**
     * Products of a worm's traces: of the past with itself, of the next step with the past, and of the next step with
     * itself.
     */
    record Moments(int steps, double[][] past, double[][] next, double[] square) {
        static Moments of(double[][] traces) {
            int n = traces.length;
            int steps = traces[0].length - 1;
            DMatrixRMaj before = new DMatrixRMaj(n, steps);
            DMatrixRMaj after = new DMatrixRMaj(n, steps);
            for (int i = 0; i < n; i++) {
                System.arraycopy(traces[i], 0, before.data, i * steps, steps);
                System.arraycopy(traces[i], 1, after.data, i * steps, steps);
            }
            DMatrixRMaj past = new DMatrixRMaj(n, n);
            DMatrixRMaj next = new DMatrixRMaj(n, n);
            CommonOps_DDRM.multTransB(before, before, past);
            CommonOps_DDRM.multTransB(after, before, next);
            double[] square = new double[n];
            for (int i = 0; i < n; i++) {
                for (int t = 0; t < steps; t++) {
                    square[i] += after.get(i, t) * after.get(i, t);
                }
            }
            return new Moments(steps, rows(past), rows(next), square);
        }

        private static double[][] rows(DMatrixRMaj matrix) {
            double[][] rows = new double[matrix.numRows][matrix.numCols];
            for (int i = 0; i < rows.length; i++) {
                System.arraycopy(matrix.data, i * matrix.numCols, rows[i], 0, matrix.numCols);
            }
            return rows;
        }

        /** By how much more cells lower the noise of a cell's prediction, as a gain of log density. */
        double gain(int cell, int[] base, double[] baseWeights, int[] more, double[] moreWeights) {
            int[] all = Arrays.copyOf(base, base.length + more.length);
            double[] weights = Arrays.copyOf(baseWeights, all.length);
            System.arraycopy(more, 0, all, base.length, more.length);
            System.arraycopy(moreWeights, 0, weights, base.length, more.length);
            return -0.5 * steps * Math.log(squares(cell, all, weights) / squares(cell, base, baseWeights));
        }

        /** The squares that a prediction leaves. */
        private double squares(int cell, int[] from, double[] w) {
            double sum = square[cell];
            for (int a = 0; a < from.length; a++) {
                sum -= 2 * w[a] * next[cell][from[a]];
                for (int b = 0; b < from.length; b++) {
                    sum += w[a] * w[b] * past[from[a]][from[b]];
                }
            }
            return Math.max(1e-9, sum);
        }
    }

    /** A ridge regression gathered from one or several worms; a regressor that a worm does not show is silent there. */
    private static final class Regression {
        private final DMatrixRMaj precision;
        private final DMatrixRMaj shift;
        private final double ridge;
        private double square;

        Regression(int regressors, double ridge) {
            this.ridge = ridge;
            precision = CommonOps_DDRM.identity(regressors);
            CommonOps_DDRM.scale(ridge, precision);
            shift = new DMatrixRMaj(regressors, 1);
        }

        void add(Moments moments, int target, int[] rows) {
            square += moments.square()[target];
            for (int a = 0; a < rows.length; a++) {
                if (rows[a] >= 0) {
                    shift.add(a, 0, moments.next()[target][rows[a]]);
                    for (int b = 0; b < rows.length; b++) {
                        if (rows[b] >= 0) {
                            precision.add(a, b, moments.past()[rows[a]][rows[b]]);
                        }
                    }
                }
            }
        }

        double[] weights() {
            DMatrixRMaj solved = new DMatrixRMaj(shift.numRows, 1);
            LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.symmPosDef(Math.max(1, shift.numRows));
            if (!solver.setA(precision.copy())) {
                throw new ArithmeticException("the ridge regression of a cell is not positive definite");
            }
            solver.solve(shift, solved);
            return solved.data;
        }

        double logEvidence(int steps) {
            int k = shift.numRows;
            if (k == 0) {
                return -0.5 * steps * Math.log(square / steps);
            }
            LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.symmPosDef(k);
            if (!solver.setA(precision.copy())) {
                throw new ArithmeticException("the ridge regression of a cell is not positive definite");
            }
            DMatrixRMaj solved = new DMatrixRMaj(k, 1);
            solver.solve(shift, solved);
            CholeskyDecomposition_F64<DMatrixRMaj> cholesky = solver.getDecomposition();
            DMatrixRMaj root = cholesky.getT(null);
            double logDeterminant = 0;
            double explained = 0;
            for (int j = 0; j < k; j++) {
                logDeterminant += 2 * Math.log(root.get(j, j));
                explained += solved.data[j] * shift.data[j];
            }
            return 0.5 * (k * Math.log(ridge) - logDeterminant) - 0.5 * steps * Math.log((square - explained) / steps);
        }
    }
}
