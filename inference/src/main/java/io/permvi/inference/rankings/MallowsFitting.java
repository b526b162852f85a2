package io.permvi.inference.rankings;

import io.permvi.inference.posterior.ChainStatistics;
import io.permvi.inference.posterior.ParetoSmoothing;
import io.permvi.relaxations.linalg.LogSumExp;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.random.RandomStream;
import io.permvi.relaxations.ranking.ExactMallows;
import io.permvi.relaxations.ranking.MallowsDraws;
import io.permvi.relaxations.ranking.MallowsPosterior;
import io.permvi.relaxations.ranking.MallowsSampler;
import io.permvi.relaxations.ranking.PermutationDistance;
import io.permvi.relaxations.ranking.RankingData;
import io.permvi.relaxations.ranking.SpreadPrior;
import io.permvi.relaxations.ranking.VariationalMallows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Fits Bayesian Mallows by the best method that serves: exactly where that is possible, else by chains, which are made
 * longer until they agree. The same seed gives the same bits for any number of threads.
 *
 * @param distance of the rankings
 * @param prior of the spread
 * @param method how
 * @param chains how many
 * @param seed of the chains
 */
public record MallowsFitting(PermutationDistance distance, SpreadPrior prior, Method method, int chains, long seed) {
    /** R-hat up to which chains agree (Vehtari et al. 2021). */
    public static final double LARGEST_R_HAT = 1.01;
    /** Effective draws from which a mean can be reported. */
    public static final double LEAST_DRAWS = 400;

    /** The tail of weights up to which they can be trusted (Vehtari et al. 2024). */
    public static final double LARGEST_K_HAT = 0.7;

    /** The share of effective draws from which the tail does not matter. */
    private static final double ALL_BUT_EQUAL = 0.9;

    private static final int MANY_DRAWS = 20_000;
    private static final int SOME_DRAWS = 4000;
    private static final int FEW_DRAWS = 1500;
    private static final int SOME_ITEMS = 25;
    /** Items up to which weights are worth trying before chains. */
    private static final int MANY_ITEMS = 60;

    /** Effective draws from which longer chains change nothing that is printed. */
    private static final double ENOUGH_DRAWS = 2000;

    /** The deviation of a place that leaves its most frequent value in one of 400 draws. */
    private static final double STILL = 0.05;

    private static final int FIRST_SWEEPS = 4000;
    private static final int GROWTH = 4;
    private static final int MOST_SWEEPS = 64_000;
    /** Exchanges of one chain, some seconds to tens of them. */
    private static final double MOST_EXCHANGES = 5e7;

    /** How a posterior is found. */
    public enum Method {
        /** Exactly where that serves, else variationally where the weights can be trusted, else by chains. */
        AUTO,
        /** Sums over subsets or enumeration. */
        EXACT,
        /** Draws near the posterior, corrected by weights; for complete rankings of many items. */
        VARIATIONAL,
        /** Annealed chains. */
        MCMC
    }

    /** @throws IllegalArgumentException when there are fewer than 2 chains */
    public MallowsFitting {
        if (chains < 2) {
            throw new IllegalArgumentException("chains must be at least 2, got " + chains);
        }
    }

    /**
     * What tells whether chains can be trusted.
     *
     * @param parameter its name
     * @param rHat agreement of chains, one is best; NaN without chains
     * @param effectiveDraws how many independent draws all are worth
     * @param kHat the tail of importance weights; NaN without weights, or where they are all but equal
     */
    public record Diagnosis(String parameter, double rHat, double effectiveDraws, double kHat) {
        /** Of draws of chains, without weights. */
        public static Diagnosis ofChains(String parameter, double rHat, double effectiveDraws) {
            return new Diagnosis(parameter, rHat, effectiveDraws, Double.NaN);
        }

        /** Whether it can be trusted, with so many effective draws at least. */
        public boolean isGood(double leastDraws) {
            return !(rHat > LARGEST_R_HAT) && !(kHat > LARGEST_K_HAT) && effectiveDraws >= leastDraws;
        }
    }

    /**
     * A fit.
     *
     * @param posterior what was found
     * @param draws of the chains; none without
     * @param diagnoses of each parameter, or of the weights; none where it is exact
     */
    public record Result(MallowsPosterior posterior, List<MallowsDraws> draws, List<Diagnosis> diagnoses) {
        /** Copies the lists. */
        public Result {
            draws = List.copyOf(draws);
            diagnoses = List.copyOf(diagnoses);
        }

        /** Whether all parameters have converged; true of what is exact. */
        public boolean converged() {
            return diagnoses.stream().allMatch(d -> d.isGood(LEAST_DRAWS));
        }
    }

