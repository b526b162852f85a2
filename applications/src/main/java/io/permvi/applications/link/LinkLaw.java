package io.permvi.applications.link;

import io.permvi.applications.files.OutputFolder;
import io.permvi.relaxations.linalg.LogSumExp;
import java.io.Serializable;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * What is known of links in general.
 *
 * @param classes the kinds of links, whose shares sum to one
 * @param total what the score of a pair tells
 * @param links the expected number of links
 * @param prior the log prior odds that a pair has beside its score
 * @param rounds of learning until here
 */
public record LinkLaw(List<LinkClass> classes, ScoreRatios total, double links, double prior, int rounds)
        implements Serializable {

    /** Copies the list. */
    public LinkLaw {
        classes = List.copyOf(classes);
    }

    /** What the levels of one pair tell: {@code log(sum over classes of share times product over fields of m / u)}. */
    public double score(byte[] levelOfComparison) {
        double score = Double.NEGATIVE_INFINITY;
        for (LinkClass one : classes) {
            score = LogSumExp.add(score, one.score(levelOfComparison));
        }
        return score;
    }

    /** What each comparison tells of links of any kind. */
    public List<LevelWeights> weights() {
        return IntStream.range(0, classes.get(0).weights().size())
                .mapToObj(f -> LevelWeights.ofAny(classes, f))
                .toList();
    }

    /**
     * Adds what a comparison tells to a table with the {@link LevelWeights#HEADER}: of all links, and of each class where
     * there are several.
     *
     * @param meaning of its levels
     */
    public void addTo(OutputFolder.RowSink rows, int comparison, String field, IntFunction<String> meaning) {
        weights().get(comparison).addTo(rows, "all", field, meaning);
        for (int c = 0; c < classes.size() && classes.size() > 1; c++) {
            classes.get(c).weights().get(comparison).addTo(rows, "class " + (c + 1), field, meaning);
        }
    }

    /** By class, its share of the links. */
    public List<Double> shares() {
        return classes.stream().map(LinkClass::share).toList();
    }

    /** The log odds of a pair whose records have no other. */
    public double logOdds(byte[] levelOfComparison) {
        return total.of(score(levelOfComparison)) + prior;
    }

    /** Whether pairs inside the files said what others score; otherwise the fields, as if independent. */
    public boolean calibrated() {
        return !total.isNone();
    }

    /** The same with another prior. */
    public LinkLaw withPrior(double other) {
        return new LinkLaw(classes, total, links, other, rounds);
    }
}
