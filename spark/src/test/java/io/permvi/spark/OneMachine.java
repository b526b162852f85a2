package io.permvi.spark;

import io.permvi.applications.link.ColumnFacts;
import io.permvi.applications.link.ColumnLook;
import io.permvi.applications.link.LinkLaw;
import io.permvi.applications.link.LinkLearning;
import io.permvi.applications.link.LinkPart;
import io.permvi.applications.link.LinkSums;
import io.permvi.applications.link.Records;
import io.permvi.applications.link.Value;
import io.permvi.applications.link.WithinFileNull;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.random.DrawRandom;
import io.permvi.relaxations.sparse.LinkPropagation;
import io.permvi.relaxations.sparse.NodeRule;
import io.permvi.relaxations.sparse.SparseMarginals;
import io.permvi.relaxations.sparse.SparseScores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What Spark computes, in loops over lists of one machine: no part, no component, no Spark. */
final class OneMachine {
    private final SparkLinkSettings settings;
    private final List<List<String>> a;
    private final List<List<String>> b;
    private final List<ColumnFacts> facts;

    /** The probability of each pair of ids, "a b". */
    final Map<String, Double> probabilities = new TreeMap<>();

    private final Map<Long, byte[]> known = new HashMap<>();

    LinkLaw law;
    long candidates;

    OneMachine(Records first, Records second, SparkLinkSettings settings) {
        this.settings = settings;
        List<Integer> orderA = order(first);
        List<Integer> orderB = order(second);
        a = cells(first, orderA);
        b = cells(second, orderB);
        facts = IntStream.range(0, first.columns().size())
                .mapToObj(c -> facts(first.columns().get(c), c))
                .toList();
        solve(
                orderA.stream().map(first.ids()::get).toList(),
                orderB.stream().map(second.ids()::get).toList());
    }

    private static List<Integer> order(Records records) {
        return IntStream.range(0, records.size())
                .boxed()
                .sorted(Comparator.comparing(records.ids()::get))
                .toList();
    }

    private static List<List<String>> cells(Records records, List<Integer> order) {
        return order.stream()
                .map(i -> records.cells().stream()
                        .map(column -> Value.plain(column.get(i)))
                        .toList())
                .toList();
    }

    private ColumnFacts facts(String name, int c) {
        Map<String, Integer> counts = new HashMap<>();
        for (List<List<String>> file : List.of(a, b)) {
            file.stream()
                    .map(cells -> cells.get(c))
                    .filter(text -> !text.isEmpty())
                    .forEach(text -> counts.merge(text, 1, Integer::sum));
        }
        ColumnLook look = ColumnLook.NONE;
        Map<String, Integer> words = new HashMap<>();
        for (Map.Entry<String, Integer> value : counts.entrySet()) {
            look = look.plus(ColumnLook.of(value.getKey(), value.getValue()));
            ColumnFacts.words(value.getKey()).forEach(word -> words.merge(word, value.getValue(), Integer::sum));
        }
        return new ColumnFacts(name, look, a.size() + b.size(), counts, words);
    }

    /** Pairs that share a key which brings few, as numbers x * |Y| + y. */
    private TreeSet<Long> pairs(List<List<String>> x, List<List<String>> y) {
        List<Integer> all = IntStream.range(0, facts.size()).boxed().toList();
        Map<Long, List<Integer>> ofX = new HashMap<>();
        Map<Long, List<Integer>> ofY = new HashMap<>();
        for (int i = 0; i < x.size(); i++) {
            for (long key : BlockKeys.of(x.get(i), all)) {
                ofX.computeIfAbsent(key, k -> new ArrayList<>()).add(i);
            }
        }
        for (int j = 0; j < y.size(); j++) {
            for (long key : BlockKeys.of(y.get(j), all)) {
                ofY.computeIfAbsent(key, k -> new ArrayList<>()).add(j);
            }
        }
        TreeSet<Long> pairs = new TreeSet<>();
        ofX.forEach((key, firsts) -> {
            List<Integer> seconds = ofY.getOrDefault(key, List.of());
            if (firsts.size() * seconds.size() <= settings.largestBlock()) {
                firsts.forEach(i -> seconds.forEach(j -> pairs.add((long) i * y.size() + j)));
            }
        });
        return pairs;
    }

    private byte[] levels(long pair) {
        return known.computeIfAbsent(pair, this::compare);
    }

    private byte[] compare(long pair) {
        return compare(a.get((int) (pair / b.size())), b.get((int) (pair % b.size())));
    }

    private byte[] compare(List<String> x, List<String> y) {
        byte[] levels = new byte[facts.size()];
        for (int c = 0; c < levels.length; c++) {
            levels[c] = facts.get(c)
                    .levels()
                    .level(facts.get(c).value(x.get(c)), facts.get(c).value(y.get(c)));
        }
        return levels;
    }

