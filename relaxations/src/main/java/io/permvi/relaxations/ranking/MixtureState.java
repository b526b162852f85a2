package io.permvi.relaxations.ranking;

import io.permvi.relaxations.linalg.LogSumExp;
import io.permvi.relaxations.permutation.Permutation;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * One particle: a weight, a consensus and a spread for each cluster, a cluster for each ranking, and a complete ranking
 * for each incomplete one. Its energy is minus the log likelihood of the completed rankings given their clusters.
 */
final class MixtureState {
    private static final int SPREAD_MOVES = 4;
    private static final double SMALLEST_STEP = 0.02;
    private static final double STEP_RANGE = Math.log(100);

    final double[] weights;
    final double[] alphas;
    final int[][] consensus;
    /** Of each complete observation, how many are in each cluster. */
    final int[][] shares;

    final int[] label;
    final int[][] places;
    final double[] mistakes;

    private final MixtureTask task;
    private final int n;
    private final int clusters;
    private final int[][] consensusItems;
    private final int[][] items;
    private final TotalDistance[] tables;
    private final long[] totals;
    private final long[] sizes;
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
        weights = new double[clusters];
        alphas = new double[clusters];
        consensus = new int[clusters][];
        consensusItems = new int[clusters][];
        shares = new int[task.complete.length][clusters];
        label = new int[task.openSet.length];
        places = new int[label.length][];
        items = new int[label.length][];
        tables = new TotalDistance[clusters];
        totals = new long[clusters];
        sizes = new long[clusters];
        mistakes = new double[task.mistakes.map(PairMistakes::size).orElse(0)];
        right = new double[n];
        wrong = new double[n];
        scratch = new int[n];
        chances = new double[clusters];
        for (int k = 0; k < clusters; k++) {
            Permutation start = Permutation.random(n, rng);
            consensus[k] = start.places();
            consensusItems[k] = start.inverse().places();
            alphas[k] = Math.max(1e-12, RandomGamma.draw(task.prior.shape(), rng) / task.prior.rate());
            tables[k] = new TotalDistance(task.distance, n);
        }
        drawWeights(rng);
        for (int i = 0; i < label.length; i++) {
            Permutation any = task.openRanking(i).any(rng);
            places[i] = any.places();
            items[i] = any.inverse().places();
            label[i] = -1;
        }
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

    /** Goes to the parameters of a fit to complete rankings, and draws clusters there. */
    void startAt(MallowsMixtureFit fit, RandomGenerator rng) {
        for (int k = 0; k < clusters; k++) {
            consensus[k] = fit.centers().get(k).places();
            consensusItems[k] = fit.centers().get(k).inverse().places();
            alphas[k] = n * fit.thetas()[k];
            weights[k] = fit.weights()[k];
        }
        drawLabels(1, rng);
        for (int k = 0; k < clusters; k++) {
            totals[k] = memberTotal(k);
        }
    }

    /** Becomes a copy of another state of the same task. */
    void copyFrom(MixtureState other) {
        System.arraycopy(other.weights, 0, weights, 0, clusters);
        System.arraycopy(other.alphas, 0, alphas, 0, clusters);
        System.arraycopy(other.totals, 0, totals, 0, clusters);
        System.arraycopy(other.sizes, 0, sizes, 0, clusters);
        System.arraycopy(other.label, 0, label, 0, label.length);
        System.arraycopy(other.mistakes, 0, mistakes, 0, mistakes.length);
        System.arraycopy(other.right, 0, right, 0, n);
        System.arraycopy(other.wrong, 0, wrong, 0, n);
        copy(other.consensus, consensus);
        copy(other.consensusItems, consensusItems);
        copy(other.shares, shares);
        copy(other.places, places);
        copy(other.items, items);
        for (int k = 0; k < clusters; k++) {
            tables[k].copyFrom(other.tables[k]);
        }
        reports = other.reports;
    }

