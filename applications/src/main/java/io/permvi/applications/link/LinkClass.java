package io.permvi.applications.link;

import java.io.Serializable;
import java.util.List;

/**
 * Links of one kind, among which what fields tell is independent.
 *
 * @param share of all links
 * @param weights what each comparison tells
 */
public record LinkClass(double share, List<LevelWeights> weights) implements Serializable {

    /** Copies the list. */
    public LinkClass {
        weights = List.copyOf(weights);
    }

    /** The score of a pair as a link of this kind; no level, no evidence. */
    double score(byte[] levelOfComparison) {
        double score = Math.log(share);
        for (int f = 0; f < levelOfComparison.length; f++) {
            byte level = levelOfComparison[f];
            score += level >= 0 ? weights.get(f).weights()[level] : 0;
        }
        return score;
    }
}
