package io.permvi.applications.link;

import java.util.Arrays;
import java.util.OptionalLong;
import org.apache.commons.text.similarity.DamerauLevenshteinDistance;

/**
 * Strings by {@code 1 - edits / longer length}, edits being insertions, deletions, substitutions and swaps of neighbors;
 * where values have several words, also by the words that they share in any order. Equal values are told apart by how many
 * records have them: agreement on a rare one says more.
 *
 * @param name of the column
 * @param dates whether values are days
 */
record StringLevels(String name, boolean dates) implements ValueLevels {
    private static final double[] CUTS = {0.35, 0.5, 0.65, 0.8, 0.9};
    private static final double[] SHARES = {0.05, 0.005, ColumnFacts.RARE};
    /** Words in another order are a little less than equal. */
    private static final double REORDERED = 0.95;

    private static final String[] NAMES = {
        "similarity below 0.35",
        "0.35 to 0.5",
        "0.5 to 0.65",
        "0.65 to 0.8",
        "0.8 to 0.9",
        "0.9 to below 1",
        "equal, a value of 5 % or more",
        "equal, 0.5 % or more",
        "equal, 0.05 % or more",
        "equal, rarer"
    };

    @Override
    public byte level(Value x, Value y) {
        if (x.text().isEmpty() || y.text().isEmpty()) {
            return MISSING;
        }
        if (x.text().equals(y.text())) {
            int level = CUTS.length + 1;
            for (double cut : SHARES) {
                level += x.share() < cut ? 1 : 0;
            }
            return (byte) level;
        }
        double similarity = similarity(x.text(), y.text());
        if (dates) {
            similarity = Math.max(similarity, nearness(x.text(), y.text()));
        }
        if (similarity < REORDERED) {
            similarity = Math.max(similarity, REORDERED * x.cosine(y));
        }
        int at = Arrays.binarySearch(CUTS, similarity);
        return (byte) (at >= 0 ? at + 1 : -at - 1);
    }

    /** Dates that are a day, three days or a week apart are alike whatever their digits. */
    private static double nearness(String x, String y) {
        OptionalLong first = NearValues.day(x);
        OptionalLong second = NearValues.day(y);
        if (first.isEmpty() || second.isEmpty()) {
            return 0;
        }
        long days = Math.abs(first.getAsLong() - second.getAsLong());
        return days <= 1 ? 0.9 : days <= 3 ? 0.8 : days <= 7 ? 0.65 : 0;
    }

    private static double similarity(String x, String y) {
        int longer = Math.max(x.length(), y.length());
        // more edits than this are in the lowest level
        int most = (int) ((1 - CUTS[0]) * longer) + 1;
        int edits = new DamerauLevenshteinDistance(most).apply(x, y);
        return edits < 0 ? 0 : 1 - (double) edits / longer;
    }

    @Override
    public int levels() {
        return NAMES.length;
    }

    @Override
    public String describe(int level) {
        return NAMES[level];
    }
}
