package io.permvi.relaxations.ranking;

import io.permvi.relaxations.linalg.LogSumExp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * The posterior of a mixture of Mallows distributions by the draws of several runs, the heaviest cluster first.
 *
 * @param clusters consensus and spread of each; their evidence is not found
 * @param weights of the clusters
 * @param membership the probability that an observation belongs to a cluster, observations by clusters
 * @param completed of each incomplete observation the probability of each item's place; of complete ones an empty matrix
 * @param logEvidence the log probability of the individual observations
 * @param evidenceError of it, a standard error by the spread of the runs
 * @param runs the draws, clusters with the same names in all
 */
public record MixturePosterior(
        List<MallowsPosterior> clusters,
        List<SpreadPosterior> weights,
        DMatrixRMaj membership,
        List<DMatrixRMaj> completed,
        double logEvidence,
        double evidenceError,
        List<MixtureDraws> runs) {

    /**
     * Joins runs of the same mixture.
     *
     * @throws IllegalArgumentException when there are fewer than 2
     */
    public static MixturePosterior of(MallowsMixture mixture, List<MixtureDraws> runs) {
        if (runs.size() < 2) {
            throw new IllegalArgumentException("a posterior needs at least 2 runs, got " + runs.size());
        }
        List<MixtureDraws> named = new ArrayList<>(List.of(runs.get(0)));
        runs.stream().skip(1).map(r -> r.renamedAs(runs.get(0))).forEach(named::add);
        int[] order = IntStream.range(0, mixture.clusters())
                .boxed()
                .sorted((a, b) -> Double.compare(meanWeight(named, b), meanWeight(named, a)))
                .mapToInt(Integer::intValue)
                .toArray();
        List<MixtureDraws> sorted = named.stream().map(r -> r.inOrder(order)).toList();
        double[] logs = sorted.stream().mapToDouble(MixtureDraws::logEvidence).toArray();
        return new MixturePosterior(
                IntStream.range(0, order.length)
                        .mapToObj(k -> cluster(mixture, sorted, k))
                        .toList(),
                IntStream.range(0, order.length)
                        .mapToObj(k -> SpreadPosterior.ofDraws(all(sorted, k, true)))
                        .toList(),
                membership(mixture.data(), sorted, order.length),
                completed(mixture.data(), sorted),
                LogSumExp.of(logs, 0, logs.length) - Math.log(logs.length),
                standardError(logs),
                sorted);
    }

    private static double meanWeight(List<MixtureDraws> runs, int cluster) {
        return Arrays.stream(all(runs, cluster, true)).average().orElse(0);
    }

    private static double[] all(List<MixtureDraws> runs, int cluster, boolean weights) {
        return runs.stream()
                .flatMapToDouble(r -> Arrays.stream(weights ? r.weightsOf(cluster) : r.alphasOf(cluster)))
                .toArray();
    }

    private static double standardError(double... values) {
        double mean = Arrays.stream(values).average().orElse(0);
        double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        return Math.sqrt(squares / (values.length - 1) / values.length);
    }

    private static MallowsPosterior cluster(MallowsMixture mixture, List<MixtureDraws> runs, int k) {
        List<int[]> draws =
                runs.stream().flatMap(r -> r.consensusOf(k).stream()).toList();
        return MallowsPosterior.ofDraws(
                mixture.distance(),
                mixture.data().total(),
                all(runs, k, false),
                draws,
                runs.size() + " runs, each of " + runs.get(0).method());
    }

    private static DMatrixRMaj membership(RankingData data, List<MixtureDraws> runs, int clusters) {
        DMatrixRMaj p = new DMatrixRMaj(data.sets().size(), clusters);
        for (MixtureDraws run : runs) {
            for (int s = 0; s < p.numRows; s++) {
                for (int k = 0; k < clusters; k++) {
                    p.add(s, k, run.members(s, k) / run.size() / runs.size());
                }
            }
        }
        return p;
    }

    private static List<DMatrixRMaj> completed(RankingData data, List<MixtureDraws> runs) {
        List<DMatrixRMaj> all = new ArrayList<>();
        for (int s = 0; s < data.sets().size(); s++) {
            boolean open = !data.sets().get(s).isComplete();
            DMatrixRMaj p = open ? new DMatrixRMaj(data.items(), data.items()) : new DMatrixRMaj(0, 0);
            for (MixtureDraws run : runs) {
                for (int at = 0; at < p.getNumElements(); at++) {
                    p.data[at] += run.placesIn(s)[at / data.items()][at % data.items()] / run.size() / runs.size();
                }
            }
            all.add(p);
        }
        return all;
    }

    /** How many numbers the model of mistakes has; 0 without one. */
    public int mistakeNumbers() {
        return runs.get(0).mistakeNumbers();
    }

    /** A number of the model of mistakes. */
    public SpreadPosterior mistakes(int number) {
        return SpreadPosterior.ofDraws(runs.stream()
                .flatMapToDouble(r -> Arrays.stream(r.mistakesOf(number)))
                .toArray());
    }
}
