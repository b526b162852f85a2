package io.permvi.relaxations.ranking;

/**
 * The likelihood of complete rankings as a function of consensus and spread, for models of one's own; the rankings
 * enter by a table of costs, so an evaluation is O(n) or O(n^2) whatever their number. Immutable.
 */
public final class MallowsLikelihood {
    private final int items;
    private final long rankings;
    private final TotalDistance totals;
    private final NormalizerTable normalizer;

    private MallowsLikelihood(int items, long rankings, TotalDistance totals, NormalizerTable normalizer) {
        this.items = items;
        this.rankings = rankings;
        this.totals = totals;
        this.normalizer = normalizer;
    }

    /**
     * Of these rankings.
     *
     * @param distance Kendall, footrule, Spearman up to 20 items, or Hamming
     * @throws IllegalArgumentException when another distance is given, or a ranking is not complete
     */
    public static MallowsLikelihood of(PermutationDistance distance, RankingData data) {
        if (!distance.hasCosts() || !data.isComplete()) {
            throw new IllegalArgumentException("a likelihood by costs needs complete rankings under kendall, footrule,"
                    + " spearman or hamming, got " + distance + (data.isComplete() ? "" : " and incomplete rankings"));
        }
        return new MallowsLikelihood(
                data.items(),
                data.total(),
                TotalDistance.of(distance, data),
                NormalizerTable.of(distance, data.items()));
    }

    /** The number of items. */
    public int items() {
        return items;
    }

    /** The total distance of the rankings from a consensus, by the places of its items. */
    public long totalDistance(int... consensus) {
        return (long) totals.total(consensus);
    }

    /** The log probability of all rankings, {@code -theta D - N log Z(theta)}, theta above 0. */
    public double at(double theta, int... consensus) {
        return -theta * totals.total(consensus) - rankings * normalizer.logNormalizer(theta);
    }
}
