package io.permvi.applications.graphs;

import io.permvi.inference.posterior.ChainPosterior;
import io.permvi.inference.posterior.Diagnostics;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.inference.search.MatchingListener;
import io.permvi.inference.search.ParallelTempering;
import io.permvi.inference.search.Proposals;
import io.permvi.models.graphs.Arcs;
import io.permvi.models.graphs.DyadTable;
import io.permvi.models.graphs.NetworkMatching;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * Matches two networks without knowing anything of either: searches from random matches and from the mirror images of what
 * they found; tables of how often weights go together, learned by averages over a tempered chain of each mode
 * (expectation-maximization); searches again; and tempered chains from the modes, whose states give the probability of
 * every pair. Reported is the matching of largest expected share right. The same seed gives the same bits for any number
 * of threads.
 */
public final class NetworkMatcher {
    private static final double LEARNING_SCALE = 0.5;
    private static final double MOST_LEARNING_SCALE = 2;
    private static final int LEARNING_SWEEPS = 60;
    private static final int LARGEST_MIRROR = 700;
    private static final double SAME_MODE = 0.5;
    private static final double LEAST_WEIGHT = 0.005;
    /** Of each mode, side by side. */
    private static final int CHAINS = 2;
    /** Entries of the field that all chains of a mode may look at. */
    private static final double MOST_LOOKS = 1.5e9;

    private final NetworkProblem problem;
    private final MatchSettings settings;
    private final Workers workers;
    private final RandomStream random;
    private final NetworkSearch search;
    private final int free;

    private NetworkMatcher(NetworkProblem problem, MatchSettings settings, Workers workers) {
        this.problem = problem;
        this.settings = settings;
        this.workers = workers;
        random = RandomStream.of(settings.seed());
        search = new NetworkSearch(settings.sweeps(), workers);
        free = problem.free().length;
    }

    /** Matches; a network that is not too large is looked at for a mirror of its own. */
    public static NetworkMatch match(NetworkProblem problem, MatchSettings settings, Workers workers) {
        NetworkMatcher matcher = new NetworkMatcher(problem, settings, workers);
        boolean open = !problem.alike() && problem.known().sidesA().isEmpty();
        Optional<Mirror> mirror = open && problem.a().size() <= LARGEST_MIRROR
                ? Mirror.find(problem.a(), matcher.search, matcher.random.named("mirror"))
                : Optional.empty();
        return matcher.run(mirror.stream().toList());
    }

    /** Matches, with symmetries of the first network that the searches go through. */
    public static NetworkMatch match(
            NetworkProblem problem, MatchSettings settings, List<Mirror> mirrors, Workers workers) {
        return new NetworkMatcher(problem, settings, workers).run(mirrors);
    }

    private NetworkMatch run(List<Mirror> mirrors) {
        NetworkMatching model = problem.model();
        boolean seeded = !problem.known().seeds().isEmpty();
        // in large networks random starts lead nowhere that seeds do not lead
        int fresh = seeded && problem.a().size() > LARGEST_MIRROR ? 0 : settings.searches();
        List<Matching> first = new ArrayList<>(fresh(model, fresh, random.named("first")));
        if (fresh > 0) {
            RandomStream starts = random.named("starts");
            first.addAll(search.again(
                    model, NetworkStarts.of(problem.complete(model), starts.generator()), starts.named("again")));
        }
        if (seeded) {
            Matching spread = search.spread(model, problem.known().seeds());
            first.addAll(search.again(model, List.of(spread), random.named("spread")));
        }
        List<Found> found = modes(model, first, mirrors, 0);
        for (int round = 0; round < settings.rounds(); round++) {
            model = learn(model, found, random.named("learning").part(round));
            List<Matching> matches = new ArrayList<>(search.again(
                    model,
                    found.stream().map(Found::matching).toList(),
                    random.named("again").part(round)));
            boolean last = round == settings.rounds() - 1;
            matches.addAll(last ? fresh(model, (fresh + 1) / 2, random.named("second")) : List.of());
            found = modes(model, matches, mirrors, round + 1);
        }
        return posterior(model, found);
    }

    /** From random matches; where nodes may have no partner, they first all have one. */
    private List<Matching> fresh(NetworkMatching model, int count, RandomStream stream) {
        List<Matching> complete = search.fresh(problem.complete(model), count, stream);
        return problem.space().partial() ? search.again(model, complete, stream.named("apart")) : complete;
    }

