package io.permvi.applications.worms;

import io.permvi.inference.posterior.ChainPosterior;
import io.permvi.inference.posterior.Posterior;
import io.permvi.inference.posterior.PosteriorMixture;
import io.permvi.inference.search.ExchangeAnnealing;
import io.permvi.inference.search.MatchingListener;
import io.permvi.inference.search.ParallelTempering;
import io.permvi.models.MatchingLatent;
import io.permvi.models.worms.Connectome;
import io.permvi.models.worms.WormRecording;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.random.DrawRandom;
import io.permvi.relaxations.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Names the neurons of recorded worms, with probabilities. Four stages:
 *
 * <ol>
 *   <li>each worm by seeded graph matching ({@link GraphMatchingStart});
 *   <li>each worm alone, by helpful exchanges under the model with the weights integrated out;
 *   <li>all worms together, which share the weights, by annealing; with the prior variance of the weights refitted to the
 *       evidence unless it is given;
 *   <li>parallel tempering from there, whose states are draws of the posterior: the marginals.
 * </ol>
 *
 * <p>Where recordings are short or the names of the third stage are not settled, the first three stages are made again
 * from two other starts, modes of nearly the same evidence are averaged by it, and a {@link WiderSearch} follows unless
 * recordings are hardly longer than there are cells or let the searches share few names: then they do not tell, which
 * {@link NamedWorms#trust} says. And where many cells stay ambiguous the tempering is longer for worms of up to 64 cells and
 * hardly so for larger ones, has more temperatures, and is made again from its best state while that rises.
 *
 * @param noise what is known of the noise
 * @param weightVariance prior variance of a weight to begin with
 * @param refitsWeightVariance whether the names found first replace it by the value of largest evidence
 * @param start of each worm; its weight variance is replaced by this one's
 * @param annealing of all worms together
 * @param wider search, where names are not settled
 * @param tempering for the marginals
 * @param longTempering for the marginals of ambiguous names of worms of up to 64 cells; fewer sweeps in proportion for
 *     larger ones, whose sweeps take longer, but no fewer than usual
 * @param threads of all stages; the result does not depend on it
 */
public record NeuronIdentification(
        NoiseVariance noise,
        double weightVariance,
        boolean refitsWeightVariance,
        GraphMatchingStart start,
        ExchangeAnnealing annealing,
        WiderSearch wider,
        ParallelTempering tempering,
        ParallelTempering longTempering,
        int threads) {
    private static final int REFITS = 3;
    private static final int MOST_SAMPLINGS = 4;
    /** What a sampling or an annealing may rise above its start before it is made again, in log density. */
    private static final double LARGEST_RISE = 5;
    /** Searches from other starts, where they are needed. */
    private static final int CHECKS = 2;
    /** Time steps beyond the cells, per cell, that need no other search unless names misfit or are ambiguous. */
    private static final double ROOMY = 2;

    /** The most often that names which are hard to find are annealed again. */
    private static final int MOST_ANNEALINGS = 8;

    private static final double HOPELESS_AGREEMENT = 0.5;
    /** Searches that share so much need no wider one. */
    private static final double LARGE_AGREEMENT = 0.8;
    /** Modes that are lower by more have no weight. */
    private static final double MODE_GAP = 20;

    /** Noise unknown, weights of variance 0.01 to begin with, refitted, one thread. */
    public static NeuronIdentification withDefaults() {
        double weightVariance = 0.01;
        return new NeuronIdentification(
                NoiseVariance.unknown(1),
                weightVariance,
                true,
                GraphMatchingStart.withDefaults(weightVariance),
                ExchangeAnnealing.withDefaults(),
                WiderSearch.withDefaults(),
                ParallelTempering.withDefaults(),
                ParallelTempering.withDefaults()
                        .withTemperatures(1.0, 1.41, 2.0, 2.8)
                        .withSweeps(250, 2000),
                1);
    }

    /** The same with another assumption on the noise. */
    public NeuronIdentification withNoise(NoiseVariance value) {
        return new NeuronIdentification(
                value,
                weightVariance,
                refitsWeightVariance,
                start,
                annealing,
                wider,
                tempering,
                longTempering,
                threads);
    }

    /** The same with a prior variance of the weights, refitted or not. */
    public NeuronIdentification withWeightVariance(double value, boolean refits) {
        return new NeuronIdentification(
                noise, value, refits, start, annealing, wider, tempering, longTempering, threads);
    }

    /** The same with another annealing. */
    public NeuronIdentification withAnnealing(ExchangeAnnealing value) {
        return new NeuronIdentification(
                noise, weightVariance, refitsWeightVariance, start, value, wider, tempering, longTempering, threads);
    }

    /** The same with another search for names that are not settled. */
    public NeuronIdentification withWiderSearch(WiderSearch value) {
        return new NeuronIdentification(
                noise,
                weightVariance,
                refitsWeightVariance,
                start,
                annealing,
                value,
                tempering,
                longTempering,
                threads);
    }

    /** The same with another sampling of the marginals, ambiguous or not. */
    public NeuronIdentification withTempering(ParallelTempering value) {
        return new NeuronIdentification(
                noise, weightVariance, refitsWeightVariance, start, annealing, wider, value, value, threads);
    }

    /** The same on another number of threads. */
    public NeuronIdentification withThreads(int value) {
        return new NeuronIdentification(
                noise, weightVariance, refitsWeightVariance, start, annealing, wider, tempering, longTempering, value);
    }

    /**
     * What the first three stages found: where the sampling starts.
     *
     * @param density the model with the weights integrated out, with the refitted prior variance
     * @param start the matchings of the first stage
     * @param names the matchings of the third stage, after the wider search if there was one
     * @param others the names that searches from other starts found, where the first signs called for them
     * @param widened whether there was one
     * @param seed of the sampling
     */
    public record Search(
            CollapsedDynamics density,
            List<Matching> start,
            List<Matching> names,
            List<List<Matching>> others,
            boolean widened,
            long seed) {}

    /** The stages, in order. */
    public enum Stage {
        /** Graph matching of each worm. */
        MATCHING,
        /** Exchanges in each worm alone. */
        ALONE,
        /** Annealing of all worms together, and the wider search. */
        TOGETHER,
        /** Parallel tempering for the marginals. */
        SAMPLING
    }

    /**
     * Identifies the cells of all worms: searches, then samples.
     *
     * @param stages hears of each stage when it begins
     * @param listener hears of the names after the first two stages and during the last two, but not of parts that are done
     * @param parts that are done: what was stopped goes on after them, with the same bits at the end
     * @throws io.permvi.relaxations.permutation.InfeasibleMatchingException when a worm's allowed entries admit no
     *     matching
     */
    public NamedWorms identify(
            Connectome connectome,
            List<WormRecording> worms,
            RandomGenerator rng,
            Consumer<Stage> stages,
            MatchingListener listener,
            FinishedParts parts) {
        Search found = search(connectome, worms, rng, stages, listener, parts);
        stages.accept(Stage.SAMPLING);
        List<ChainPosterior> modes = sampleModes(found, listener, parts);
        ChainPosterior best = modes.stream()
                .max(Comparator.comparingDouble(ChainPosterior::bestLogDensity))
                .orElseThrow();
        Posterior names = modes.size() == 1 ? best : mixture(modes);
        return new NamedWorms(names, found.density(), best.best(), trust(found, names));
    }

    /** Modes weigh as much as their best states have evidence. */
    private static Posterior mixture(List<ChainPosterior> modes) {
        double[] evidence =
                modes.stream().mapToDouble(ChainPosterior::bestLogDensity).toArray();
        double most = Arrays.stream(evidence).max().orElseThrow();
        double total = Arrays.stream(evidence).map(e -> Math.exp(e - most)).sum();
        return new PosteriorMixture<>(
                modes,
                Arrays.stream(evidence).map(e -> Math.exp(e - most) / total).toArray());
    }

    /** Whether names with this posterior, from that search, are to be trusted. */
    static NameTrust trust(Search found, Posterior names) {
        return NameTrust.of(
                found.density(),
                found.names(),
                found.others(),
                found.density().latents().stream().map(names::marginals).toList());
    }

    /** The first three stages. */
    public Search search(
            Connectome connectome,
            List<WormRecording> worms,
            RandomGenerator rng,
            Consumer<Stage> stages,
            MatchingListener listener,
            FinishedParts parts) {
        long seed = rng.nextLong();
        try (Workers workers = new Workers(threads)) {
            Quick quick = quick(connectome, worms, seed, workers, stages, listener, parts.of("first"));
            boolean hard = isHard(quick);
            Quick[] annealed = {quick};
            Check[] ahead = new Check[1];
            if (hard) {
                // a second thread anneals the first check meanwhile, although that may come to count for nothing
                workers.forEach(2, t -> {
                    if (t == 0) {
                        annealed[0] = anneal(quick, seed, listener, parts.of("first"));
                    } else {
                        boolean again = threads > 1 || annealed[0].ended;
                        ahead[0] = check(0, connectome, worms, seed, workers, parts, again);
                    }
                });
            }
            Quick first = annealed[0];
            // where even the first does not come to an end, others would only show the same after more time
            boolean again = hard && first.ended;
            List<List<Matching>> others = new ArrayList<>();
            List<Matching> names = first.names;
            double agreement = 1;
            boolean clear = !isDoubtful(quick);
            for (int c = 0; c < CHECKS && !clear; c++) {
                Check check = hard && c == 0 ? ahead[0] : check(c, connectome, worms, seed, workers, parts, again);
                List<Matching> found = (again ? check.annealed : check.quick).names;
                boolean better = first.density.newPass().start(found)
                        > first.density.newPass().start(names);
                others.add(better ? names : found);
                names = better ? found : names;
                agreement = NameTrust.agreement(first.density, names, others);
                // a search that took long and shares most names, or few, says what a further one would say
                clear = hard && (agreement < HOPELESS_AGREEMENT || agreement >= LARGE_AGREEMENT);
            }
            // where names cannot be checked, or short recordings let searches share few only, more search tells nothing
            int freedom = NameTrust.freedom(first.density);
            boolean hopeless = !NameTrust.canSettle(freedom)
                    || freedom < cells(names) && (agreement < HOPELESS_AGREEMENT || !first.ended);
            // new starts of large worms never came near to the names that were annealed again
            boolean small = WiderSearch.shareOfSize(names) == 1;
            boolean enough = !wider.isMisfit(first.density, names)
                    && !others.isEmpty()
                    && (agreement >= LARGE_AGREEMENT || hard && !small);
            WiderSearch.Settled settled = (hopeless || enough ? wider.withRounds(0) : wider)
                    .settle(first.density, names, start, seed, workers, listener, parts);
            boolean widened = settled.rounds() > 0;
            CollapsedDynamics last = widened ? refit(first.density, settled.names()) : first.density;
            // of small worms, a wider search that a further round could not better says more than the short ones before
            // it
            boolean stood = small && widened && settled.rounds() < wider.rounds();
            return new Search(
                    last, first.start, settled.names(), stood ? List.of(settled.names()) : others, widened, seed);
        }
    }

    /** What the first three stages found without the wider search. */
    private record Quick(CollapsedDynamics density, List<Matching> start, List<Matching> names, boolean ended) {}

    private Quick quick(
            Connectome connectome,
            List<WormRecording> worms,
            long seed,
            Workers workers,
            Consumer<Stage> stages,
            MatchingListener listener,
            FinishedParts parts) {
        CollapsedDynamics density = CollapsedDynamics.of(connectome, worms, weightVariance, noise);
        stages.accept(Stage.MATCHING);
        List<MatchingLatent> latents = density.latents();
        List<Matching> first = each(
                workers,
                worms.size(),
                j -> parts.matching(
                        "matching-" + j, latents.get(j), () -> matchAlone(connectome, worms.get(j), seed, j)));
        listener.onMatchings(() -> first);
        stages.accept(Stage.ALONE);
        List<Matching> alone = each(
                workers,
                worms.size(),
                j -> parts.matching("alone-" + j, latents.get(j), () -> improveAlone(density, first.get(j), seed, j)));
        listener.onMatchings(() -> alone);
        stages.accept(Stage.TOGETHER);
        CollapsedDynamics refitted = refit(density, alone);
        List<Matching> annealed = parts.search("together", latents, () -> annealing
                        .withThreads(threads)
                        .search(
                                refitted,
                                alone,
                                RandomStream.of(seed).named("together").generator(),
                                listener))
                .names();
        return new Quick(refit(refitted, annealed), first, annealed, true);
    }

    /**
     * A search from another start.
     *
     * @param annealed from its end, where that was asked for
     */
    private record Check(Quick quick, Quick annealed) {}

    private Check check(
            int c,
            Connectome connectome,
            List<WormRecording> worms,
            long seed,
            Workers workers,
            FinishedParts parts,
            boolean again) {
        long other = RandomStream.of(seed).named("check").part(c).generator().nextLong();
        FinishedParts ofCheck = parts.of("check-" + c);
        Quick quick = quick(connectome, worms, other, workers, stage -> {}, MatchingListener.NONE, ofCheck);
        return new Check(quick, again ? anneal(quick, other, MatchingListener.NONE, ofCheck) : quick);
    }

    /** Anneals again from the best names, until that gains little: where names are hard to find, one annealing is not enough. */
    private Quick anneal(Quick found, long seed, MatchingListener listener, FinishedParts parts) {
        CollapsedDynamics density = found.density;
        List<Matching> best = found.names;
        double evidence = density.newPass().start(best);
        boolean ended = false;
        for (int time = 0; time < MOST_ANNEALINGS && !ended; time++) {
            List<Matching> from = best;
            RandomStream stream = RandomStream.of(seed).named("again").part(time);
            FinishedParts.Best next = parts.search("again-" + time, density.latents(), () -> annealing
                    .withThreads(threads)
                    .search(density, from, stream.generator(), listener));
            ended = next.logDensity() < evidence + LARGEST_RISE;
            if (next.logDensity() > evidence) {
                best = next.names();
                evidence = next.logDensity();
            }
        }
        return new Quick(refit(density, best), found.start, best, ended);
    }

    private static int cells(List<Matching> names) {
        return names.stream().mapToInt(Matching::size).max().orElseThrow();
    }

    /** Whether one annealing is too little: very short recordings, names that misfit or are ambiguous. */
    private boolean isHard(Quick found) {
        int freedom = NameTrust.freedom(found.density);
        return wider.rounds() > 0
                && freedom > 0
                && (freedom < cells(found.names)
                        || wider.isMisfit(found.density, found.names)
                        || wider.isAmbiguous(found.density, found.names));
    }

    /** Whether searches from other starts are worth their time: short recordings, or names that are hard. */
    private boolean isDoubtful(Quick found) {
        int freedom = NameTrust.freedom(found.density);
        return wider.rounds() > 0 && freedom > 0 && freedom < ROOMY * cells(found.names) || isHard(found);
    }

    /** States about the names found, and about those of other searches that have nearly as much evidence. */
    private List<ChainPosterior> sampleModes(Search found, MatchingListener listener, FinishedParts parts) {
        List<MatchingLatent> latents = found.density().latents();
        List<ChainPosterior> modes = new ArrayList<>(List.of(sample(found, listener, parts)));
        double best = found.density().newPass().start(found.names());
        Set<List<Matching>> seen = new HashSet<>(Set.of(found.names()));
        for (List<Matching> other : found.others()) {
            if (seen.add(other) && found.density().newPass().start(other) > best - MODE_GAP) {
                int mode = modes.size();
                modes.add(parts.sampling("mode-" + mode, latents, () -> tempering
                        .withThreads(threads)
                        .sample(found.density(), other, sampling(found.seed(), MOST_SAMPLINGS + mode), listener)));
            }
        }
        return modes;
    }

    /** The last stage: states of the posterior from the names that a search found. */
    public ChainPosterior sample(Search found, MatchingListener listener) {
        return sample(found, listener, FinishedParts.NONE);
    }

    private ChainPosterior sample(Search found, MatchingListener listener, FinishedParts parts) {
        boolean ambiguous = found.widened() && wider.isAmbiguous(found.density(), found.names());
        return ambiguous
                ? sampleLonger(found, listener, parts)
                : sample(tempering, found, found.names(), 0, listener, parts);
    }

    private ChainPosterior sample(
            ParallelTempering settings,
            Search found,
            List<Matching> names,
            int time,
            MatchingListener listener,
            FinishedParts parts) {
        return parts.sampling("sampling-" + time, found.density().latents(), () -> settings.withThreads(threads)
                .sample(found.density(), names, sampling(found.seed(), time), listener));
    }

    private static DrawRandom sampling(long seed, int time) {
        return RandomStream.of(seed).named("sampling").part(time).generator();
    }

    /** Samples; again from the best state while that is much better than the start, which the chain then did not know. */
    private ChainPosterior sampleLonger(Search found, MatchingListener listener, FinishedParts parts) {
        double share = WiderSearch.shareOfSize(found.names());
        ParallelTempering longer = longTempering.withSweeps(
                Math.max(tempering.burnIn(), (int) Math.ceil(share * longTempering.burnIn())),
                Math.max(tempering.sweeps(), (int) Math.ceil(share * longTempering.sweeps())));
        double start = found.density().newPass().start(found.names());
        ChainPosterior samples = sample(longer, found, found.names(), 0, listener, parts);
        for (int time = 1; time < MOST_SAMPLINGS && samples.bestLogDensity() > start + LARGEST_RISE; time++) {
            start = samples.bestLogDensity();
            samples = sample(longer, found, samples.best(), time, listener, parts);
        }
        return samples;
    }

    /** A matching of one worm. */
    @FunctionalInterface
    private interface OfWorm {
        Matching match(int worm);
    }

    private static List<Matching> each(Workers workers, int count, OfWorm stage) {
        Matching[] matchings = new Matching[count];
        workers.forEach(count, j -> matchings[j] = stage.match(j));
        return List.copyOf(Arrays.asList(matchings));
    }

    private Matching matchAlone(Connectome connectome, WormRecording worm, long seed, int j) {
        return new GraphMatchingStart(weightVariance, start.solver())
                .match(
                        connectome,
                        worm,
                        RandomStream.of(seed).named("matching").part(j).generator());
    }

    private static Matching improveAlone(CollapsedDynamics density, Matching matching, long seed, int j) {
        return ExchangeAnnealing.withDefaults()
                .withProposals(0)
                .search(
                        density.alone(j),
                        List.of(matching),
                        RandomStream.of(seed).named("alone").part(j).generator())
                .best()
                .get(0);
    }

    /** Expectation maximization for the prior variance of the weights, at given names. */
    private CollapsedDynamics refit(CollapsedDynamics density, List<Matching> matchings) {
        CollapsedDynamics current = density;
        for (int step = 0; step < REFITS && refitsWeightVariance; step++) {
            CollapsedPass pass = current.newPass();
            pass.start(matchings);
            current = current.withWeightVariance(pass.meanSquaredWeight());
        }
        return current;
    }
}