    private static void copy(int[][] from, int[][] to) {
        for (int k = 0; k < from.length; k++) {
            System.arraycopy(from[k], 0, to[k], 0, to[k].length);
        }
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

    /** Moves everything once, at an inverse temperature. */
    void sweep(double power, RandomGenerator rng) {
        for (int k = 0; k < clusters; k++) {
            for (int move = 0; move < 2 * n; move++) {
                moveConsensus(k, power, rng);
            }
            for (int move = 0; move < SPREAD_MOVES; move++) {
                moveSpread(k, power, rng);
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

    /** A place and another one: half of the time a neighbor. */
    private int other(int p, RandomGenerator rng) {
        if (rng.nextBoolean()) {
            int q = p + (rng.nextBoolean() ? 1 : -1);
            return q < 0 || q >= n ? p : q;
        }
        return rng.nextInt(n);
    }

    private void moveConsensus(int k, double power, RandomGenerator rng) {
        int one = rng.nextInt(n);
        int two = other(one, rng);
        if (one == two) {
            return;
        }
        int p = Math.min(one, two);
        int q = Math.max(one, two);
        boolean tabled = task.hasTables();
        if (!tabled) {
            exchange(consensusItems[k], consensus[k], p, q);
        }
        long change = tabled ? tables[k].change(consensusItems[k], p, q) : memberTotal(k) - totals[k];
        boolean taken = accepts(-power * alphas[k] / n * change, rng);
        if (taken == tabled) {
            exchange(consensusItems[k], consensus[k], p, q);
        }
        totals[k] += taken ? change : 0;
    }

    private long memberTotal(int k) {
        long sum = 0;
        for (int o = 0; o < shares.length; o++) {
            sum += shares[o][k] == 0 ? 0 : shares[o][k] * task.between(task.complete[o], consensus[k], scratch);
        }
        for (int i = 0; i < label.length; i++) {
            sum += label[i] == k ? task.between(places[i], consensus[k], scratch) : 0;
        }
        return sum;
    }

    private static void exchange(int[] items, int[] places, int p, int q) {
        int a = items[p];
        items[p] = items[q];
        items[q] = a;
        places[a] = q;
        places[items[p]] = p;
    }

    private void moveRanking(int i, double power, RandomGenerator rng) {
        int one = rng.nextInt(n);
        int two = other(one, rng);
        if (one == two) {
            return;
        }
        int p = Math.min(one, two);
        int q = Math.max(one, two);
        int[] own = items[i];
        int[] at = places[i];
        int a = own[p];
        int b = own[q];
        int k = label[i];
        at[a] = q;
        at[b] = p;
        boolean allowed =
                task.openRanking(i).allowsAt(a, q, at) && task.openRanking(i).allowsAt(b, p, at);
        at[a] = p;
        at[b] = q;
        if (!allowed) {
            return;
        }
        long change = changeOfRanking(i, p, q);
        double reported = mistakes.length == 0 ? 0 : changeOfReports(i, p, q);
        if (accepts(power * (reported - alphas[k] / n * change), rng)) {
            if (task.hasTables()) {
                tables[k].exchanged(own, p, q);
            }
            exchange(own, at, p, q);
            totals[k] += change;
            reports += reported;
        }
    }

    private long changeOfRanking(int i, int p, int q) {
        int k = label[i];
        if (task.hasTables()) {
            return tables[k].changeOfRanking(items[i], p, q, consensus[k]);
        }
        long before = task.between(places[i], consensus[k], scratch);
        exchange(items[i], places[i], p, q);
        long after = task.between(places[i], consensus[k], scratch);
        exchange(items[i], places[i], p, q);
        return after - before;
    }

    /** What an exchange does to the log probability of the assessor's reports. */
    private double changeOfReports(int i, int p, int q) {
        int a = items[i][p];
        int b = items[i][q];
        double before = logReports(i, a) + logReports(i, b) - logReport(i, a, b);
        exchange(items[i], places[i], p, q);
        double after = logReports(i, a) + logReports(i, b) - logReport(i, a, b);
        exchange(items[i], places[i], p, q);
        return after - before;
    }

    private double logReport(int i, int a, int b) {
        int[][] wins = task.mistakes.orElseThrow().wins().get(task.openSet[i]);
        int gap = places[i][b] - places[i][a];
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

    private double step(RandomGenerator rng) {
        return SMALLEST_STEP * Math.exp(STEP_RANGE * rng.nextDouble()) * rng.nextGaussian();
    }

    private void moveSpread(int k, double power, RandomGenerator rng) {
        double next = alphas[k] * Math.exp(step(rng));
        double change = logSpread(k, next, power) - logSpread(k, alphas[k], power);
        alphas[k] = next > 1e-12 && next < 1e9 && accepts(change, rng) ? next : alphas[k];
    }

    private double logSpread(int k, double alpha, double power) {
        return task.prior.logDensity(alpha) + Math.log(alpha) - power * energy(k, alpha);
    }

    private void moveMistakes(double power, RandomGenerator rng) {
        PairMistakes model = task.mistakes.orElseThrow();
        double[] old = mistakes.clone();
        double before = reports;
        int k = rng.nextInt(mistakes.length);
        double jump = step(rng);
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
            chances(logs, places[i], power);
            int next = pick(rng);
            if (next != label[i]) {
                if (label[i] >= 0) {
                    take(label[i], places[i], -1);
                }
                take(next, places[i], 1);
                label[i] = next;
            }
        }
    }

    private void chances(double[] logs, int[] ranking, double power) {
        for (int k = 0; k < clusters; k++) {
            chances[k] =
                    logs[k] - (power == 0 ? 0 : power * alphas[k] / n * task.between(ranking, consensus[k], scratch));
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
            totals[k] += count * task.between(ranking, consensus[k], scratch);
            if (task.hasTables()) {
                tables[k].add(ranking, count);
            }
        }
    }
}
