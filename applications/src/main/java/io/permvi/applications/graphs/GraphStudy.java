package io.permvi.applications.graphs;

import io.permvi.relaxations.assignment.QuadraticAssignment;
import io.permvi.relaxations.assignment.QuadraticProblem;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.random.RandomStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * Public networks whose truth is known, the second one shuffled: what is found without names, beside Frank-Wolfe (FAQ,
 * with an exchange search at its end) on weights as they are and on log(1 + weight), and for two sides of one network with
 * the edges across as well (bisected graph matching). The folder holds {@code graphs}
 * and {@code celegans}.
 */
public final class GraphStudy {
    private static final String BRAINS = "graphs/connectomes/";
    private static final String ANIMALS = "celegans/connectomes/";
    private static final String COPIES = "graphs/networks/";
    private static final int FRAMES = 111;
    private static final int FRAME_STEP = 2;

    /** All cases by their names. */
    public static final List<Case> CASES = List.of(
            sides("107", "specimen_107", 0),
            sides("148", "specimen_148", 0),
            sides("hermaphrodite", "herm_chem", 0),
            sides("hermaphrodite-25", "herm_chem", 25),
            sides("male", "male_chem", 0),
            sides("male-25", "male_chem", 25),
            animals("witvliet-5-6", "witvliet_2020_5", "witvliet_2020_6"),
            animals("n2u-witvliet-6", "white_1986_n2u", "witvliet_2020_6"),
            animals("witvliet-1-6", "witvliet_2020_1", "witvliet_2020_6"),
            copies("school-80-10", "highschool/contacts-prox-high-school-2013", "_100", "_80", 10),
            copies("school-80", "highschool/contacts-prox-high-school-2013", "_100", "_80", 0),
            sides("larva", "maggot_subset", 0),
            copies("yeast-5-50", "yeast/yeast", "0_Y2H1", "5_Y2H1", 50),
            copies("yeast-25-50", "yeast/yeast", "0_Y2H1", "25_Y2H1", 50),
            copies("yeast-5", "yeast/yeast", "0_Y2H1", "5_Y2H1", 0),
            frames("house-30", 30),
            frames("house-60", 60),
            frames("house-90", 90));

    /** How the networks of a case come out of its files. */
    public enum Kind {
        /** Two sides of one network: edges and nodes. */
        SIDES,
        /** Two files of directed edges. */
        ANIMALS,
        /** Two files of edges without a direction. */
        COPIES,
        /** Two frames of one file of landmarks. */
        FRAMES
    }

    private GraphStudy() {}

    /**
     * Two networks, or two sides of one.
     *
     * @param name of the case
     * @param kind of the case
     * @param files as the kind says
     * @param seeds how many pairs are given
     * @param apart how far from each other frames are
     */
    public record Case(String name, Kind kind, List<String> files, int seeds, int apart) {}

    /**
     * A shuffle of a case.
     *
     * @param set the case
     * @param shuffle its number
     * @param nodes that were not given
     * @param right share of them that is matched right
     * @param stated share that was expected
     * @param turnedRight share right in the mode that is best in hindsight: more where a mirrored body was believed
     * @param calibrationError as {@link MatchEvaluation} has it
     * @param logScore as {@link MatchEvaluation} has it
     * @param brier as {@link MatchEvaluation} has it
     * @param scale of the log odds
     * @param scaleFrom where it comes from
     * @param modes how many were found
     * @param modeWeight of the largest mode
     * @param aboveTruth log odds of the largest mode less those of the truth, under the learned tables: above 0 the
     *     model is what limits, below 0 the search
     * @param faqRaw share right by Frank-Wolfe on weights
     * @param faqLog share right by Frank-Wolfe on log(1 + weight)
     * @param bisectedLog share right when edges across are used too; the same as without where there are none
     * @param seconds of the match
     */
    public record Row(
            String set,
            int shuffle,
            int nodes,
            double right,
            double stated,
            double turnedRight,
            double calibrationError,
            double logScore,
            double brier,
            double scale,
            String scaleFrom,
            int modes,
            double modeWeight,
            double aboveTruth,
            double faqRaw,
            double faqLog,
            double bisectedLog,
            double seconds) {
        /** What no two rows have in common. */
        public String key() {
            return set + " " + shuffle;
        }
    }

