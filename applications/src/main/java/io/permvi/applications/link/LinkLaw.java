package io.permvi.applications.link;

import java.io.Serializable;
import java.util.List;

/**
 * What is known of links in general.
 *
 * @param weights what each comparison tells
 * @param total what the sum of that tells
 * @param links the expected number of links
 * @param prior the log prior odds that a pair has beside its score
 * @param rounds of learning until here
 */
public record LinkLaw(List<LevelWeights> weights, ScoreRatios total, double links, double prior, int rounds)
        implements Serializable {

    /** Copies the list. */
    public LinkLaw {
        weights = List.copyOf(weights);
    }

    /** The sum of what the levels of one pair tell; no level, no evidence. */
    public double score(byte[] levelOfComparison) {
        double score = 0;
        for (int f = 0; f < levelOfComparison.length; f++) {
            byte level = levelOfComparison[f];
            score += level >= 0 ? weights.get(f).weights()[level] : 0;
        }
        return score;
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
        return new LinkLaw(weights, total, links, other, rounds);
    }
}
