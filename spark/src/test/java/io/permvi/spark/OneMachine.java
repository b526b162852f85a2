package io.permvi.spark;

import io.permvi.applications.link.ColumnFacts;
import io.permvi.applications.link.ColumnLook;
import io.permvi.applications.link.LinkLaw;
import io.permvi.applications.link.LinkLearning;
import io.permvi.applications.link.LinkPart;
import io.permvi.applications.link.LinkSums;
import io.permvi.applications.link.Records;
import io.permvi.applications.link.Value;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.random.DrawRandom;
import io.permvi.relaxations.sparse.LinkPropagation;
import io.permvi.relaxations.sparse.NodeRule;
import io.permvi.relaxations.sparse.SizePrior;
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
import java.util.stream.IntStream;

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

    /** Pairs that share a key which brings few, as numbers a * |B| + b. */
    private TreeSet<Long> pairs() {
        List<Integer> all = IntStream.range(0, facts.size()).boxed().toList();
        Map<Long, List<Integer>> ofA = new HashMap<>();
        Map<Long, List<Integer>> ofB = new HashMap<>();
        for (int i = 0; i < a.size(); i++) {
            for (long key : BlockKeys.of(a.get(i), all)) {
                ofA.computeIfAbsent(key, k -> new ArrayList<>()).add(i);
            }
        }
        for (int j = 0; j < b.size(); j++) {
            for (long key : BlockKeys.of(b.get(j), all)) {
                ofB.computeIfAbsent(key, k -> new ArrayList<>()).add(j);
            }
        }
        TreeSet<Long> pairs = new TreeSet<>();
        ofA.forEach((key, firsts) -> {
            List<Integer> seconds = ofB.getOrDefault(key, List.of());
            if (firsts.size() * seconds.size() <= settings.largestBlock()) {
                firsts.forEach(i -> seconds.forEach(j -> pairs.add((long) i * b.size() + j)));
            }
        });
        return pairs;
    }

    private byte[] levels(long pair) {
        return known.computeIfAbsent(pair, this::compare);
    }

    private byte[] compare(long pair) {
        List<String> x = a.get((int) (pair / b.size()));
        List<String> y = b.get((int) (pair % b.size()));
        byte[] levels = new byte[facts.size()];
        for (int c = 0; c < levels.length; c++) {
            levels[c] = facts.get(c)
                    .levels()
                    .level(facts.get(c).value(x.get(c)), facts.get(c).value(y.get(c)));
        }
        return levels;
    }

    private Patterns patterns(Iterable<Long> pairs) {
        Map<byte[], Long> counts = new TreeMap<>(Arrays::compare);
        pairs.forEach(pair -> counts.merge(levels(pair), 1L, Long::sum));
        return new Patterns(List.copyOf(counts.keySet()), List.copyOf(counts.values()));
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

    private void solve(List<String> idsA, List<String> idsB) {
        TreeSet<Long> pairs = pairs();
        candidates = pairs.size();
        Patterns patterns = patterns(pairs);
        Patterns others = patterns(random(pairs));
        int[] levelCounts =
                facts.stream().mapToInt(column -> column.levels().levels()).toArray();
        double left = (double) a.size() * b.size() - pairs.size();
        double[][] totals = new LinkSums(patterns.totals(levelCounts, 1), 0)
                .plus(new LinkSums(others.totals(levelCounts, left / others.pairs()), 0))
                .levels();
        double smaller = Math.min(a.size(), b.size());
        LinkLearning learning = new LinkLearning(
                totals, 0.1 * smaller, smaller, links -> new SizePrior(1, 1).pairScore(a.size(), b.size(), links));
        LinkLaw rough = patterns.learn(totals, a.size(), b.size());
        double prior = learning.prior().applyAsDouble(rough.links());
        long[] kept = pairs.stream()
                .mapToLong(pair -> pair)
                .filter(pair -> rough.score(levels(pair)) + prior >= Math.log(settings.least()))
                .toArray();
        int[] rows =
                Arrays.stream(kept).mapToInt(pair -> (int) (pair / b.size())).toArray();
        int[] columns =
                Arrays.stream(kept).mapToInt(pair -> (int) (pair % b.size())).toArray();
        List<byte[]> levels = new ArrayList<>();
        for (int c = 0; c < levelCounts.length; c++) {
            byte[] level = new byte[kept.length];
            for (int e = 0; e < level.length; e++) {
                level[e] = levels(kept[e])[c];
            }
            levels.add(level);
        }
        SparseScores structure = SparseScores.ofPairs(a.size(), b.size(), rows, columns, new double[kept.length]);
        LinkPart part = new LinkPart(
                new LinkPropagation(structure.graph(), NodeRule.atMostOne()),
                levels,
                levelCounts,
                new double[kept.length]);
        try (Workers workers = new Workers(2)) {
            law = learning.learn(now -> {
                part.weigh(now);
                return part.expect(workers);
            });
            part.weigh(law);
            SparseMarginals found = settings.posterior()
                    .solve(structure.withValues(part.weights()), part.messages(), settings.seed(), workers);
            for (int e = 0; e < kept.length; e++) {
                probabilities.put(idsA.get(rows[e]) + " " + idsB.get(columns[e]), found.probability(e));
            }
        }
    }
}
