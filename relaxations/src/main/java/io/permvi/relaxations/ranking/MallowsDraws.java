package io.permvi.relaxations.ranking;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The draws of one chain.
 *
 * @param alphas the spread after each kept sweep
 * @param consensus the places of the items after each
 * @param best the places of the items in the consensus that the chain found when it was cooled in the end
 * @param leastTotal the total distance of the completed rankings from it
 */
public record MallowsDraws(double[] alphas, List<int[]> consensus, int[] best, double leastTotal) {
    /** Copies the list. */
    public MallowsDraws {
        consensus = List.copyOf(consensus);
    }

    /** The places of an item after each kept sweep. */
    public double[] placesOf(int item) {
        return consensus.stream().mapToDouble(places -> places[item]).toArray();
    }

    /** The alphas of several chains behind each other. */
    static double[] alphas(List<MallowsDraws> chains) {
        return chains.stream().flatMapToDouble(c -> Arrays.stream(c.alphas())).toArray();
    }

    /** The consensus draws of several chains. */
    static List<int[]> consensus(List<MallowsDraws> chains) {
        List<int[]> all = new ArrayList<>();
        chains.forEach(c -> all.addAll(c.consensus()));
        return all;
    }
}
