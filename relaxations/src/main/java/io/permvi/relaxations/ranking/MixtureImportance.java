package io.permvi.relaxations.ranking;

import io.permvi.relaxations.linalg.LogSumExp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.special.Gamma;

/**
 * A mixture with complete rankings: a Gibbs chain from a fit by expectation maximization, and the evidence by
 * importance sampling from the posteriors of the clusters given the members that the chain visited, averaged over all
 * names of the clusters (dual importance sampling; Lee and Robert 2016).
 */
final class MixtureImportance {
    private static final int STARTS = 10;
    private static final int BURN = 200;
    private static final int VISITS = 40;
    private static final int SPACING = 10;
    private static final int DRAWS = 1000;
    private static final int LARGEST = 12;
    private static final int MOST_CLUSTERS = 10;

    private final MallowsMixture settings;
    private final MixtureTask task;
    private final RandomGenerator rng;
    private final int clusters;
    private final List<ClusterProposal[]> visited = new ArrayList<>();

    MixtureImportance(MallowsMixture settings, RandomGenerator rng) {
        this.settings = settings;
        this.rng = rng;
        task = new MixtureTask(settings);
        clusters = settings.clusters();
    }

    static boolean serves(MallowsMixture mixture) {
        return mixture.clusters() > 1
                && mixture.clusters() <= MOST_CLUSTERS
                && mixture.mistakes().isEmpty()
                && mixture.data().items() <= LARGEST
                && StepCosts.serves(mixture.distance())
                && MallowsMixtureFit.serves(mixture.distance(), mixture.data());
    }

    MixtureDraws run() {
        MallowsMixtureFit fit = MallowsMixtureFit.of(settings.distance(), settings.data(), clusters, STARTS, rng);
        MixtureState state = new MixtureState(task, rng);
        state.startAt(fit, rng);
        for (int s = 0; s < BURN; s++) {
            state.sweep(1, rng);
        }
        MixtureDraws draws = new MixtureDraws(task, 0, "a chain from a fit, " + DRAWS + " draws for the evidence");
        for (int v = 0; v < VISITS; v++) {
            for (int s = 0; s < SPACING * settings.sweeps(); s++) {
                state.sweep(1, rng);
                draws.add(state);
            }
            visited.add(proposals(state));
        }
        return draws.withLogEvidence(logEvidence());
    }

    private ClusterProposal[] proposals(MixtureState state) {
        ClusterProposal[] proposals = new ClusterProposal[clusters];
        for (int k = 0; k < clusters; k++) {
            List<RankingSet> members = new ArrayList<>();
            List<Long> counts = new ArrayList<>();
            for (int o = 0; o < state.shares.length; o++) {
                if (state.shares[o][k] > 0) {
                    members.add(task.data.sets().get(task.completeSet[o]));
                    counts.add((long) state.shares[o][k]);
                }
            }
            proposals[k] = members.isEmpty()
                    ? new ClusterProposal(task)
                    : new ClusterProposal(task, new RankingData(task.items, members, counts));
        }
        return proposals;
    }

    private double logEvidence() {
        double[] logWeights = new double[DRAWS];
        int[][] places = new int[clusters][task.items];
        double[] alphas = new double[clusters];
        double[] weights = new double[clusters];
        for (int d = 0; d < DRAWS; d++) {
            ClusterProposal[] from = visited.get(d % visited.size());
            double sum = 0;
            for (int k = 0; k < clusters; k++) {
                alphas[k] = from[k].draw(places[k], rng);
                weights[k] = RandomGamma.draw(1 + from[k].size(), rng);
                sum += weights[k];
            }
            for (int k = 0; k < clusters; k++) {
                weights[k] /= sum;
            }
            logWeights[d] = logJoint(weights, alphas, places) - logProposal(weights, alphas, places);
        }
        return LogSumExp.of(logWeights, 0, DRAWS) - Math.log(DRAWS);
    }

    private double logJoint(double[] weights, double[] alphas, int[][] places) {
        double logUniform = -MallowsNormalizer.logFactorials(task.items)[task.items];
        double sum = Gamma.logGamma(clusters);
        double[] terms = new double[clusters];
        double[] logs = new double[clusters];
        for (int k = 0; k < clusters; k++) {
            sum += task.prior.logDensity(alphas[k]) + logUniform;
            logs[k] = Math.log(weights[k]) - task.normalizer.logNormalizer(alphas[k] / task.items);
        }
        int[] scratch = new int[task.items];
        for (int o = 0; o < task.complete.length; o++) {
            for (int k = 0; k < clusters; k++) {
                terms[k] = logs[k] - alphas[k] / task.items * task.between(task.complete[o], places[k], scratch);
            }
            sum += task.counts[o] * LogSumExp.of(terms, 0, clusters);
        }
        return sum;
    }

    private double logProposal(double[] weights, double[] alphas, int[][] places) {
        double[] terms = new double[visited.size()];
        double[][] log = new double[clusters][clusters];
        for (int v = 0; v < terms.length; v++) {
            ClusterProposal[] own = visited.get(v);
            double constant = Gamma.logGamma(task.data.total() + clusters);
            for (int j = 0; j < clusters; j++) {
                constant -= Gamma.logGamma(1 + own[j].size());
                for (int k = 0; k < clusters; k++) {
                    log[k][j] = own[j].logDensity(places[k], alphas[k]) + own[j].size() * Math.log(weights[k]);
                }
            }
            terms[v] = constant + logPermanent(log) - MallowsNormalizer.logFactorials(clusters)[clusters];
        }
        return LogSumExp.of(terms, 0, terms.length) - Math.log(terms.length);
    }

    /** The log of the sum over all matchings of products of exponentials, by sums over sets of columns. */
    private static double logPermanent(double[][] log) {
        int size = log.length;
        double[] sums = new double[1 << size];
        Arrays.fill(sums, Double.NEGATIVE_INFINITY);
        sums[0] = 0;
        double[] terms = new double[size];
        for (int set = 1; set < sums.length; set++) {
            int row = Integer.bitCount(set) - 1;
            int count = 0;
            for (int left = set; left != 0; left &= left - 1) {
                int column = Integer.numberOfTrailingZeros(left);
                terms[count++] = sums[set ^ (1 << column)] + log[row][column];
            }
            sums[set] = LogSumExp.of(terms, 0, count);
        }
        return sums[sums.length - 1];
    }
}
