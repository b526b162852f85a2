package io.permvi.applications.worms;

import io.permvi.inference.search.ExchangeAnnealing;
import io.permvi.inference.search.MatchingListener;
import io.permvi.models.MatchingDensity;
import io.permvi.models.NearbyMatchings;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.random.DrawRandom;
import io.permvi.relaxations.random.RandomStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A search for names from many starts, for worms that one start does not settle: few neurons, short recordings. Two signs
 * tell that names are not settled, both read off the names found, without random numbers:
 *
 * <ul>
 *   <li>they leave more of the activity unexplained than right names would ({@link CollapsedPass#misfit}): the search ended
 *       in a wrong mode;
 *   <li>in some worm many cells could exchange names at a small cost: the posterior is flat, so that chains may have to
 *       cross between modes, and the sampling must be longer as well.
 * </ul>
 *
 * Then each worm alone is matched from many starts, the best of which are annealed, and the best of those are annealed
 * together; again from other starts until that gains nothing. What has less evidence than the names known
 * before is not taken. Names that misfit in the end without being ambiguous, as those of a wrong connectome do, are kicked
 * ({@link ExchangeAnnealing#kicked}).
 *
 * @param largestMisfit in standard deviations, above which names are not settled
 * @param smallCost in log density, at which an exchange counts as cheap
 * @param largestAmbiguousShare of the free cells of a worm that have a cheap exchange, above which its names are not
 *     settled
 * @param rounds the most often that the search is made; 0 for never
 * @param starts graph matchings of each worm in a round, for worms of up to 64 cells; fewer in proportion for larger ones,
 *     where a start costs more and fails less often
 * @param kept how many of them are annealed; fewer in the same proportion
 * @param alone annealing of one worm
 * @param together annealing of all worms
 */
public record WiderSearch(
        double largestMisfit,
        double smallCost,
        double largestAmbiguousShare,
        int rounds,
        int starts,
        int kept,
        ExchangeAnnealing alone,
        ExchangeAnnealing together) {
    private static final int RELAXED_AGAIN = 6;
    private static final double SMALL = 64;

    /** Checks the numbers. */
    public WiderSearch {
        if (!(largestMisfit > 0 && smallCost > 0 && largestAmbiguousShare >= 0)) {
            throw new IllegalArgumentException("misfit and cost must be positive and the share 0 or more, got "
                    + largestMisfit + ", " + smallCost + " and " + largestAmbiguousShare);
        }
        if (rounds < 0 || starts < 1 || kept < 1) {
            throw new IllegalArgumentException(
                    "a wider search needs 0 or more rounds, and at least 1 start and 1 kept, got " + rounds + ", "
                            + starts + " and " + kept);
        }
    }

    /**
     * A misfit of 3 standard deviations, or a tenth of a worm's cells with exchanges that cost less than 7; at most 3
     * rounds of 40 starts, 6 of them annealed by 20,000 proposals from temperature 6, then 50,000 together.
     */
    public static WiderSearch withDefaults() {
        ExchangeAnnealing annealing = ExchangeAnnealing.withDefaults().withFirstTemperature(6);
        return new WiderSearch(3, 7, 0.1, 3, 40, 6, annealing.withProposals(20_000), annealing);
    }

    /** The same with at most another number of rounds, 0 for never searching wider. */
    public WiderSearch withRounds(int value) {
        return new WiderSearch(largestMisfit, smallCost, largestAmbiguousShare, value, starts, kept, alone, together);
    }

    /** Whether some worm has many cells that could exchange names at a small cost; one look at every exchange. */
    public boolean isAmbiguous(MatchingDensity density, List<Matching> names) {
        NearbyMatchings near = NearbyMatchings.around(density, names, smallCost);
        for (int j = 0; j < names.size(); j++) {
            SparsityPattern allowed = density.latents().get(j).space().allowed();
            SparsityPattern cheap = near.matchings().get(j).space().allowed();
            int free = 0;
            int ambiguous = 0;
            for (int i = 0; i < allowed.rows(); i++) {
                free += allowed.rowCount(i) > 1 ? 1 : 0;
                ambiguous += cheap.rowCount(i) > 1 ? 1 : 0;
            }
            if (ambiguous > largestAmbiguousShare * free) {
                return true;
            }
        }
        return false;
    }

    /** Whether the names leave much more unexplained than right ones would. */
    public boolean isMisfit(CollapsedDynamics density, List<Matching> names) {
        CollapsedPass pass = density.newPass();
        pass.start(names);
        return pass.misfit() > largestMisfit;
    }

    /**
     * What a search ended with.
     *
     * @param names with at least the evidence of those known before
     * @param rounds how often it was made, 0 where the names were settled
     */
    record Settled(List<Matching> names, int rounds) {}

    /**
     * Searches until the names are settled.
     *
     * @param names known before
     * @param graphs the graph matching of a single start
     * @param listener hears of the names while all worms are annealed together
     * @param parts that are done
     */
    Settled settle(
            CollapsedDynamics density,
            List<Matching> names,
            GraphMatchingStart graphs,
            long seed,
            Workers workers,
            MatchingListener listener,
            FinishedParts parts) {
        List<Matching> best = names;
        int round = 0;
        boolean misfit = rounds > 0 && isMisfit(density, names);
        boolean settled = rounds == 0 || !misfit && !isAmbiguous(density, names);
        while (!settled && round < rounds) {
            List<Matching> found = search(
                    density,
                    best,
                    graphs,
                    RandomStream.of(seed).named("wider").part(round).generator(),
                    workers,
                    listener,
                    parts.of("wider-" + round));
            round++;
            misfit = isMisfit(density, found);
            settled = found.equals(best);
            best = found;
        }
        if (misfit && !isAmbiguous(density, best)) {
            List<Matching> before = best;
            RandomStream stream = RandomStream.of(seed).named("wider").part(round);
            best = parts.search("kicks", density.latents(), () -> together.withProposals(0)
                            .withKicks(true)
                            .search(density, before, stream.generator(), listener))
                    .names();
        }
        return new Settled(best, round);
    }

    private List<Matching> search(
            CollapsedDynamics density,
            List<Matching> names,
            GraphMatchingStart graphs,
            DrawRandom rng,
            Workers workers,
            MatchingListener listener,
            FinishedParts parts) {
        long seed = rng.nextLong();
        List<List<Matching>> starts = starts(density, names, graphs, seed, workers, parts);
        List<Matching> apart = annealApart(density, starts, ofSize(kept, names), seed, workers, parts);
        FinishedParts.Best found = parts.search(
                "together",
                density.latents(),
                () -> together.search(
                        density, apart, RandomStream.of(seed).named("together").generator(), listener));
        return found.logDensity() > density.newPass().start(names) ? found.names() : names;
    }

    /** For each worm the names of largest evidence among many graph matchings and those known before. */
    private List<List<Matching>> starts(
            CollapsedDynamics density,
            List<Matching> names,
            GraphMatchingStart graphs,
            long seed,
            Workers workers,
            FinishedParts parts) {
        int each = ofSize(starts, names);
        Matching[] matched = new Matching[names.size() * each];
        GraphMatchingStart quick = new GraphMatchingStart(
                density.weightVariance(), graphs.solver().withRestarts(1).withRounds(RELAXED_AGAIN));
        workers.forEach(
                matched.length,
                s -> matched[s] = parts.matching(
                        "start-" + s,
                        density.latents().get(s / each),
                        () -> quick.match(
                                density.connectome(),
                                density.worms().get(s / each),
                                RandomStream.of(seed).named("starts").part(s).generator())));
        List<List<Matching>> best = new ArrayList<>();
        for (int j = 0; j < names.size(); j++) {
            List<Matching> ofWorm = new ArrayList<>(List.of(matched).subList(j * each, (j + 1) * each));
            ofWorm.add(names.get(j));
            best.add(bestOf(density.alone(j), ofWorm, ofSize(kept, names)));
        }
        return best;
    }

    /** Each worm annealed alone, as often as starts are kept. */
    private List<Matching> annealApart(
            CollapsedDynamics density,
            List<List<Matching>> starts,
            int each,
            long seed,
            Workers workers,
            FinishedParts parts) {
        FinishedParts.Best[] annealed = new FinishedParts.Best[starts.size() * each];
        workers.forEach(annealed.length, s -> {
            List<Matching> ofWorm = starts.get(s / each);
            CollapsedDynamics worm = density.alone(s / each);
            annealed[s] = parts.search(
                    "alone-" + s,
                    worm.latents(),
                    () -> alone.search(
                            worm,
                            List.of(ofWorm.get(s % each % ofWorm.size())),
                            RandomStream.of(seed).named("alone").part(s).generator()));
        });
        List<Matching> apart = new ArrayList<>();
        for (int j = 0; j < starts.size(); j++) {
            apart.add(bestOf(List.of(annealed).subList(j * each, (j + 1) * each)));
        }
        return apart;
    }

    private static int ofSize(int number, List<Matching> names) {
        return (int) Math.ceil(number * shareOfSize(names));
    }

    /** What of the work for a small worm is done for worms of this size. */
    static double shareOfSize(List<Matching> names) {
        return Math.min(1, SMALL / names.stream().mapToInt(Matching::size).max().orElseThrow());
    }

    /** The different names of largest evidence, at most as many as are kept. */
    private static List<Matching> bestOf(CollapsedDynamics alone, List<Matching> names, int kept) {
        CollapsedPass pass = alone.newPass();
        record Scored(Matching names, double evidence) {}
        return names.stream()
                .distinct()
                .map(each -> new Scored(each, pass.start(List.of(each))))
                .sorted(Comparator.comparingDouble(Scored::evidence).reversed())
                .limit(kept)
                .map(Scored::names)
                .toList();
    }

    private static Matching bestOf(List<FinishedParts.Best> annealed) {
        return annealed.stream()
                .max(Comparator.comparingDouble(FinishedParts.Best::logDensity))
                .orElseThrow()
                .names()
                .get(0);
    }
}
