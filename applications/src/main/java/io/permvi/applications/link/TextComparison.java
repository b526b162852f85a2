package io.permvi.applications.link;

import io.permvi.relaxations.parallel.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.apache.commons.math3.stat.ranking.TiesStrategy;

/**
 * Texts by what they share: several measures of it, each as its rank among all candidate pairs, {@code -log(1 - rank)}, and
 * their mean in levels that grow finer towards the most alike.
 */
final class TextComparison implements Comparison {
    private static final double WIDEST = 0.7;
    private static final double NARROWEST = 0.003;
    private static final int CHUNK = 4096;

    /** What two values share. */
    @FunctionalInterface
    interface Measure {
        double of(int x, int y);
    }

    private final Column column;
    private final int levels;
    private final List<Measure> measures;

    private TextComparison(Column column, int levels, List<Measure> measures) {
        this.column = column;
        this.levels = levels;
        this.measures = measures;
    }

    /** A column of texts: cosines of words and grams, and the overlap of words. */
    static TextComparison ofColumn(Column column, Tokens words, Tokens grams) {
        return new TextComparison(column, 20, List.of(words::cosine, grams::cosine, words::overlap));
    }

    /** Whole records: cosines of words and grams, and the rarity of what is shared. */
    static TextComparison ofRecord(Column record, Tokens words, Tokens grams) {
        return new TextComparison(record, 24, List.of(words::cosine, grams::cosine, words::rarity, grams::rarity));
    }

    @Override
    public String name() {
        return column.name();
    }

    @Override
    public int levels() {
        return levels;
    }

    @Override
    public String describe(int level) {
        return level == 0
                ? "the less alike " + percent(1 - WIDEST) + " of pairs"
                : "the " + percent(quantile(level)) + " of pairs most alike";
    }

    private static String percent(double share) {
        return String.format(java.util.Locale.ROOT, "%.3g %%", 100 * share);
    }

    /** The share of the pairs that reach a level. */
    private double quantile(int level) {
        return WIDEST * Math.pow(NARROWEST / WIDEST, (level - 1) / (levels - 2.0));
    }

    @Override
    public byte[] compare(CandidatePairs pairs, Workers workers) {
        int[] present = IntStream.range(0, pairs.count())
                .filter(e -> column.a(pairs.a()[e]) >= 0 && column.b(pairs.b()[e]) >= 0)
                .toArray();
        double[] score = new double[present.length];
        List<double[]> parts = new ArrayList<>();
        for (Measure measure : measures) {
            double[] value = new double[present.length];
            workers.forEach((value.length + CHUNK - 1) / CHUNK, chunk -> {
                for (int k = chunk * CHUNK; k < Math.min(value.length, (chunk + 1) * CHUNK); k++) {
                    int e = present[k];
                    value[k] = measure.of(column.a(pairs.a()[e]), column.b(pairs.b()[e]));
                }
            });
            parts.add(value);
        }
        workers.forEach(parts.size(), m -> toRanks(parts.get(m)));
        for (double[] part : parts) {
            for (int k = 0; k < score.length; k++) {
                score[k] -= Math.log1p(-part[k]) / parts.size();
            }
        }
        byte[] result = new byte[pairs.count()];
        Arrays.fill(result, ValueLevels.MISSING);
        IntUnaryOperator level = levelsOf(score);
        for (int k = 0; k < score.length; k++) {
            result[present[k]] = (byte) level.applyAsInt(k);
        }
        return result;
    }

    private IntUnaryOperator levelsOf(double[] score) {
        double[] sorted = score.clone();
        Arrays.sort(sorted);
        double[] cuts = new double[levels - 1];
        for (int level = 1; level < levels; level++) {
            int at = (int) Math.floor((1 - quantile(level)) * sorted.length);
            cuts[level - 1] = sorted.length == 0 ? 0 : sorted[Math.min(at, sorted.length - 1)];
        }
        return k -> {
            int level = 0;
            while (level < cuts.length && score[k] >= cuts[level]) {
                level++;
            }
            return level;
        };
    }

    /** Replaces values by their ranks in (0, 1), equal ones by their mean rank. */
    private static void toRanks(double[] values) {
        double[] ranks = new NaturalRanking(TiesStrategy.AVERAGE).rank(values);
        Arrays.setAll(values, k -> ranks[k] / (values.length + 1));
    }
}
