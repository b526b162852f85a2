package io.permvi.examples.rankings;

import io.permvi.applications.rankings.RankingComparison;
import io.permvi.inference.rankings.ComparedModel;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.random.DrawRandom;
import io.permvi.relaxations.random.RandomStream;
import io.permvi.relaxations.ranking.Mallows;
import io.permvi.relaxations.ranking.PermutationDistance;
import io.permvi.relaxations.ranking.RankingData;
import io.permvi.relaxations.ranking.SpreadPrior;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * How often the evidence chooses the model that made the rankings: complete rankings from Mallows distributions,
 * compared as {@code permvi rankings compare} does.
 *
 * @param sets how many data sets
 * @param seed of everything
 */
record ChoiceStudy(int sets, long seed) {
    private static final List<PermutationDistance> DISTANCES = List.of(
            PermutationDistance.KENDALL,
            PermutationDistance.FOOTRULE,
            PermutationDistance.SPEARMAN,
            PermutationDistance.HAMMING);
    private static final int RANKINGS = 100;
    private static final int ITEMS = 10;
    private static final int ITEMS_IN_CLUSTERS = 7;
    private static final double SPREAD_IN_CLUSTERS = 1;
    private static final int MOST_CLUSTERS = 4;
    private static final int PARTICLES = 16;

    /**
     * One data set.
     *
     * @param question {@code distance} or {@code clusters}
     * @param truth what made the rankings
     * @param chosen what has the most evidence
     * @param lead of the chosen before the next, in nats
     */
    public record Row(String question, int set, String truth, String chosen, double lead) {
        /** Whether the truth was chosen. */
        public boolean isRight() {
            return truth.equals(chosen);
        }
    }

    private RankingComparison comparison() {
        return new RankingComparison(SpreadPrior.withDefaults(), 3, 2, PARTICLES, 10, seed);
    }

    private RankingComparison.Row compare(
            PermutationDistance distance, int clusters, RankingData data, RandomStream stream) {
        try (Workers one = new Workers(1)) {
            return comparison()
                    .mallows(new ComparedModel(Optional.of(distance)), distance, clusters, data, stream, one);
        }
    }

    /** Which of four distances: ten items, a hundred rankings, the mean distance half that of uniform rankings. */
    public Row distance(int set) {
        PermutationDistance truth = DISTANCES.get(set % DISTANCES.size());
        RandomStream stream = RandomStream.of(seed).named("distance").part(set);
        DrawRandom random = stream.generator();
        Mallows model = Mallows.of(truth, Permutation.random(ITEMS, random), halfway(truth));
        List<Permutation> rankings = new ArrayList<>();
        for (int k = 0; k < RANKINGS; k++) {
            rankings.add(model.sample(random));
        }
        RankingData data = RankingData.complete(rankings);
        List<RankingComparison.Row> rows = DISTANCES.stream()
                .map(d -> compare(d, 1, data, stream.named(d.name())))
                .toList();
        String name = new ComparedModel(Optional.of(truth)).toString();
        return row("distance", set, name, rows, best -> best.model());
    }

    private static double halfway(PermutationDistance distance) {
        Permutation center = Permutation.identity(ITEMS);
        return Mallows.thetaAt(distance, ITEMS, Mallows.of(distance, center, 0).meanDistance() / 2);
    }

    /** How many of one to four clusters, well apart: seven items, a hundred rankings, Kendall, theta one. */
    public Row clusters(int set) {
        int truth = 1 + set % MOST_CLUSTERS;
        RandomStream stream = RandomStream.of(seed).named("clusters").part(set);
        DrawRandom random = stream.generator();
        List<Permutation> centers = centers(truth, random);
        List<Permutation> rankings = new ArrayList<>();
        for (int k = 0; k < RANKINGS; k++) {
            rankings.add(Mallows.of(PermutationDistance.KENDALL, centers.get(k % truth), SPREAD_IN_CLUSTERS)
                    .sample(random));
        }
        RankingData data = RankingData.complete(rankings);
        List<RankingComparison.Row> rows = new ArrayList<>();
        for (int k = 1; k <= MOST_CLUSTERS + 1; k++) {
            rows.add(compare(PermutationDistance.KENDALL, k, data, stream.part(k)));
        }
        return row("clusters", set, String.valueOf(truth), rows, best -> String.valueOf(best.clusters()));
    }

    /** Centers no two of which are nearer than nine of twenty-one pairs. */
    private static List<Permutation> centers(int count, DrawRandom random) {
        List<Permutation> centers = new ArrayList<>();
        while (centers.size() < count) {
            Permutation next = Permutation.random(ITEMS_IN_CLUSTERS, random);
            if (centers.stream().allMatch(c -> PermutationDistance.KENDALL.between(c, next) >= 9)) {
                centers.add(next);
            }
        }
        return centers;
    }

    private static Row row(
            String question,
            int set,
            String truth,
            List<RankingComparison.Row> rows,
            Function<RankingComparison.Row, String> name) {
        List<RankingComparison.Row> sorted = rows.stream()
                .sorted(Comparator.comparingDouble(r -> -r.logEvidence()))
                .toList();
        return new Row(
                question,
                set,
                truth,
                name.apply(sorted.get(0)),
                sorted.get(0).logEvidence() - sorted.get(1).logEvidence());
    }
}
