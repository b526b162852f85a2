package io.permvi.relaxations.ranking;

import java.util.ArrayList;
import java.util.List;

/**
 * One choice of the Plackett-Luce distribution: of some items, one or several that came out even are taken first.
 *
 * @param chosen the items taken, several where they tied
 * @param among all items that could be taken, the chosen among them
 * @param weight how often, above 0
 */
public record Choice(int[] chosen, int[] among, double weight) {
    /**
     * @throws IllegalArgumentException when nothing is chosen, more than there is, or the weight is not above 0 and
     * finite
     */
    public Choice {
        if (chosen.length < 1 || chosen.length > among.length || !(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "a choice takes one item or more of those that can be taken, with a positive weight; got "
                            + chosen.length + " of " + among.length + ", weight " + weight);
        }
    }

    /**
     * The choices that a ranking makes one after the other, the best group first.
     *
     * @param groups of tied items, from the best
     * @param behind items known to stand behind all groups, in an order that is not known
     */
    public static List<Choice> ofRanking(List<int[]> groups, int[] behind, double weight) {
        List<Integer> left = new ArrayList<>();
        groups.forEach(group -> {
            for (int item : group) {
                left.add(item);
            }
        });
        for (int item : behind) {
            left.add(item);
        }
        List<Choice> choices = new ArrayList<>();
        for (int[] group : groups) {
            if (left.size() > 1) {
                choices.add(new Choice(
                        group, left.stream().mapToInt(Integer::intValue).toArray(), weight));
            }
            for (int item : group) {
                left.remove(Integer.valueOf(item));
            }
        }
        return choices;
    }
}