    private static Case sides(String name, String file, int seeds) {
        return new Case(
                name, Kind.SIDES, List.of(BRAINS + file + "_edgelist.csv", BRAINS + file + "_nodes.csv"), seeds, 0);
    }

    private static Case animals(String name, String a, String b) {
        return new Case(name, Kind.ANIMALS, List.of(ANIMALS + a + ".csv", ANIMALS + b + ".csv"), 0, 0);
    }

    private static Case copies(String name, String file, String a, String b, int seeds) {
        return new Case(name, Kind.COPIES, List.of(COPIES + file + a + ".txt", COPIES + file + b + ".txt"), seeds, 0);
    }

    private static Case frames(String name, int apart) {
        return new Case(name, Kind.FRAMES, List.of("graphs/cmu/house.csv"), 0, apart);
    }

    /** A shuffled problem and its truth, and where it is the two sides of a network, that network and its sides. */
    private record Shuffled(
            NetworkProblem problem,
            Map<Integer, Integer> truth,
            Network whole,
            List<Integer> first,
            List<Integer> second) {}

    /** Runs one shuffle. */
    public static Row run(Case wanted, int shuffle, Path data, MatchSettings settings, Workers workers) {
        Random rng = new Random(RandomStream.of(settings.seed())
                .named("shuffle")
                .part(shuffle)
                .generator()
                .nextLong());
        Shuffled shuffled =
                wanted.kind() == Kind.SIDES ? sides(wanted, data, rng) : networks(wanted, shuffle, data, rng);
        NetworkProblem problem = shuffled.problem;
        long started = System.nanoTime();
        NetworkMatch match = NetworkMatcher.match(problem, settings.withSeed(settings.seed() + shuffle), workers);
        double seconds = (System.nanoTime() - started) / 1e9;
        MatchEvaluation evaluation = MatchEvaluation.of(match, shuffled.truth);
        Matching best = match.modes().get(0).matching();
        double turned = match.modes().stream()
                .mapToDouble(mode -> right(problem, mode.matching(), shuffled.truth))
                .max()
                .orElse(0);
        int[] truePlaces =
                IntStream.range(0, problem.a().size()).map(shuffled.truth::get).toArray();
        double faqLog = frankWolfe(shuffled, Math::log1p, false, rng);
        return new Row(
                wanted.name(),
                shuffle,
                evaluation.nodes(),
                evaluation.right(),
                evaluation.stated(),
                turned,
                evaluation.calibrationError(),
                evaluation.logScore(),
                evaluation.brier(),
                match.model().scale(),
                match.scaleFrom(),
                match.modes().size(),
                match.modes().get(0).weight(),
                (match.model().logDensity(best)
                                - match.model()
                                        .logDensity(Matching.of(problem.b().size(), truePlaces)))
                        / match.model().scale(),
                frankWolfe(shuffled, value -> value, false, rng),
                faqLog,
                shuffled.first.isEmpty() ? faqLog : frankWolfe(shuffled, Math::log1p, true, rng),
                seconds);
    }

    private static double right(NetworkProblem problem, Matching match, Map<Integer, Integer> truth) {
        return IntStream.of(problem.free())
                .mapToDouble(i -> match.place(i) == truth.get(i) ? 1 : 0)
                .average()
                .orElse(1);
    }

    private static double frankWolfe(Shuffled shuffled, DoubleUnaryOperator weight, boolean crossed, Random rng) {
        NetworkProblem problem = shuffled.problem;
        List<QuadraticProblem.Term> terms = new ArrayList<>();
        List<Integer> ofA = IntStream.range(0, problem.a().size()).boxed().toList();
        List<Integer> ofB = IntStream.range(0, problem.b().size()).boxed().toList();
        for (String layer : problem.a().layers().keySet()) {
            terms.add(new QuadraticProblem.Term(
                    matrix(problem.a(), layer, ofA, ofA, weight), matrix(problem.b(), layer, ofB, ofB, weight)));
            if (crossed) {
                terms.add(new QuadraticProblem.Term(
                        matrix(shuffled.whole, layer, shuffled.first, shuffled.second, weight),
                        matrix(shuffled.whole, layer, shuffled.second, shuffled.first, weight),
                        true));
            }
        }
        DMatrixRMaj zero = new DMatrixRMaj(ofA.size(), ofB.size());
        MatchingSpace space = problem.model().latent().space();
        Matching found = QuadraticAssignment.withDefaults()
                .maximize(new QuadraticProblem(terms, zero, space), rng)
                .matching();
        return right(problem, found, shuffled.truth);
    }

