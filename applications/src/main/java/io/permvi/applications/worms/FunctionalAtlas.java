package io.permvi.applications.worms;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How the activity of named neurons goes together in other worms, as a field for naming: Fisher's z of the correlation
 * of each pair, of the traces and of their differences, and what each trace is like by itself. Each is Gaussian about
 * its mean over the worms,
 *
 * <pre>score(cell i, neuron k) = sum over known partners j of log N(z_ij; m_kj, v_kj) + sum of log N(s_i; m_k, v_k),</pre>
 *
 * with means and variances shrunk to those of all pairs; a pair that no worm shows has those of all pairs. Differences
 * over a few frames show what the slow drift common to many cells hides. What is measured of the last worm is kept: for
 * one thread.
 */
public final class FunctionalAtlas {
    private static final double PRIOR_COUNT = 3;
    private static final double MOST_CORRELATED = 0.98;
    private static final int[] LAGS = {1, 3, 8, 20, 50};

    /**
     * Which correlations count.
     *
     * @param plain whether those of the traces do
     * @param step frames of the differences whose correlations count too, 0 for none
     * @param single whether what a trace is like by itself counts
     */
    public record Kind(boolean plain, int step, boolean single) {
        /** Correlations of the traces and nothing else. */
        public static final Kind CORRELATIONS = new Kind(true, 0, false);
    }

    private final Kind kind;
    private final double[][] allPairs;
    private final Map<String, double[][]> ofPair = new HashMap<>();
    private final double[][] allSingles;
    private final Map<String, double[][]> ofSingle = new HashMap<>();
    private RealWorm measured;
    private Features ofMeasured;

    /** The atlas of named worms. */
    public FunctionalAtlas(Kind kind, List<RealWorm> worms) {
        this.kind = kind;
        Map<String, List<double[]>> pairs = new HashMap<>();
        Map<String, List<double[]>> singles = new HashMap<>();
        for (RealWorm worm : worms) {
            Features features = Features.of(kind, worm);
            for (int i = 0; i < worm.size(); i++) {
                singles.computeIfAbsent(worm.names().get(i), n -> new ArrayList<>())
                        .add(features.single()[i]);
                for (int j = 0; j < i; j++) {
                    pairs.computeIfAbsent(key(worm.names().get(i), worm.names().get(j)), n -> new ArrayList<>())
                            .add(features.pair(i, j));
                }
            }
        }
        allPairs = summarize(pairs, ofPair);
        allSingles = summarize(singles, ofSingle);
    }

    /**
     * What activity says of cells.
     *
     * @param worm whose names are read for the known cells only
     * @param cells to be named
     * @param neurons that they may be
     * @param known cells whose names are known
     * @return cells by neurons, log densities
     */
    public double[][] scores(RealWorm worm, int[] cells, List<String> neurons, int[] known) {
        if (measured != worm) {
            measured = worm;
            ofMeasured = Features.of(kind, worm);
        }
        Features features = ofMeasured;
        double[][] scores = new double[cells.length][neurons.size()];
        for (int k = 0; k < neurons.size(); k++) {
            double[][] single = ofSingle.getOrDefault(neurons.get(k), allSingles);
            for (int c = 0; c < cells.length; c++) {
                scores[c][k] = kind.single() ? logDensity(features.single()[cells[c]], single) : 0;
            }
            for (int partner : known) {
                double[][] pair =
                        ofPair.getOrDefault(key(neurons.get(k), worm.names().get(partner)), allPairs);
                for (int c = 0; c < cells.length; c++) {
                    scores[c][k] += logDensity(features.pair(cells[c], partner), pair);
                }
            }
        }
        return scores;
    }

    private static String key(String a, String b) {
        return a.compareTo(b) < 0 ? a + " " + b : b + " " + a;
    }

    private static double logDensity(double[] values, double[][] meanAndVariance) {
        double log = 0;
        for (int f = 0; f < values.length; f++) {
            double d = values[f] - meanAndVariance[0][f];
            log -= 0.5 * (d * d / meanAndVariance[1][f] + Math.log(meanAndVariance[1][f]));
        }
        return log;
    }

