package io.permvi.applications.link;

import io.permvi.applications.files.OutputFolder;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * What one comparison tells: how often each level is met among links and among other pairs, and the logarithm of their
 * ratio, made increasing in the level.
 *
 * @param links the shares m of the levels among links, summing to one
 * @param others the shares u among other pairs
 * @param weights log(m / u) after isotonic regression
 */
public record LevelWeights(double[] links, double[] others, double[] weights) implements Serializable {
    /** The columns of a table of levels that a person can read. */
    public static final List<String> HEADER =
            List.of("links", "field", "level", "meaning", "share_of_links", "share_of_others", "weight_bits");

    private static final int ROUNDS = 100;

    /**
     * From counts, with one pair's worth of every level added to both.
     *
     * @param linkCounts expected links by level. Not modified.
     * @param otherCounts expected other pairs by level. Not modified.
     */
    static LevelWeights of(double[] linkCounts, double[] otherCounts) {
        double[] m = smoothed(linkCounts);
        double[] u = smoothed(otherCounts);
        return new LevelWeights(m, u, increasing(m, u));
    }

    /** Of links of any class, in one comparison. */
    static LevelWeights ofAny(List<LinkClass> classes, int comparison) {
        LevelWeights first = classes.get(0).weights().get(comparison);
        double[] m = new double[first.links.length];
        for (LinkClass each : classes) {
            double[] own = each.weights().get(comparison).links;
            Arrays.setAll(m, level -> m[level] + each.share() * own[level]);
        }
        return new LevelWeights(m, first.others, increasing(m, first.others));
    }

    /** Of links that agree as these do with some probability, and otherwise as other pairs: m becomes {@code a m + (1 - a) u}. */
    LevelWeights mixed(double agreement) {
        double[] m = new double[links.length];
        Arrays.setAll(m, level -> agreement * links[level] + (1 - agreement) * others[level]);
        return new LevelWeights(m, others, increasing(m, others));
    }

    /**
     * The probability with which other links agree as these do that explains their counts best, with half a link added on
     * either side.
     *
     * @param linkCounts expected other links by level. Not modified.
     */
    double agreement(double[] linkCounts) {
        double agreement = 0.5;
        for (int round = 0; round < ROUNDS; round++) {
            double agreeing = 0.5;
            double all = 1;
            for (int level = 0; level < links.length; level++) {
                double agrees = agreement * links[level];
                agreeing += linkCounts[level] * agrees / (agrees + (1 - agreement) * others[level]);
                all += linkCounts[level];
            }
            agreement = agreeing / all;
        }
        return agreement;
    }

    /** Links uniform over the levels that are met at all. */
    static LevelWeights flat(double[] otherCounts) {
        double met = Arrays.stream(otherCounts).filter(count -> count > 0).count();
        double[] m =
                Arrays.stream(otherCounts).map(count -> count > 0 ? 1 / met : 0).toArray();
        return of(m, otherCounts);
    }

    static double[] smoothed(double[] counts) {
        double sum = Arrays.stream(counts).sum() + 1;
        return Arrays.stream(counts)
                .map(count -> (count + 1.0 / counts.length) / sum)
                .toArray();
    }

    /** log(m / u) with neighbors pooled until it increases: the ratio of their sums. */
    private static double[] increasing(double[] m, double[] u) {
        int k = m.length;
        double[] sumM = new double[k];
        double[] sumU = new double[k];
        int[] size = new int[k];
        int blocks = 0;
        for (int level = 0; level < k; level++) {
            sumM[blocks] = m[level];
            sumU[blocks] = u[level];
            size[blocks++] = 1;
            while (blocks > 1 && sumM[blocks - 1] * sumU[blocks - 2] < sumM[blocks - 2] * sumU[blocks - 1]) {
                blocks--;
                sumM[blocks - 1] += sumM[blocks];
                sumU[blocks - 1] += sumU[blocks];
                size[blocks - 1] += size[blocks];
            }
        }
        double[] weights = new double[k];
        int level = 0;
        for (int block = 0; block < blocks; block++) {
            Arrays.fill(weights, level, level + size[block], Math.log(sumM[block] / sumU[block]));
            level += size[block];
        }
        return weights;
    }

    /**
     * Adds a row for each level to a table with the {@link #HEADER}.
     *
     * @param of which links
     */
    void addTo(OutputFolder.RowSink rows, String of, String field, IntFunction<String> meaning) {
        for (int level = 0; level < weights.length; level++) {
            rows.add(
                    of,
                    field,
                    level,
                    meaning.apply(level),
                    String.format(Locale.ROOT, "%.3g", links[level]),
                    String.format(Locale.ROOT, "%.3g", others[level]),
                    String.format(Locale.ROOT, "%.2f", weights[level] / Math.log(2)));
        }
    }
}