    /**
     * Fits.
     *
     * @param items their names
     * @throws IllegalArgumentException when the method does not serve these data
     */
    public Result fit(RankingData data, List<String> items, Workers workers) {
        if (method == Method.EXACT || method == Method.AUTO && ExactMallows.serves(distance, data)) {
            return new Result(ExactMallows.posterior(distance, data, prior), List.of(), List.of());
        }
        if (method == Method.VARIATIONAL
                || method == Method.AUTO && data.items() <= MANY_ITEMS && VariationalMallows.serves(distance, data)) {
            Result result = variational(data);
            if (method == Method.VARIATIONAL || result.converged()) {
                return result;
            }
        }
        int most = mostSweeps(data);
        Result result = run(data, items, Math.min(FIRST_SWEEPS, most), workers);
        for (int sweeps = FIRST_SWEEPS; sweeps < most && !isEnough(result); ) {
            sweeps = Math.min(most, GROWTH * sweeps);
            result = run(data, items, sweeps, workers);
        }
        return result;
    }

    /** Weighted draws where the weights can be trusted, else the approximation as it is. */
    private Result variational(RankingData data) {
        int n = data.items();
        int draws = n <= SOME_ITEMS ? MANY_DRAWS : n <= MANY_ITEMS ? SOME_DRAWS : FEW_DRAWS;
        VariationalMallows.Fit fit = new VariationalMallows(distance, data, prior, draws)
                .fit(RandomStream.of(seed).named("variational").generator());
        double[] weights = fit.logWeights().clone();
        double logEvidence = LogSumExp.of(weights, 0, weights.length);
        double kHat = ParetoSmoothing.smooth(weights);
        LogSumExp.softmax(weights, 0, weights.length, 1);
        double effective = 1 / Arrays.stream(weights).map(w -> w * w).sum();
        double tail = effective >= ALL_BUT_EQUAL * weights.length ? Double.NaN : kHat;
        Diagnosis diagnosis = new Diagnosis("weights", Double.NaN, effective, tail);
        double error = Math.sqrt(Math.max(0, 1 / effective - 1.0 / weights.length));
        MallowsPosterior posterior =
                diagnosis.isGood(LEAST_DRAWS) ? fit.weighted(weights, logEvidence, error) : fit.plain();
        return new Result(posterior, List.of(), List.of(diagnosis));
    }

    private static boolean isEnough(Result result) {
        return result.diagnoses().stream().allMatch(d -> d.isGood(ENOUGH_DRAWS));
    }

    private int mostSweeps(RankingData data) {
        long incomplete = 0;
        for (int k = 0; k < data.sets().size(); k++) {
            incomplete += data.sets().get(k).isComplete() ? 0 : data.counts().get(k);
        }
        // without tables an exchange in the consensus takes a distance of every ranking
        boolean tables = distance != PermutationDistance.CAYLEY && distance != PermutationDistance.ULAM;
        double exchanges =
                data.items() * (incomplete + (tables ? 2.0 : 2.0 * data.sets().size()));
        return (int) Math.max(200, Math.min(MOST_SWEEPS, MOST_EXCHANGES / exchanges));
    }

    private Result run(RankingData data, List<String> items, int sweeps, Workers workers) {
        MallowsSampler sampler = new MallowsSampler(distance, data, prior, Math.max(100, sweeps / 4), sweeps);
        MallowsDraws[] draws = new MallowsDraws[chains];
        RandomStream stream = RandomStream.of(seed).named("rankings").part(sweeps);
        workers.forEach(chains, c -> draws[c] = sampler.chain(stream.part(c).generator()));
        List<MallowsDraws> all = Arrays.asList(draws);
        List<Diagnosis> diagnoses = new ArrayList<>();
        ChainStatistics alpha =
                ChainStatistics.of(all.stream().map(MallowsDraws::alphas).toArray(double[][]::new));
        diagnoses.add(Diagnosis.ofChains("alpha", alpha.rHat(), Math.min(alpha.bulkSize(), alpha.tailSize())));
        for (int i = 0; i < items.size(); i++) {
            int item = i;
            double[][] places = all.stream().map(d -> d.placesOf(item)).toArray(double[][]::new);
            diagnoses.add(diagnosis(
                    "place of " + items.get(i),
                    places,
                    stream.named("jitter").part(i).generator()));
        }
        return new Result(sampler.posterior(all), all, diagnoses);
    }

    /**
     * Ranks of places, many of which are equal, are compared in random order; a place that all but stands still is
     * known.
     */
    private static Diagnosis diagnosis(String parameter, double[][] places, RandomGenerator rng) {
        ChainStatistics own = ChainStatistics.of(places);
        double draws = own.deviation() < STILL ? (double) places.length * places[0].length : own.meanSize();
        double[][] apart = new double[places.length][];
        for (int c = 0; c < places.length; c++) {
            apart[c] = Arrays.stream(places[c]).map(k -> k + rng.nextDouble()).toArray();
        }
        return Diagnosis.ofChains(parameter, ChainStatistics.of(apart).rHat(), draws);
    }
}