    /** A mode on its way. */
    private record Found(Matching matching, int count, ModeEvidence evidence, double weight) {}

    /** Groups what searches found, looks through the mirrors, and weighs the groups, the heaviest first. */
    private List<Found> modes(NetworkMatching model, List<Matching> optima, List<Mirror> mirrors, int round) {
        List<List<Matching>> groups = new ArrayList<>();
        group(model, optima, groups);
        List<Matching> images = groups.stream()
                .flatMap(group -> mirrors.stream().map(mirror -> mirror.applied(group.get(0))))
                .filter(image -> isAllowed(image))
                .toList();
        group(model, search.again(model, images, random.named("images").part(round)), groups);
        List<ModeEvidence> evidence = groups.stream()
                .map(group -> ModeEvidence.of(model.layers(), group.get(0), problem.alike()))
                .toList();
        ModeEvidence best = evidence.stream()
                .max(Comparator.comparingDouble(ModeEvidence::total))
                .orElseThrow();
        double[] odds =
                evidence.stream().mapToDouble(one -> one.oddsAgainst(best)).toArray();
        double total = Arrays.stream(odds).sum();
        return IntStream.range(0, groups.size())
                .mapToObj(g -> new Found(groups.get(g).get(0), groups.get(g).size(), evidence.get(g), odds[g] / total))
                .sorted(Comparator.comparingDouble((Found one) -> -one.weight()))
                .toList();
    }

    private boolean isAllowed(Matching match) {
        return IntStream.range(0, match.items())
                .allMatch(i -> problem.model().latent().space().allowed().allows(i, match.place(i)));
    }

    /** Each match joins the first group whose best it agrees with; the best of a group comes first. */
    private void group(NetworkMatching model, Collection<Matching> matches, List<List<Matching>> groups) {
        matches.stream()
                .sorted(Comparator.comparingDouble((Matching match) -> -model.logDensity(match)))
                .forEach(match -> groups.stream()
                        .filter(group -> agreement(group.get(0), match) >= SAME_MODE)
                        .findFirst()
                        .orElseGet(() -> {
                            groups.add(new ArrayList<>());
                            return groups.get(groups.size() - 1);
                        })
                        .add(match));
    }

    private double agreement(Matching one, Matching two) {
        return IntStream.of(problem.free())
                .mapToDouble(i -> one.place(i) == two.place(i) ? 1 : 0)
                .average()
                .orElse(1);
    }

    /** The modes whose weight counts, of which the weights sum to one. */
    private static List<Found> likely(List<Found> modes) {
        List<Found> kept =
                modes.stream().filter(mode -> mode.weight() >= LEAST_WEIGHT).toList();
        double total = kept.stream().mapToDouble(Found::weight).sum();
        return kept.stream()
                .map(mode -> new Found(mode.matching(), mode.count(), mode.evidence(), mode.weight() / total))
                .toList();
    }

    /** Tables of the expected counts under tempered chains from the modes whose weight counts. */
    private NetworkMatching learn(NetworkMatching model, List<Found> modes, RandomStream stream) {
        List<double[][]> counts = noCounts(model);
        List<Found> kept = likely(modes);
        for (int g = 0; g < kept.size(); g++) {
            RandomGenerator rng = stream.part(g).generator();
            double scale = LEARNING_SCALE;
            // a chain that forgets the match would teach that nothing goes together
            while (!count(model.withScale(scale), kept.get(g), rng, counts) && scale < MOST_LEARNING_SCALE) {
                scale *= 2;
            }
        }
        List<DyadTable> tables = counts.stream()
                .map(of -> ModeEvidence.table(of, problem.alike()))
                .toList();
        return model.withTables(tables);
    }

    private static List<double[][]> noCounts(NetworkMatching model) {
        return model.layers().stream()
                .map(layer -> new double[Arcs.CLASSES][Arcs.CLASSES])
                .toList();
    }

