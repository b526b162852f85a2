package io.permvi.relaxations.ranking;

import io.permvi.relaxations.linalg.LogSumExp;
import io.permvi.relaxations.permutation.Permutation;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * One particle, or the state of a chain: a weight, a consensus and a spread for each cluster, a cluster for each
 * ranking, and a complete ranking for each incomplete one. Its energy is minus the log likelihood of the completed
 * rankings given their clusters.
 */
final class MixtureState {
    private static final int SPREAD_MOVES = 4;
    private static final double FIRST_STEP = 0.5;
    private static final double ADAPTING = 0.1;
    /** The share of accepted moves of a spread at which chains mix best. */
    private static final double WANTED = 0.44;

    private static final double LEAST_SPREAD = 1e-12;
    private static final double LARGEST_SPREAD = 1e9;

    final double[] weights;
    final double[] alphas;
    final PlacedItems[] consensus;
    /** Of each complete observation, how many are in each cluster. */
    final int[][] shares;

    final int[] label;
    final PlacedItems[] rankings;
    /** The total distance of the members of each cluster from its consensus. */
    final double[] totals;

    final double[] mistakes;

    private final MixtureTask task;
    private final int n;
    private final int clusters;
    private final boolean tabled;
    private final TotalDistance[] tables;
    private final long[] sizes;
    private final double[] steps;
    private final double[] right;
    private final double[] wrong;
    private final int[] scratch;
    private final double[] chances;
    private double reports;

    /** A draw of the prior, clusters and completions uniform. */
    MixtureState(MixtureTask task, RandomGenerator rng) {
        this.task = task;
        n = task.items;
        clusters = task.clusters;
        tabled = task.distance.hasCosts();
        weights = new double[clusters];
        alphas = new double[clusters];
        consensus = new PlacedItems[clusters];
        shares = new int[task.complete.length][clusters];
        label = new int[task.openSet.length];
        rankings = new PlacedItems[label.length];
        tables = new TotalDistance[tabled ? clusters : 0];
        totals = new double[clusters];
        sizes = new long[clusters];
        steps = new double[clusters];
        mistakes = new double[task.mistakes.map(PairMistakes::size).orElse(0)];
        right = new double[n];
        wrong = new double[n];
        scratch = new int[n];
        chances = new double[clusters];
        Arrays.fill(steps, FIRST_STEP);
        Arrays.setAll(tables, k -> new TotalDistance(task.distance, n));
        for (int k = 0; k < clusters; k++) {
            consensus[k] = new PlacedItems(Permutation.random(n, rng));
            alphas[k] = Math.max(LEAST_SPREAD, RandomGamma.draw(task.prior.shape(), rng) / task.prior.rate());
        }
        drawWeights(rng);
        Arrays.setAll(rankings, i -> new PlacedItems(task.openRanking(i).any(rng)));
        Arrays.fill(label, -1);
        drawLabels(0, rng);
        task.mistakes.ifPresent(m -> {
            Arrays.setAll(mistakes, k -> m.draw(rng.nextDouble()));
            m.logProbabilities(mistakes, right, wrong);
            reports = logReports();
        });
        // completions are uniform after some exchanges among those that agree
        for (int k = 0; k < 4 * n; k++) {
            for (int i = 0; i < label.length; i++) {
                moveRanking(i, 0, rng);
            }
        }
    }

    /** Goes to these parameters, and draws clusters of complete rankings there. */
    void startAt(double[] newWeights, double[] newAlphas, int[][] places, RandomGenerator rng) {
        System.arraycopy(newWeights, 0, weights, 0, clusters);
        System.arraycopy(newAlphas, 0, alphas, 0, clusters);
        Arrays.setAll(consensus, k -> new PlacedItems(Permutation.of(places[k])));
        drawLabels(1, rng);
        Arrays.setAll(totals, this::memberTotal);
    }

    /** Goes to spreads that explain the distances here. */
    void startSpreads() {
        Arrays.setAll(alphas, k -> ExactMallows.start(task.distance, n, totals[k], Math.max(1, sizes[k])));
    }

