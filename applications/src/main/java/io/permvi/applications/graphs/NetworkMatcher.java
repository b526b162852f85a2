package io.permvi.applications.graphs;

import io.permvi.inference.posterior.ChainPosterior;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.inference.search.ExchangeAnnealing;
import io.permvi.inference.search.MatchingListener;
import io.permvi.inference.search.ParallelTempering;
import io.permvi.models.graphs.Arcs;
import io.permvi.models.graphs.DyadTable;
import io.permvi.models.graphs.NetworkMatching;
import io.permvi.relaxations.assignment.LinearMaximum;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * Matches two networks without knowing anything of either: searches from random matches whose temperature falls; tables
 * of how often weights go together, learned by averages over a tempered chain (expectation-maximization); searches again;
 * and tempered chains from the modes, whose states give the probability of every pair. Reported is the matching of largest
 * expected share right. The same seed gives the same bits for any number of threads.
 */
public final class NetworkMatcher {
    private static final double SEARCH_SCALE = 2;
    private static final double HOTTEST_SEARCH = 0.05;
    private static final double LEARNING_SCALE = 0.5;
    private static final double PSEUDO_COUNTS = 20;
    private static final int LEARNING_SWEEPS = 60;
    private static final long MOST_PROPOSALS = 60_000_000;
    private static final int MOST_A_SWEEP = 40_000;
    private static final double LEAST_WEIGHT = 0.005;
    /** Hotter chains would forget the match: there the swaps stop. */
    private static final Double[] TEMPERATURES = {1.0, 1.08, 1.17};

    private final NetworkProblem problem;
    private final MatchSettings settings;
    private final Workers workers;
    private final RandomStream random;
    private final int pairs;

    private NetworkMatcher(NetworkProblem problem, MatchSettings settings, Workers workers) {
        this.problem = problem;
        this.settings = settings;
        this.workers = workers;
        random = RandomStream.of(settings.seed());
        int free = Math.max(1, problem.free().length);
        pairs = (int) Math.min(
                Integer.MAX_VALUE,
                Math.max(
                        10,
                        (long) free * (free + problem.b().size() - problem.a().size()) / 2));
    }

    /** Matches. */
    public static NetworkMatch match(NetworkProblem problem, MatchSettings settings, Workers workers) {
        return new NetworkMatcher(problem, settings, workers).run();
    }

    private NetworkMatch run() {
        NetworkMatching model = problem.model();
        List<Matching> optima = search(model, "first", List.of());
        for (int round = 0; round < settings.rounds(); round++) {
            model = learn(
                    model,
                    likely(modes(model, optima)),
                    random.named("learning").part(round));
        }
        optima = search(model, "second", optima);
        return posterior(model, modes(model, optima));
    }

    /** Anneals from random matches; best first, and what was known before among them. */
    private List<Matching> search(NetworkMatching model, String name, List<Matching> known) {
        Matching[] found = new Matching[settings.searches()];
        NetworkMatching cold = model.withScale(SEARCH_SCALE);
        ExchangeAnnealing annealing = new ExchangeAnnealing(
                (int) Math.min(MOST_PROPOSALS, (long) pairs * settings.sweeps()),
                SEARCH_SCALE / HOTTEST_SEARCH,
                1,
                0,
                false,
                false,
                1);
        workers.forEach(found.length, s -> {
            RandomGenerator rng = random.named(name).part(s).generator();
            Matching start = anyMatching(model.latent().space(), rng);
            found[s] =
                    annealing.search(cold.density(), List.of(start), rng).best().get(0);
        });
        List<Matching> all = new ArrayList<>(List.of(found));
        all.addAll(known);
        all.sort(Comparator.comparingDouble((Matching match) -> -model.logDensity(match)));
        return all;
    }

    private static Matching anyMatching(MatchingSpace space, RandomGenerator rng) {
        int m = space.items();
        int n = space.places();
        int[] places = new int[m];
        if (space.allowed().isFull()) {
            int[] shuffled = IntStream.range(0, n).toArray();
            for (int k = n - 1; k > 0; k--) {
                int other = rng.nextInt(k + 1);
                int kept = shuffled[k];
                shuffled[k] = shuffled[other];
                shuffled[other] = kept;
            }
            return Matching.of(n, Arrays.copyOf(shuffled, m));
        }
        DMatrixRMaj scores = new DMatrixRMaj(m, n);
        Arrays.setAll(scores.data, e -> rng.nextDouble());
        LinearMaximum.of(space).maximize(scores, places);
        return Matching.of(n, places);
    }

    /** Tables of the expected counts under tempered chains from the modes whose weight counts. */
    private NetworkMatching learn(NetworkMatching model, List<NetworkMatch.Mode> modes, RandomStream stream) {
        List<double[][]> counts = model.layers().stream()
                .map(layer -> new double[Arcs.CLASSES][Arcs.CLASSES])
                .toList();
        for (int g = 0; g < modes.size(); g++) {
            count(model, modes.get(g), stream.part(g).generator(), counts);
        }
        List<DyadTable> tables = new ArrayList<>();
        for (double[][] of : counts) {
            tables.add(DyadTable.of(problem.alike() ? symmetric(of) : of, PSEUDO_COUNTS));
        }
        return model.withTables(tables);
    }

