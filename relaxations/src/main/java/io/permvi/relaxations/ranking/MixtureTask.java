package io.permvi.relaxations.ranking;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What all states of a mixture share: the observations, complete ones counted together, the others one by one.
 * Immutable.
 */
final class MixtureTask {
    final PermutationDistance distance;
    final int items;
    final int clusters;
    final SpreadPrior prior;
    final RankingData data;
    final Optional<PairMistakes> mistakes;
    final NormalizerTable normalizer;
    /** Of the complete observations: which set, its places, and how many. */
    final int[] completeSet;

    final int[][] complete;
    final int[] counts;
    /** Of each other observation: which set. */
    final int[] openSet;

    MixtureTask(MallowsMixture settings) {
        distance = settings.distance();
        data = settings.data();
        items = data.items();
        clusters = settings.clusters();
        prior = settings.prior();
        mistakes = settings.mistakes();
        normalizer = NormalizerTable.of(distance, items);
        completeSet = IntStream.range(0, data.sets().size())
                .filter(k -> data.sets().get(k).isComplete())
                .toArray();
        complete = IntStream.of(completeSet).mapToObj(data::completePlaces).toArray(int[][]::new);
        counts = IntStream.of(completeSet)
                .map(k -> Math.toIntExact(data.counts().get(k)))
                .toArray();
        List<Integer> open = new ArrayList<>();
        for (int k = 0; k < data.sets().size(); k++) {
            for (long c = data.counts().get(k); c > 0 && !data.sets().get(k).isComplete(); c--) {
                open.add(k);
            }
        }
        openSet = open.stream().mapToInt(Integer::intValue).toArray();
    }

    RankingSet openRanking(int observation) {
        return data.sets().get(openSet[observation]);
    }

    /** The log of the number of complete rankings that agree with all observations. */
    double logSize() {
        double sum = 0;
        for (int k = 0; k < data.sets().size(); k++) {
            sum += data.counts().get(k) * data.sets().get(k).logSize();
        }
        return sum;
    }

    /** The distance of two rankings by the places of the items. */
    long between(int[] ranking, int[] consensus, int[] scratch) {
        if (distance.isByPlaces()) {
            long sum = 0;
            for (int i = 0; i < items; i++) {
                sum += distance.cost(Math.abs(ranking[i] - consensus[i]));
            }
            return sum;
        }
        for (int i = 0; i < items; i++) {
            scratch[consensus[i]] = ranking[i];
        }
        return distance.fromIdentity(scratch);
    }
}