    /** Becomes a copy of another state of the same task. */
    void copyFrom(MixtureState other) {
        System.arraycopy(other.weights, 0, weights, 0, clusters);
        System.arraycopy(other.alphas, 0, alphas, 0, clusters);
        System.arraycopy(other.steps, 0, steps, 0, clusters);
        System.arraycopy(other.totals, 0, totals, 0, clusters);
        System.arraycopy(other.sizes, 0, sizes, 0, clusters);
        System.arraycopy(other.label, 0, label, 0, label.length);
        System.arraycopy(other.mistakes, 0, mistakes, 0, mistakes.length);
        System.arraycopy(other.right, 0, right, 0, n);
        System.arraycopy(other.wrong, 0, wrong, 0, n);
        IntStream.range(0, clusters).forEach(k -> consensus[k].copyFrom(other.consensus[k]));
        IntStream.range(0, tables.length).forEach(k -> tables[k].copyFrom(other.tables[k]));
        IntStream.range(0, label.length).forEach(i -> rankings[i].copyFrom(other.rankings[i]));
        for (int o = 0; o < shares.length; o++) {
            System.arraycopy(other.shares[o], 0, shares[o], 0, clusters);
        }
        reports = other.reports;
    }

    double energy() {
        double sum = -reports;
        for (int k = 0; k < clusters; k++) {
            sum += energy(k, alphas[k]);
        }
        return sum;
    }

    private double energy(int k, double alpha) {
        double theta = alpha / n;
        return theta * totals[k] + (sizes[k] == 0 ? 0 : sizes[k] * task.normalizer.logNormalizer(theta));
    }

    /** Moves everything once at a power of the likelihood; the steps of spreads adapt where that does no harm. */
    void sweep(double power, boolean adapting, RandomGenerator rng) {
        for (int k = 0; k < clusters; k++) {
            for (int move = 0; move < 2 * n; move++) {
                moveConsensus(k, power * alphas[k] / n, rng);
            }
            for (int move = 0; move < SPREAD_MOVES; move++) {
                moveSpread(k, power, adapting, rng);
            }
        }
        for (int i = 0; i < label.length; i++) {
            for (int move = 0; move < n; move++) {
                moveRanking(i, power, rng);
            }
        }
        if (clusters > 1) {
            drawLabels(power, rng);
            drawWeights(rng);
        }
        for (int move = 0; move < SPREAD_MOVES && mistakes.length > 0; move++) {
            moveMistakes(power, rng);
        }
    }

    private static boolean accepts(double logRatio, RandomGenerator rng) {
        return logRatio >= 0 || rng.nextDouble() < Math.exp(logRatio);
    }

    /** Proposes an exchange in the consensus of a cluster. */
    void moveConsensus(int k, double theta, RandomGenerator rng) {
        PlacedItems own = consensus[k];
        if (!own.propose(rng)) {
            return;
        }
        double change = tabled ? tables[k].change(own.items, own.first, own.second) : 0;
        own.exchange();
        change = tabled ? change : memberTotal(k) - totals[k];
        if (accepts(-theta * change, rng)) {
            totals[k] += change;
        } else {
            own.exchange();
        }
    }

    private double memberTotal(int k) {
        double sum = 0;
        for (int o = 0; o < shares.length; o++) {
            sum += shares[o][k] == 0 ? 0 : shares[o][k] * distance(task.complete[o], k);
        }
        for (int i = 0; i < label.length; i++) {
            sum += label[i] == k ? distance(rankings[i].places, k) : 0;
        }
        return sum;
    }

    private double distance(int[] ranking, int k) {
        return task.between(ranking, consensus[k].places, scratch);
    }

    private void moveRanking(int i, double power, RandomGenerator rng) {
        PlacedItems own = rankings[i];
        if (!own.propose(rng)) {
            return;
        }
        int p = own.first;
        int q = own.second;
        int k = label[i];
        own.exchange();
        RankingSet set = task.openRanking(i);
        boolean allowed = set.allowsAt(own.items[p], p, own.places) && set.allowsAt(own.items[q], q, own.places);
        double after = tabled || !allowed ? 0 : distance(own.places, k);
        double reported = mistakes.length == 0 || !allowed ? 0 : logReports(i, own.items[p], own.items[q]);
        own.exchange();
        if (!allowed) {
            return;
        }
        double change = tabled
                ? tables[k].changeOfRanking(own.items, p, q, consensus[k].places)
                : after - distance(own.places, k);
        reported -= mistakes.length == 0 ? 0 : logReports(i, own.items[p], own.items[q]);
        if (accepts(power * (reported - alphas[k] / n * change), rng)) {
            if (tabled) {
                tables[k].exchanged(own.items, p, q);
            }
            own.exchange();
            totals[k] += change;
            reports += reported;
        }
    }

    /** The log probability of an assessor's reports of two items, with each other and with all others. */
    private double logReports(int i, int a, int b) {
        return logReports(i, a) + logReports(i, b) - logReport(i, a, b);
    }