    private void count(NetworkMatching model, NetworkMatch.Mode mode, RandomGenerator rng, List<double[][]> counts) {
        int[] places = new int[problem.a().size()];
        int[] sweep = {0};
        MatchingListener listener = state -> {
            if (sweep[0]++ >= LEARNING_SWEEPS / 3) {
                Matching match = state.get().get(0);
                Arrays.setAll(places, match::place);
                for (int l = 0; l < counts.size(); l++) {
                    model.layers().get(l).count(places, mode.weight() / LEARNING_SWEEPS, counts.get(l));
                }
            }
        };
        chains(LEARNING_SWEEPS / 3, LEARNING_SWEEPS)
                .sample(model.withScale(LEARNING_SCALE).density(), List.of(mode.matching()), rng, listener);
    }

    /** The modes whose weight counts, of which the weights sum to one. */
    private static List<NetworkMatch.Mode> likely(List<NetworkMatch.Mode> modes) {
        List<NetworkMatch.Mode> kept =
                modes.stream().filter(mode -> mode.weight() >= LEAST_WEIGHT).toList();
        double total = kept.stream().mapToDouble(NetworkMatch.Mode::weight).sum();
        return kept.stream()
                .map(mode ->
                        new NetworkMatch.Mode(mode.matching(), mode.logOdds(), mode.found(), mode.weight() / total))
                .toList();
    }

    private static double[][] symmetric(double[][] counts) {
        double[][] mean = new double[counts.length][counts.length];
        for (int a = 0; a < counts.length; a++) {
            for (int b = 0; b < counts.length; b++) {
                mean[a][b] = (counts[a][b] + counts[b][a]) / 2;
            }
        }
        return mean;
    }

    private ParallelTempering chains(int burnIn, int kept) {
        return ParallelTempering.withDefaults()
                .withTemperatures(TEMPERATURES)
                .withScreening(false)
                .withSweeps(burnIn, kept)
                .withProposals(Math.min(MOST_A_SWEEP, pairs))
                .withThreads(workers.threads());
    }

    private List<NetworkMatch.Mode> modes(NetworkMatching model, List<Matching> optima) {
        List<List<Matching>> groups = new ArrayList<>();
        for (Matching optimum : optima) {
            groups.stream()
                    .filter(group -> agreement(group.get(0), optimum) >= 0.5)
                    .findFirst()
                    .orElseGet(() -> {
                        groups.add(new ArrayList<>());
                        return groups.get(groups.size() - 1);
                    })
                    .add(optimum);
        }
        double[] logOdds = groups.stream()
                .mapToDouble(group -> model.logDensity(group.get(0)))
                .toArray();
        double[] weights = Arrays.stream(logOdds)
                .map(value -> Math.exp(settings.scale() * (value - logOdds[0])))
                .toArray();
        double total = Arrays.stream(weights).sum();
        return IntStream.range(0, groups.size())
                .mapToObj(g -> new NetworkMatch.Mode(
                        groups.get(g).get(0), logOdds[g], groups.get(g).size(), weights[g] / total))
                .toList();
    }

    private double agreement(Matching one, Matching two) {
        return IntStream.of(problem.free())
                .mapToDouble(i -> one.place(i) == two.place(i) ? 1 : 0)
                .average()
                .orElse(1);
    }

    private NetworkMatch posterior(NetworkMatching model, List<NetworkMatch.Mode> modes) {
        NetworkMatching tempered = model.withScale(settings.scale());
        List<NetworkMatch.Mode> kept = likely(modes);
        DMatrixRMaj mean = new DMatrixRMaj(problem.a().size(), problem.b().size());
        ChainPosterior first = sample(tempered, kept.get(0), 0);
        for (int g = 0; g < kept.size(); g++) {
            ChainPosterior found = g == 0 ? first : sample(tempered, kept.get(g), g);
            DMatrixRMaj part = found.marginals(tempered.latent()).toMatrix();
            for (int e = 0; e < mean.getNumElements(); e++) {
                mean.data[e] += kept.get(g).weight() * part.data[e];
            }
        }
        MatchingMarginals marginals = new MatchingMarginals(tempered.latent().space(), mean);
        return new NetworkMatch(problem, tempered, marginals, marginals.mostProbable(), modes, first.diagnostics());
    }

    private ChainPosterior sample(NetworkMatching tempered, NetworkMatch.Mode mode, int g) {
        return chains(settings.draws() / 4, settings.draws())
                .sample(
                        tempered.density(),
                        List.of(mode.matching()),
                        random.named("posterior").part(g).generator());
    }
}