    /** Fills predictive means and variances of each key; gives those of all. */
    private static double[][] summarize(Map<String, List<double[]>> values, Map<String, double[][]> of) {
        int features = values.values().iterator().next().get(0).length;
        double[] sum = new double[features];
        double[] squares = new double[features];
        double[] within = new double[features];
        double count = 0;
        double freedom = 0;
        for (List<double[]> list : values.values()) {
            double[] mean = mean(list, new double[features], 0);
            freedom += list.size() - 1.0;
            count += list.size();
            for (double[] value : list) {
                for (int f = 0; f < features; f++) {
                    sum[f] += value[f];
                    squares[f] += value[f] * value[f];
                    within[f] += (value[f] - mean[f]) * (value[f] - mean[f]);
                }
            }
        }
        double[][] all = new double[2][features];
        for (int f = 0; f < features; f++) {
            all[0][f] = sum[f] / count;
            all[1][f] = Math.max(1e-9, squares[f] / count - all[0][f] * all[0][f]);
            within[f] = freedom > 0 ? Math.max(1e-9, within[f] / freedom) : all[1][f];
        }
        values.forEach((key, list) -> of.put(key, predictive(list, all[0], within)));
        return all;
    }

    private static double[] mean(List<double[]> list, double[] prior, double weight) {
        double[] mean = new double[prior.length];
        for (int f = 0; f < mean.length; f++) {
            double total = weight * prior[f];
            for (double[] value : list) {
                total += value[f];
            }
            mean[f] = total / (list.size() + weight);
        }
        return mean;
    }

    private static double[][] predictive(List<double[]> list, double[] prior, double[] within) {
        double[] mean = mean(list, prior, 1);
        double[] variance = new double[mean.length];
        int n = list.size();
        for (int f = 0; f < mean.length; f++) {
            double squares = 0;
            for (double[] value : list) {
                squares += (value[f] - mean[f]) * (value[f] - mean[f]);
            }
            variance[f] = (squares + PRIOR_COUNT * within[f]) / (n + PRIOR_COUNT) * (1 + 1.0 / (n + 1));
        }
        return new double[][] {mean, variance};
    }

    /** What is measured of a worm: a matrix for each kind of correlation, and a row for each cell. */
    private record Features(List<double[][]> matrices, double[][] single) {
        static Features of(Kind kind, RealWorm worm) {
            List<double[][]> matrices = new ArrayList<>();
            if (kind.plain()) {
                matrices.add(correlations(worm.traces()));
            }
            if (kind.step() > 0) {
                matrices.add(correlations(RealWorm.standardized(differences(worm.traces(), kind.step()))));
            }
            return new Features(
                    matrices, Arrays.stream(worm.traces()).map(Features::single).toArray(double[][]::new));
        }

        double[] pair(int i, int j) {
            double[] values = new double[matrices.size()];
            for (int f = 0; f < values.length; f++) {
                values[f] = matrices.get(f)[i][j];
            }
            return values;
        }

        private static double[][] differences(double[][] traces, int step) {
            double[][] differences = new double[traces.length][];
            for (int i = 0; i < traces.length; i++) {
                double[] trace = traces[i];
                differences[i] = new double[trace.length - step];
                for (int t = 0; t < differences[i].length; t++) {
                    differences[i][t] = trace[t + step] - trace[t];
                }
            }
            return differences;
        }

        private static double[][] correlations(double[][] standard) {
            double[][] z = new double[standard.length][standard.length];
            for (int i = 0; i < z.length; i++) {
                for (int j = 0; j <= i; j++) {
                    z[i][j] = fisher(product(standard[i], standard[j], 0));
                    z[j][i] = z[i][j];
                }
            }
            return z;
        }

        private static double product(double[] a, double[] b, int lag) {
            double sum = 0;
            for (int t = lag; t < a.length; t++) {
                sum += a[t] * b[t - lag];
            }
            return sum / (a.length - lag);
        }

        private static double fisher(double correlation) {
            double r = Math.max(-MOST_CORRELATED, Math.min(MOST_CORRELATED, correlation));
            return 0.5 * Math.log((1 + r) / (1 - r));
        }

        /** Autocorrelations, skewness and kurtosis, on scales on which they are near Gaussian. */
        private static double[] single(double[] trace) {
            double[] values = new double[LAGS.length + 2];
            for (int l = 0; l < LAGS.length; l++) {
                values[l] = fisher(product(trace, trace, LAGS[l]));
            }
            double third = 0;
            double fourth = 0;
            for (double x : trace) {
                third += x * x * x / trace.length;
                fourth += x * x * x * x / trace.length;
            }
            values[LAGS.length] = Math.cbrt(third);
            values[LAGS.length + 1] = Math.log(Math.max(1e-9, fourth));
            return values;
        }
    }
}