    private static DMatrixRMaj matrix(
            Network network, String layer, List<Integer> from, List<Integer> to, DoubleUnaryOperator weight) {
        Map<Integer, Integer> rows = new HashMap<>();
        from.forEach(node -> rows.put(node, rows.size()));
        Map<Integer, Integer> columns = new HashMap<>();
        to.forEach(node -> columns.put(node, columns.size()));
        DMatrixRMaj matrix = new DMatrixRMaj(from.size(), to.size());
        network.layers().getOrDefault(layer, List.of()).stream()
                .filter(arc -> rows.containsKey(arc.from()) && columns.containsKey(arc.to()))
                .forEach(arc -> matrix.add(rows.get(arc.from()), columns.get(arc.to()), arc.weight()));
        for (int e = 0; e < matrix.getNumElements(); e++) {
            matrix.data[e] = weight.applyAsDouble(matrix.data[e]);
        }
        return matrix;
    }

    private static Shuffled sides(Case wanted, Path data, Random rng) {
        Path nodes = data.resolve(wanted.files().get(1));
        Network network = NetworkFiles.read(data.resolve(wanted.files().get(0)), Optional.of(nodes), true);
        Map<String, String> side = NetworkFiles.attribute(nodes, "hemisphere");
        List<Integer> left = new ArrayList<>();
        List<Integer> right = new ArrayList<>();
        for (int i = 0; i < network.size(); i++) {
            (side.get(network.nodes().get(i)).equals("L") ? left : right).add(i);
        }
        // the k-th of the left belongs to the k-th of the right
        List<Integer> order = shuffled(left.size(), rng);
        Map<Integer, Integer> truth = new HashMap<>();
        for (int k = 0; k < order.size(); k++) {
            truth.put(order.get(k), k);
        }
        List<Integer> places = order.stream().map(right::get).toList();
        Known known = Known.ofSeeds(seeds(truth, wanted.seeds(), rng));
        return new Shuffled(NetworkProblem.split(network, left, places, known), truth, network, left, places);
    }

    private static Shuffled networks(Case wanted, int shuffle, Path data, Random rng) {
        Network a = read(wanted, data, 0, shuffle);
        Network b = read(wanted, data, 1, shuffle);
        TreeSet<String> common = new TreeSet<>(a.nodes());
        common.retainAll(b.nodes());
        List<String> names = List.copyOf(common);
        List<Integer> order = shuffled(names.size(), rng);
        Map<String, Integer> ofA = a.index();
        Map<String, Integer> ofB = b.index();
        Map<Integer, Integer> truth = new HashMap<>();
        for (int k = 0; k < order.size(); k++) {
            truth.put(order.get(k), k);
        }
        return new Shuffled(
                NetworkProblem.of(
                        a.part(names.stream().map(ofA::get).toList()),
                        b.part(order.stream().map(names::get).map(ofB::get).toList()),
                        Known.ofSeeds(seeds(truth, wanted.seeds(), rng))),
                truth,
                a,
                List.of(),
                List.of());
    }

    private static Network read(Case wanted, Path data, int number, int shuffle) {
        if (wanted.kind() == Kind.FRAMES) {
            // each shuffle has frames of its own
            int first = shuffle * FRAME_STEP % (FRAMES - wanted.apart());
            return Landmarks.frame(data.resolve(wanted.files().get(0)), first + number * wanted.apart());
        }
        Network network = NetworkFiles.read(data.resolve(wanted.files().get(number)), Optional.empty(), true);
        return wanted.kind() == Kind.COPIES ? network.undirected(wanted.files().get(number), true) : network;
    }

    private static List<Integer> shuffled(int n, Random rng) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, n).boxed().toList());
        Collections.shuffle(order, rng);
        return order;
    }

    private static Map<Integer, Integer> seeds(Map<Integer, Integer> truth, int count, Random rng) {
        Map<Integer, Integer> seeds = new HashMap<>();
        shuffled(truth.size(), rng).stream().limit(count).forEach(i -> seeds.put(i, truth.get(i)));
        return seeds;
    }
}
