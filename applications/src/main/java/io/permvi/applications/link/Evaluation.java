package io.permvi.applications.link;

import io.permvi.relaxations.sparse.SparseScores;

/**
 * Links against the truth.
 *
 * @param links how many were said
 * @param right how many of them are true
 * @param truth how many there are
 * @param contradicted how many of the wrong ones have a record that the truth gives to another: where the truth is
 *     incomplete, only these are known to be wrong
 * @param known how many of the links have a record that the truth links at all
 */
public record Evaluation(int links, int right, int truth, int contradicted, int known) {

    /** Compares links, given as candidate pairs, with the truth. */
    public static Evaluation of(SparseScores pairs, int[] links, Truth truth) {
        int right = 0;
        int contradicted = 0;
        for (int e : links) {
            right += truth.links(pairs.row(e), pairs.column(e)) ? 1 : 0;
            contradicted += truth.contradicts(pairs.row(e), pairs.column(e)) ? 1 : 0;
        }
        return new Evaluation(links.length, right, truth.count(), contradicted, right + contradicted);
    }

    /** The share of the links that are true. */
    public double precision() {
        return links == 0 ? 1 : (double) right / links;
    }

    /** The share of the truth that was found. */
    public double recall() {
        return truth == 0 ? 1 : (double) right / truth;
    }

    /** The harmonic mean of precision and recall. */
    public double f1() {
        return links + truth == 0 ? 1 : 2.0 * right / (links + truth);
    }

    /** The share of false links. */
    public double falseShare() {
        return 1 - precision();
    }

    /** The share of contradicted links among those that the truth can judge: a lower bound of the share of false ones. */
    public double contradictedShare() {
        return known == 0 ? 0 : (double) contradicted / known;
    }
}