    private static Patterns patterns(Stream<byte[]> levels) {
        Map<byte[], Long> counts = new TreeMap<>(Arrays::compare);
        levels.forEach(each -> counts.merge(each, 1L, Long::sum));
        return new Patterns(
                counts.keySet().toArray(byte[][]::new),
                counts.values().stream().mapToLong(count -> count).toArray());
    }

    private WithinFileNull.Inside inside(List<List<String>> file) {
        long step = RecordTable.step(file.size(), settings.recordsWithin());
        Patterns patterns = patterns(pairs(file, file).stream()
                .filter(pair -> pair / file.size() < pair % file.size() && pair / file.size() % step == 0)
                .map(pair -> compare(file.get((int) (pair / file.size())), file.get((int) (pair % file.size())))));
        return new WithinFileNull.Inside(patterns.levels(), patterns.counts(), file.size() / Math.sqrt(step));
    }

    private TreeSet<Long> random(TreeSet<Long> pairs) {
        DrawRandom random = DrawRandom.of(settings.seed(), 0x11c5, 0);
        TreeSet<Long> drawn = new TreeSet<>();
        for (int k = 0; k < settings.randomPairs(); k++) {
            drawn.add(random.nextLong(a.size()) * b.size() + random.nextLong(b.size()));
        }
        drawn.removeAll(pairs);
        return drawn;
    }

    /** How many pairs have each level: some as they are, and random ones for all others. */
    private LinkLearning learning(long[] pairs, Patterns others, int sizeA) {
        Patterns patterns = patterns(Arrays.stream(pairs).mapToObj(this::levels));
        double left = (double) sizeA * b.size() - pairs.length;
        double[][] totals =
                LinkSums.plus(patterns.totals(levelCounts(), 1), others.totals(levelCounts(), left / others.pairs()));
        return LinkLearning.oneToOne(totals, sizeA, b.size());
    }

    private int[] levelCounts() {
        return facts.stream().mapToInt(column -> column.levels().levels()).toArray();
    }

    private SparseScores structure(long[] pairs) {
        return SparseScores.ofPairs(
                a.size(),
                b.size(),
                Arrays.stream(pairs).mapToInt(pair -> (int) (pair / b.size())).toArray(),
                Arrays.stream(pairs).mapToInt(pair -> (int) (pair % b.size())).toArray(),
                new double[pairs.length]);
    }

    private LinkPart part(long[] pairs) {
        List<byte[]> levels = new ArrayList<>();
        for (int c = 0; c < facts.size(); c++) {
            byte[] level = new byte[pairs.length];
            for (int e = 0; e < level.length; e++) {
                level[e] = levels(pairs[e])[c];
            }
            levels.add(level);
        }
        LinkPropagation messages = new LinkPropagation(structure(pairs).graph(), NodeRule.atMostOne());
        return new LinkPart(messages, levels, levelCounts(), new double[pairs.length]);
    }

    private static Function<LinkLaw, LinkSums> expectation(LinkPart part, Workers workers) {
        return now -> {
            part.weigh(now);
            return part.expect(workers);
        };
    }

    private void solve(List<String> idsA, List<String> idsB) {
        TreeSet<Long> pairs = pairs(a, b);
        long[] all = pairs.stream().mapToLong(pair -> pair).toArray();
        candidates = all.length;
        Patterns others = patterns(random(pairs).stream().map(this::levels));
        WithinFileNull within = new WithinFileNull(inside(a), inside(b));
        LinkLearning learning = learning(all, others, a.size());
        long step = (a.size() + settings.recordsLearned() - 1) / settings.recordsLearned();
        int some = (int) ((a.size() + step - 1) / step);
        long[] first =
                Arrays.stream(all).filter(pair -> pair / b.size() % step == 0).toArray();
        try (Workers workers = new Workers(2)) {
            LinkLearning fromSome = learning(first, others, some);
            Function<LinkLaw, LinkSums> ofSome = expectation(part(first), workers);
            LinkLaw hasty = within.calibrate((double) some * b.size(), fromSome.learn(ofSome), fromSome, ofSome);
            double prior = learning.prior().applyAsDouble(hasty.links() / some * a.size());
            LinkLaw rough = hasty.withPrior(prior);
            long[] kept = Arrays.stream(all)
                    .filter(pair -> rough.logOdds(levels(pair)) >= Math.log(settings.least()))
                    .toArray();
            LinkPart part = part(kept);
            Function<LinkLaw, LinkSums> ofKept = expectation(part, workers);
            law = rough.calibrated() ? rough : learning.learn(ofKept);
            part.weigh(law);
            SparseMarginals found = settings.posterior()
                    .solve(structure(kept).withValues(part.weights()), part.messages(), settings.seed(), workers);
            for (int e = 0; e < kept.length; e++) {
                probabilities.put(
                        idsA.get((int) (kept[e] / b.size())) + " " + idsB.get((int) (kept[e] % b.size())),
                        found.probability(e));
            }
        }
    }
}
