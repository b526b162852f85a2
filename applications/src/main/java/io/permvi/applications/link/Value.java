package io.permvi.applications.link;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** A value of a column and what both files say of it. Immutable. */
public final class Value {
    private static final Pattern ACCENTS = Pattern.compile("\\p{M}+");

    private final String text;
    private final double share;
    private final double number;
    private final List<String> words;
    private final double[] idf;
    private final double norm;

    /**
     * @param text empty where the value is missing
     * @param share of the records with any value that have this one
     * @param number that it is, NaN for none
     * @param words different ones, in order
     * @param idf by word, how much it says. Shared: not to be modified.
     */
    Value(String text, double share, double number, List<String> words, double[] idf) {
        this.text = text;
        this.share = share;
        this.number = number;
        this.words = words;
        this.idf = idf;
        double square = 0;
        for (double weight : idf) {
            square += weight * weight;
        }
        norm = Math.sqrt(square);
    }

    /** The form in which values are compared: lower case, without accents. */
    public static String plain(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        for (int k = 0; k < lower.length(); k++) {
            if (lower.charAt(k) > 127) {
                return ACCENTS.matcher(Normalizer.normalize(lower, Normalizer.Form.NFKD))
                        .replaceAll("");
            }
        }
        return lower;
    }

    /** In lower case, without accents; empty where it is missing. */
    public String text() {
        return text;
    }

    double share() {
        return share;
    }

    double number() {
        return number;
    }

    /** The cosine of the words of two values, weighted by their rarity. */
    double cosine(Value other) {
        double dot = 0;
        for (int i = 0, j = 0; i < words.size() && j < other.words.size(); ) {
            int order = words.get(i).compareTo(other.words.get(j));
            dot += order == 0 ? idf[i] * idf[i] : 0;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
        return dot > 0 ? dot / (norm * other.norm) : 0;
    }
}
