package io.permvi.relaxations.ranking;

import io.permvi.relaxations.assignment.LinearAssignment;
import io.permvi.relaxations.permutation.Permutation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.ejml.data.DMatrixRMaj;

/**
 * The draws of one run of a mixture. Clusters have no names, so each draw is renamed as it comes, to share as many
 * members as possible with those before.
 */
public final class MixtureDraws {
    private final MixtureTask task;
    private final double logEvidence;
    private final String method;
    private final int clusters;
    private final List<Draw> draws = new ArrayList<>();
    private final double[][] membership;
    private final double[][] own;
    private final double[][][] places;

    private record Draw(double[] weights, double[] alphas, int[][] consensus, double[] mistakes) {
        Draw renamed(int... name) {
            double[] newWeights = new double[name.length];
            double[] newAlphas = new double[name.length];
            int[][] newConsensus = new int[name.length][];
            for (int k = 0; k < name.length; k++) {
                newWeights[name[k]] = weights[k];
                newAlphas[name[k]] = alphas[k];
                newConsensus[name[k]] = consensus[k];
            }
            return new Draw(newWeights, newAlphas, newConsensus, mistakes);
        }
    }

    MixtureDraws(MixtureTask task, double logEvidence, String method) {
        this.task = task;
        this.logEvidence = logEvidence;
        this.method = method;
        clusters = task.clusters;
        int sets = task.data.sets().size();
        membership = new double[sets][clusters];
        own = new double[sets][clusters];
        places = new double[sets][][];
    }

    void add(MixtureState state) {
        readMembership(state);
        int[] name = names(own, 1);
        int[][] consensus =
                Arrays.stream(state.consensus).map(c -> c.places.clone()).toArray(int[][]::new);
        draws.add(
                new Draw(state.weights.clone(), state.alphas.clone(), consensus, state.mistakes.clone()).renamed(name));
        for (int s = 0; s < membership.length; s++) {
            for (int k = 0; k < clusters; k++) {
                membership[s][name[k]] += own[s][k];
            }
        }
        addPlaces(state);
    }

    /** The share of each observation in each cluster. */
    private void readMembership(MixtureState state) {
        for (double[] row : own) {
            Arrays.fill(row, 0);
        }
        for (int o = 0; o < state.shares.length; o++) {
            for (int k = 0; k < clusters; k++) {
                own[task.completeSet[o]][k] = (double) state.shares[o][k] / task.counts[o];
            }
        }
        for (int i = 0; i < state.label.length; i++) {
            own[task.openSet[i]][state.label[i]] += share(task.openSet[i]);
        }
    }

    private double share(int set) {
        return 1.0 / task.data.counts().get(set);
    }

    private void addPlaces(MixtureState state) {
        for (int i = 0; i < state.label.length; i++) {
            int set = task.openSet[i];
            if (places[set] == null) {
                places[set] = new double[task.items][task.items];
            }
            for (int item = 0; item < task.items; item++) {
                places[set][item][state.rankings[i].places[item]] += share(set);
            }
        }
    }

    /** The names under which other clusters share most members with these. */
    private int[] names(double[][] other, double scale) {
        if (clusters == 1) {
            return new int[1];
        }
        DMatrixRMaj score = new DMatrixRMaj(clusters, clusters);
        for (int s = 0; s < membership.length; s++) {
            for (int a = 0; a < clusters; a++) {
                for (int b = 0; b < clusters; b++) {
                    score.add(a, b, task.data.counts().get(s) * scale * other[s][a] * membership[s][b]);
                }
            }
        }
        return LinearAssignment.best(score).places();
    }

    /** The draws under the names of another run. */
    MixtureDraws renamedAs(MixtureDraws first) {
        return renamed(first.names(membership, 1.0 / size()));
    }

    /** The draws with clusters in this order. */
    MixtureDraws inOrder(int... order) {
        return renamed(Permutation.of(order).inverse().places());
    }

    private MixtureDraws renamed(int... name) {
        MixtureDraws renamed = new MixtureDraws(task, logEvidence, method);
        draws.forEach(draw -> renamed.draws.add(draw.renamed(name)));
        for (int s = 0; s < membership.length; s++) {
            for (int k = 0; k < clusters; k++) {
                renamed.membership[s][name[k]] = membership[s][k];
            }
            renamed.places[s] = places[s];
        }
        return renamed;
    }

    /** The number of draws. */
    public int size() {
        return draws.size();
    }

    /** The log of the evidence that this run found. */
    public double logEvidence() {
        return logEvidence;
    }

    /** How they were found, in words. */
    public String method() {
        return method;
    }

    private double[] values(ToDoubleFunction<Draw> value) {
        return draws.stream().mapToDouble(value).toArray();
    }

    /** The weights of a cluster. */
    public double[] weightsOf(int cluster) {
        return values(draw -> draw.weights[cluster]);
    }

    /** The spreads of a cluster. */
    public double[] alphasOf(int cluster) {
        return values(draw -> draw.alphas[cluster]);
    }

    /** The places of an item in the consensus of a cluster. */
    public double[] placesOf(int cluster, int item) {
        return values(draw -> draw.consensus[cluster][item]);
    }

    /** A number of the model of mistakes. */
    public double[] mistakesOf(int number) {
        return values(draw -> draw.mistakes[number]);
    }

    List<int[]> consensusOf(int cluster) {
        return draws.stream().map(draw -> draw.consensus[cluster]).toList();
    }

    /** The probability that an observation belongs to a cluster, times the number of draws. */
    double members(int set, int cluster) {
        return membership[set][cluster];
    }

    /** Of an incomplete observation, the probability of each item's place, times the number of draws. */
    double[][] placesIn(int set) {
        return places[set];
    }

    /** How many numbers the model of mistakes has. */
    int mistakeNumbers() {
        return task.mistakes.map(PairMistakes::size).orElse(0);
    }
}
