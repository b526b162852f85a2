package io.permvi.relaxations.ranking;

import io.permvi.relaxations.linalg.LogSumExp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.special.Gamma;

/**
 * A mixture with complete rankings by importance sampling from the posteriors of the clusters given the members that
 * short Gibbs chains visited, averaged over all names of the clusters (dual importance sampling; Lee and Robert 2016).
 * Each chain starts at a fit by expectation maximization of its own, and weights say how much its mode counts, so no
 * chain has to find the way between modes. Draws are resampled by their weights, and moved once each.
 */
final class MixtureImportance {
    private static final int STARTS = 10;
    private static final int BURN = 100;
    private static final int VISITS = 4;
    private static final int SPACING = 5;
    private static final int DRAWS = 32;
    private static final int LARGEST = 12;
    private static final int MOST_CLUSTERS = 10;

    private final MallowsMixture settings;
    private final MixtureTask task;
    private final RandomGenerator rng;
    private final int clusters;
    private final List<ClusterProposal[]> visited = new ArrayList<>();
    private final List<Draw> drawn = new ArrayList<>();

    private record Draw(double[] weights, double[] alphas, int[][] places) {}

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
                && mixture.distance().hasCosts()
                && MallowsMixtureFit.serves(mixture.distance(), mixture.data());
    }

    MixtureDraws run() {
        MixtureState state = new MixtureState(task, rng);
        for (int start = 0; start < STARTS; start++) {
            visit(state);
        }
        double[] weights = new double[DRAWS * settings.particles()];
        for (int d = 0; d < weights.length; d++) {
            Draw draw = draw(visited.get(d % visited.size()));
            drawn.add(draw);
            weights[d] = logJoint(draw) - logProposal(draw);
        }
        double logEvidence = LogSumExp.softmax(weights, 0, weights.length, 1) - Math.log(weights.length);
        MixtureDraws draws = new MixtureDraws(
                task, logEvidence, weights.length + " weighted draws around " + visited.size() + " partitions");
        for (int d : MixtureRun.resampled(weights, rng)) {
            state.startAt(drawn.get(d).weights, drawn.get(d).alphas, drawn.get(d).places, rng);
            state.sweep(1, false, rng);
            draws.add(state);
        }
        return draws;
    }

    /** A short chain from a fit, and the members of the clusters along it. */
    private void visit(MixtureState state) {
        MallowsMixtureFit fit = MallowsMixtureFit.of(settings.distance(), settings.data(), clusters, 1, rng);
        state.startAt(
                fit.weights(),
                Arrays.stream(fit.thetas()).map(theta -> task.items * theta).toArray(),
                fit.centers().stream().map(c -> c.places()).toArray(int[][]::new),
                rng);
        for (int s = 0; s < BURN; s++) {
            state.sweep(1, true, rng);
        }
        for (int v = 0; v < VISITS * settings.sweeps(); v++) {
            for (int s = 0; s < SPACING; s++) {
                state.sweep(1, false, rng);
            }
            visited.add(proposals(state));
        }
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

    private Draw draw(ClusterProposal... from) {
        Draw draw = new Draw(new double[clusters], new double[clusters], new int[clusters][task.items]);
        double sum = 0;
        for (int k = 0; k < clusters; k++) {
            draw.alphas[k] = from[k].draw(draw.places[k], rng);
            draw.weights[k] = RandomGamma.draw(1 + from[k].size(), rng);
            sum += draw.weights[k];
        }
        for (int k = 0; k < clusters; k++) {
            draw.weights[k] /= sum;
        }
        return draw;
    }

    private double logJoint(Draw draw) {
        double logUniform = -MallowsNormalizer.logFactorials(task.items)[task.items];
        double sum = Gamma.logGamma(clusters);
        double[] terms = new double[clusters];
        double[] logs = new double[clusters];
        for (int k = 0; k < clusters; k++) {
            sum += task.prior.logDensity(draw.alphas[k]) + logUniform;
            logs[k] = Math.log(draw.weights[k]) - task.normalizer.logNormalizer(draw.alphas[k] / task.items);
        }
        int[] scratch = new int[task.items];
        for (int o = 0; o < task.complete.length; o++) {
            for (int k = 0; k < clusters; k++) {
                long distance = task.between(task.complete[o], draw.places[k], scratch);
                terms[k] = logs[k] - draw.alphas[k] / task.items * distance;
            }
            sum += task.counts[o] * LogSumExp.of(terms, 0, clusters);
        }
        return sum;
    }

    private double logProposal(Draw draw) {
        double[] terms = new double[visited.size()];
        double[][] log = new double[clusters][clusters];
        for (int v = 0; v < terms.length; v++) {
            ClusterProposal[] own = visited.get(v);
            double constant = Gamma.logGamma(task.data.total() + clusters);
            for (int j = 0; j < clusters; j++) {
                constant -= Gamma.logGamma(1 + own[j].size());
                for (int k = 0; k < clusters; k++) {
                    log[k][j] = own[j].logDensity(draw.places[k], draw.alphas[k])
                            + own[j].size() * Math.log(draw.weights[k]);
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