    /** Adds the counts of a chain if it stays with the mode, or if it is the last that is tried. */
    private boolean count(NetworkMatching model, Found mode, RandomGenerator rng, List<double[][]> counts) {
        List<double[][]> own = noCounts(model);
        int[] places = new int[problem.a().size()];
        int[] sweep = {0};
        double[] agreement = {0};
        MatchingListener listener = state -> {
            if (sweep[0]++ >= LEARNING_SWEEPS / 3) {
                Matching match = state.get().get(0);
                Arrays.setAll(places, match::place);
                agreement[0] += agreement(match, mode.matching()) / LEARNING_SWEEPS;
                for (int l = 0; l < own.size(); l++) {
                    model.layers().get(l).count(places, mode.weight() / LEARNING_SWEEPS, own.get(l));
                }
            }
        };
        chain(LEARNING_SWEEPS / 3, LEARNING_SWEEPS).sample(model.density(), List.of(mode.matching()), rng, listener);
        boolean stays = agreement[0] >= SAME_MODE || model.scale() >= MOST_LEARNING_SCALE;
        for (int l = 0; stays && l < own.size(); l++) {
            for (int c = 0; c < Arcs.CLASSES; c++) {
                for (int d = 0; d < Arcs.CLASSES; d++) {
                    counts.get(l)[c][d] += own.get(l)[c][d];
                }
            }
        }
        return stays;
    }

    /** At one temperature: hotter chains beside it made the marginals no better for three times the work. */
    private ParallelTempering chain(int burnIn, int kept) {
        return ParallelTempering.withDefaults()
                .withTemperatures(1.0)
                .withKind(Proposals.ROWS)
                .withSweeps(burnIn, kept)
                .withProposals(Math.max(1, free));
    }

    private ScaleChoice scale(NetworkMatching model, Matching best) {
        if (settings.scale().isPresent()) {
            return new ScaleChoice(settings.scale().getAsDouble(), "given");
        }
        return problem.known().seeds().size() < ScaleChoice.FEWEST_SEEDS
                ? ScaleChoice.ofMatch(model, best)
                : ScaleChoice.ofSeeds(problem, model, best, search, workers, random.named("scale"));
    }

    private NetworkMatch posterior(NetworkMatching model, List<Found> modes) {
        ScaleChoice scale = scale(model, modes.get(0).matching());
        NetworkMatching tempered = model.withScale(scale.scale());
        List<Found> kept = likely(modes);
        ChainPosterior[] chains = new ChainPosterior[CHAINS * kept.size()];
        RandomStream streams = random.named("posterior");
        int draws = draws();
        workers.forEach(
                chains.length,
                c -> chains[c] = chain(draws / 4, draws)
                        .sample(
                                tempered.density(),
                                List.of(kept.get(c / CHAINS).matching()),
                                streams.part(c).generator()));
        DMatrixRMaj mean = new DMatrixRMaj(problem.a().size(), problem.b().size());
        for (int c = 0; c < chains.length; c++) {
            DMatrixRMaj part = chains[c].marginals(tempered.latent()).toMatrix();
            double weight = kept.get(c / CHAINS).weight() / CHAINS;
            for (int i = 0; i < mean.numRows; i++) {
                for (int k = 0; k < mean.numCols; k++) {
                    mean.add(i, k, weight * part.unsafe_get(i, k));
                }
            }
        }
        MatchingMarginals marginals = new MatchingMarginals(problem.space(), mean);
        return new NetworkMatch(
                problem,
                tempered,
                scale.how(),
                marginals,
                marginals.mostProbable(),
                modes.stream()
                        .map(mode -> new NetworkMatch.Mode(
                                problem.nodes(mode.matching()), mode.evidence().total(), mode.count(), mode.weight()))
                        .toList(),
                IntStream.range(0, kept.size())
                        .mapToObj(g -> together(Arrays.asList(chains).subList(CHAINS * g, CHAINS * (g + 1))))
                        .toList());
    }

    /** That each chain of a mode keeps. */
    private int draws() {
        double looks = (double) Math.max(1, free) * problem.b().size();
        return (int) Math.max(20, Math.min(settings.draws(), 0.8 * MOST_LOOKS / looks)) / CHAINS;
    }

    /** How the chains of one mode moved. */
    private static Diagnostics.Chains together(List<ChainPosterior> chains) {
        List<Diagnostics.Chains> each =
                chains.stream().map(ChainPosterior::diagnostics).toList();
        return new Diagnostics.Chains(
                each.stream().map(chain -> chain.logDensities().get(0)).toList(),
                each.get(0).burnIn(),
                List.of(1.0),
                List.of(each.stream()
                        .mapToDouble(chain -> chain.acceptance().get(0))
                        .average()
                        .orElseThrow()),
                List.of());
    }
}
