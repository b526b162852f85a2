package io.permvi.applications.link;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The values of a column as sets of tokens, with weights that grow with their rarity: {@code idf = log(records / records
 * that have it)}. Words are runs of letters and digits; those joined by one of {@code - / . '} count glued together too,
 * so that part numbers agree however they are written. Grams are the three-letter pieces of the words, ends marked.
 */
final class Tokens {
    private static final String JOINS = "-/.'";

    private final int[][] ofValue;
    private final double[] idf;
    private final int[] countA;
    private final int[] countB;
    private final double[] norm;
    private final double[] sum;

    private Tokens(Column column, List<int[]> sets, int tokens) {
        ofValue = sets.toArray(int[][]::new);
        countA = new int[tokens];
        countB = new int[tokens];
        for (int v = 0; v < ofValue.length; v++) {
            for (int token : ofValue[v]) {
                countA[token] += column.countA(v);
                countB[token] += column.countB(v);
            }
        }
        double records = column.sizeA() + column.sizeB();
        idf = new double[tokens];
        Arrays.setAll(idf, t -> Math.log(records / (countA[t] + countB[t])));
        norm = new double[ofValue.length];
        sum = new double[ofValue.length];
        for (int v = 0; v < ofValue.length; v++) {
            double square = 0;
            for (int token : ofValue[v]) {
                square += idf[token] * idf[token];
                sum[v] += idf[token];
            }
            norm[v] = Math.sqrt(square);
        }
    }

    static Tokens words(Column column) {
        return of(column, false);
    }

    static Tokens grams(Column column) {
        return of(column, true);
    }

    private static Tokens of(Column column, boolean grams) {
        Map<String, Integer> numbers = new HashMap<>();
        List<int[]> sets = new ArrayList<>();
        for (int v = 0; v < column.values(); v++) {
            List<String> words = words(column.text(v), !grams);
            List<String> tokens = grams ? grams(words) : words;
            sets.add(tokens.stream()
                    .mapToInt(token -> numbers.computeIfAbsent(token, t -> numbers.size()))
                    .sorted()
                    .distinct()
                    .toArray());
        }
        return new Tokens(column, sets, numbers.size());
    }

    /** The words of a text; with {@code glued}, also what joined words are without their joins. */
    static List<String> words(String text, boolean glued) {
        List<String> words = new ArrayList<>();
        StringBuilder joined = new StringBuilder();
        int parts = 0;
        int at = 0;
        while (at < text.length()) {
            int start = at;
            while (at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
                at++;
            }
            if (at > start) {
                String word = text.substring(start, at);
                words.add(word);
                joined.append(word);
                parts++;
            }
            boolean goesOn = at > start
                    && at + 1 < text.length()
                    && JOINS.indexOf(text.charAt(at)) >= 0
                    && Character.isLetterOrDigit(text.charAt(at + 1));
            if (!goesOn) {
                if (glued && parts > 1) {
                    words.add(joined.toString());
                }
                joined.setLength(0);
                parts = 0;
            }
            at++;
        }
        return words;
    }

    private static List<String> grams(List<String> words) {
        List<String> grams = new ArrayList<>();
        for (String word : words) {
            String marked = "_" + word + "_";
            for (int k = 0; k + 3 <= marked.length(); k++) {
                grams.add(marked.substring(k, k + 3));
            }
        }
        return grams;
    }

    /** The tokens of a value, ascending. Shared: not to be modified. */
    int[] of(int value) {
        return ofValue[value];
    }

    /** The number of different tokens. */
    int count() {
        return idf.length;
    }

    /** The share of a token in a value of length one, squared weights summing to one. */
    double unitWeight(int token, int value) {
        return norm[value] > 0 ? idf[token] / norm[value] : 0;
    }

    double cosine(int x, int y) {
        double dot = 0;
        int[] s = ofValue[x];
        int[] t = ofValue[y];
        for (int i = 0, j = 0; i < s.length && j < t.length; ) {
            if (s[i] == t[j]) {
                dot += idf[s[i]] * idf[s[i]];
                i++;
                j++;
            } else if (s[i] < t[j]) {
                i++;
            } else {
                j++;
            }
        }
        return dot > 0 ? dot / (norm[x] * norm[y]) : 0;
    }

    /** What is shared, as a share of what the poorer value has. */
    double overlap(int x, int y) {
        double shared = 0;
        for (int token : ofValue[x]) {
            shared += Arrays.binarySearch(ofValue[y], token) >= 0 ? idf[token] : 0;
        }
        double least = Math.min(sum[x], sum[y]);
        return least > 0 ? shared / least : 0;
    }

    /** {@code sum over shared tokens of 1 / log2(1 + pairs of records that share it)}. */
    double rarity(int x, int y) {
        double sumOfShared = 0;
        for (int token : ofValue[x]) {
            if (Arrays.binarySearch(ofValue[y], token) >= 0) {
                sumOfShared += Math.log(2) / Math.log1p((double) countA[token] * countB[token]);
            }
        }
        return sumOfShared;
    }
}
