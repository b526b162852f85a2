package io.permvi.relaxations.ranking;

import io.permvi.relaxations.permutation.Permutation;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** One annealed chain over a consensus, the spread, and a complete ranking for each incomplete observation. */
final class MallowsPosteriorChain {
    private static final double FIRST_POWER = 0.02;
    private static final int SPREAD_MOVES = 4;
    /** A theta at which no exchange for the worse is made any more. */
    private static final double COLD = 10;

    private static final double WANTED = 0.44;

    private final MallowsSampler settings;
    private final RandomGenerator rng;
    private final int n;
    private final TotalDistance totals;
    private final NormalizerTable normalizer;
    private final List<RankingSet> sets = new ArrayList<>();
    private final List<int[]> places = new ArrayList<>();
    private final List<int[]> items = new ArrayList<>();
    private final int[] consensus;
    private final int[] consensusItems;
    private long total;
    private double logAlpha;
    private double stepSize = 0.3;
    private double power = FIRST_POWER;
    private int[] best = {};
    private long least;
    private long proposed;
    private long accepted;

    MallowsPosteriorChain(MallowsSampler settings, RandomGenerator rng) {
        this.settings = settings;
        this.rng = rng;
        RankingData data = settings.data();
        n = data.items();
        totals = new TotalDistance(settings.distance(), n);
        normalizer = new NormalizerTable(new MallowsNormalizer(settings.distance(), n));
        for (int k = 0; k < data.sets().size(); k++) {
            RankingSet set = data.sets().get(k);
            if (set.isComplete()) {
                totals.add(data.completePlaces(k), data.counts().get(k));
            } else {
                for (long c = data.counts().get(k); c > 0; c--) {
                    addIncomplete(set);
                }
            }
        }
        Permutation start = Permutation.random(n, rng);
        consensus = start.places();
        consensusItems = start.inverse().places();
        total = totals.total(consensus);
        logAlpha = Math.log(ExactMallows.start(settings.distance(), n, total, data.total()));
    }

    private void addIncomplete(RankingSet set) {
        Permutation any = set.any(rng);
        sets.add(set);
        places.add(any.places());
        items.add(any.inverse().places());
        totals.add(any.places(), 1);
    }

    MallowsDraws run() {
        for (int s = 0; s < settings.annealing(); s++) {
            power = Math.min(1, Math.pow(FIRST_POWER, 1 - 2.0 * s / settings.annealing()));
            sweep(true);
        }
        power = 1;
        proposed = 0;
        accepted = 0;
        double[] alphas = new double[settings.sweeps()];
        double[] sums = new double[settings.sweeps()];
        List<int[]> kept = new ArrayList<>();
        for (int s = 0; s < settings.sweeps(); s++) {
            sweep(false);
            alphas[s] = Math.exp(logAlpha);
            sums[s] = total;
            kept.add(consensus.clone());
        }
        double share = (double) accepted / proposed;
        cool();
        return new MallowsDraws(alphas, sums, kept, share, best, least);
    }

    /**
     * Goes on from the last draw with ever larger theta, to the best consensus of the rankings as they are completed
     * there.
     */
    private void cool() {
        double theta = Math.exp(logAlpha) / n;
        best = consensus.clone();
        least = total;
        for (int s = 0; s < settings.annealing(); s++) {
            double now = theta * Math.pow(COLD / Math.min(theta, COLD), (double) s / settings.annealing());
            for (int k = 0; k < 2 * n; k++) {
                moveConsensus(now);
                if (total < least) {
                    least = total;
                    best = consensus.clone();
                }
            }
        }
    }

    private void sweep(boolean adapt) {
        double theta = power * Math.exp(logAlpha) / n;
        for (int k = 0; k < 2 * n; k++) {
            moveConsensus(theta);
        }
        for (int o = 0; o < sets.size(); o++) {
            for (int k = 0; k < n; k++) {
                moveRanking(o, theta);
            }
        }
        for (int k = 0; k < SPREAD_MOVES; k++) {
            moveSpread(adapt);
        }
    }

    /** A place and a nearby one mostly: half of the exchanges are of neighbors. */
    private int other(int p) {
        if (rng.nextBoolean()) {
            int step = rng.nextBoolean() ? 1 : -1;
            return p + step < 0 || p + step >= n ? p : p + step;
        }
        return rng.nextInt(n);
    }

    private boolean accepts(double logRatio) {
        return logRatio >= 0 || rng.nextDouble() < Math.exp(logRatio);
    }

    private void moveConsensus(double theta) {
        int one = rng.nextInt(n);
        int two = other(one);
        int p = Math.min(one, two);
        int q = Math.max(one, two);
        proposed++;
        if (p == q) {
            return;
        }
        long change = totals.change(consensusItems, p, q);
        if (accepts(-theta * change)) {
            exchange(consensusItems, consensus, p, q);
            total += change;
            accepted++;
        }
    }

    private static void exchange(int[] items, int[] places, int p, int q) {
        int a = items[p];
        items[p] = items[q];
        items[q] = a;
        places[a] = q;
        places[items[p]] = p;
    }

    private void moveRanking(int o, double theta) {
        int[] own = items.get(o);
        int one = rng.nextInt(n);
        int two = other(one);
        int p = Math.min(one, two);
        int q = Math.max(one, two);
        if (p == q) {
            return;
        }
        long change = totals.changeOfRanking(own, p, q, consensus);
        if (accepts(-theta * change) && exchangeIfAllowed(o, p, q)) {
            total += change;
        }
    }

    private boolean exchangeIfAllowed(int o, int p, int q) {
        int[] own = items.get(o);
        int[] at = places.get(o);
        int a = own[p];
        int b = own[q];
        at[a] = q;
        at[b] = p;
        if (sets.get(o).allowsAt(a, q, at) && sets.get(o).allowsAt(b, p, at)) {
            totals.exchanged(own, p, q);
            own[p] = b;
            own[q] = a;
            return true;
        }
        at[a] = p;
        at[b] = q;
        return false;
    }

    private void moveSpread(boolean adapt) {
        double next = logAlpha + stepSize * rng.nextGaussian();
        boolean taken = accepts(logDensity(next) - logDensity(logAlpha));
        logAlpha = taken ? next : logAlpha;
        if (adapt) {
            stepSize *= Math.exp(0.1 * ((taken ? 1 : 0) - WANTED));
        }
    }

    private double logDensity(double at) {
        double alpha = Math.exp(at);
        double theta = alpha / n;
        return settings.prior().logDensity(alpha)
                + at
                - power * (theta * total + settings.data().total() * normalizer.logNormalizer(theta));
    }
}