    private double logReport(int i, int a, int b) {
        int[][] wins = task.mistakes.orElseThrow().wins().get(task.openSet[i]);
        int gap = rankings[i].places[b] - rankings[i].places[a];
        return gap > 0
                ? wins[a][b] * right[gap] + wins[b][a] * wrong[gap]
                : wins[b][a] * right[-gap] + wins[a][b] * wrong[-gap];
    }

    private double logReports(int i, int item) {
        double sum = 0;
        for (int other = 0; other < n; other++) {
            sum += other == item ? 0 : logReport(i, item, other);
        }
        return sum;
    }

    private double logReports() {
        double sum = 0;
        for (int i = 0; i < label.length; i++) {
            for (int item = 0; item < n; item++) {
                sum += logReports(i, item) / 2;
            }
        }
        return sum;
    }

    private void moveSpread(int k, double power, boolean adapting, RandomGenerator rng) {
        double next = alphas[k] * Math.exp(step(steps[k], rng));
        double change = logSpread(k, next, power) - logSpread(k, alphas[k], power);
        boolean taken = next > LEAST_SPREAD && next < LARGEST_SPREAD && accepts(change, rng);
        alphas[k] = taken ? next : alphas[k];
        steps[k] *= adapting ? Math.exp(ADAPTING * ((taken ? 1 : 0) - WANTED)) : 1;
    }

    /** A step of about this size, now and then of a third or of three times it. */
    private static double step(double size, RandomGenerator rng) {
        return size * Math.exp(2 * rng.nextDouble() - 1) * rng.nextGaussian();
    }

    private double logSpread(int k, double alpha, double power) {
        return task.prior.logDensity(alpha) + Math.log(alpha) - power * energy(k, alpha);
    }

    private void moveMistakes(double power, RandomGenerator rng) {
        PairMistakes model = task.mistakes.orElseThrow();
        double[] old = mistakes.clone();
        double before = reports;
        int k = rng.nextInt(mistakes.length);
        double jump = step(FIRST_STEP * Math.pow(0.1, 2 * rng.nextDouble()), rng);
        mistakes[k] *= Math.exp(jump);
        double prior = model.logPrior(mistakes) - model.logPrior(old) + jump;
        if (prior > Double.NEGATIVE_INFINITY) {
            model.logProbabilities(mistakes, right, wrong);
            reports = logReports();
        }
        if (!(prior > Double.NEGATIVE_INFINITY && accepts(prior + power * (reports - before), rng))) {
            System.arraycopy(old, 0, mistakes, 0, old.length);
            model.logProbabilities(mistakes, right, wrong);
            reports = before;
        }
    }

    private void drawWeights(RandomGenerator rng) {
        double sum = 0;
        for (int k = 0; k < clusters; k++) {
            weights[k] = RandomGamma.draw(1 + sizes[k], rng);
            sum += weights[k];
        }
        for (int k = 0; k < clusters; k++) {
            weights[k] /= sum;
        }
    }

    private void drawLabels(double power, RandomGenerator rng) {
        double[] logs = new double[clusters];
        for (int k = 0; k < clusters; k++) {
            logs[k] = Math.log(weights[k]) - (power == 0 ? 0 : power * task.normalizer.logNormalizer(alphas[k] / n));
        }
        for (int o = 0; o < shares.length; o++) {
            chances(logs, task.complete[o], power);
            int[] next = new int[clusters];
            for (int c = 0; c < task.counts[o]; c++) {
                next[pick(rng)]++;
            }
            for (int k = 0; k < clusters; k++) {
                take(k, task.complete[o], next[k] - shares[o][k]);
                shares[o][k] = next[k];
            }
        }
        for (int i = 0; i < label.length; i++) {
            chances(logs, rankings[i].places, power);
            int next = pick(rng);
            if (next != label[i]) {
                if (label[i] >= 0) {
                    take(label[i], rankings[i].places, -1);
                }
                take(next, rankings[i].places, 1);
                label[i] = next;
            }
        }
    }

    private void chances(double[] logs, int[] ranking, double power) {
        for (int k = 0; k < clusters; k++) {
            chances[k] = logs[k] - (power == 0 ? 0 : power * alphas[k] / n * distance(ranking, k));
        }
        LogSumExp.softmax(chances, 0, clusters, 1);
    }

    private int pick(RandomGenerator rng) {
        double left = rng.nextDouble();
        int k = 0;
        while (k < clusters - 1 && left >= chances[k]) {
            left -= chances[k++];
        }
        return k;
    }

    private void take(int k, int[] ranking, int count) {
        if (count != 0) {
            sizes[k] += count;
            totals[k] += count * distance(ranking, k);
            if (tabled) {
                tables[k].add(ranking, count);
            }
        }
    }
}
