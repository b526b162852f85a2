package io.permvi.applications.rankings;

import io.permvi.applications.files.OutputFolder;
import io.permvi.inference.posterior.ChainStatistics;
import io.permvi.inference.rankings.MallowsFitting;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.random.RandomStream;
import io.permvi.relaxations.ranking.AssessorSpreads;
import io.permvi.relaxations.ranking.PermutationDistance;
import io.permvi.relaxations.ranking.RankingSet;
import io.permvi.relaxations.ranking.SpreadPrior;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Fits a spread of each assessor by chains.
 *
 * @param file with complete rankings
 * @param model of them
 * @param assessors who gave each ranking
 * @param chains how many
 */
public record AssessorFitting(RankingFile file, AssessorSpreads model, List<String> assessors, int chains) {
    private static final int BURN = 2000;
    private static final int SWEEPS = 10_000;
    private static final double LEVEL = 0.9;
    /** The deviation of a place that all but stands still. */
    private static final double STILL = 0.05;

    /**
     * The model of a file; a line that counts several times is as many assessors.
     *
     * @throws IllegalArgumentException when a ranking is not complete, or the distance does not serve
     */
    public static AssessorFitting of(
            RankingFile file, ReadingChoices choices, PermutationDistance distance, SpreadPrior prior, int chains) {
        List<Permutation> rankings = new ArrayList<>();
        List<String> names = new ArrayList<>();
        int[] sets = file.setOfBallots(choices);
        List<RankingSet> all = file.data(choices).sets();
        for (int b = 0; b < sets.length; b++) {
            Ballot ballot = file.ballots().get(b);
            RankingSet set = all.get(sets[b]);
            if (!set.isComplete()) {
                throw new IllegalArgumentException(
                        "line " + ballot.line() + ": a spread of each assessor needs complete rankings");
            }
            int[] places = new int[set.order()];
            Arrays.setAll(places, set::low);
            for (long c = 0; c < ballot.count(); c++) {
                rankings.add(Permutation.of(places));
                names.add(ballot.assessor());
            }
        }
        return new AssessorFitting(
                file, new AssessorSpreads(distance, rankings, prior, BURN, SWEEPS), List.copyOf(names), chains);
    }

    /** Fits, and writes {@code assessors.csv}. */
    public MallowsFitting.Result fit(long seed, Workers workers, OutputFolder folder) {
        AssessorSpreads.Draws[] drawn = new AssessorSpreads.Draws[chains];
        RandomStream stream = RandomStream.of(seed).named("assessors");
        workers.forEach(chains, c -> drawn[c] = model.chain(stream.part(c).generator()));
        List<AssessorSpreads.Draws> draws = List.of(drawn);
        List<MallowsFitting.Diagnosis> diagnoses = new ArrayList<>();
        diagnoses.add(diagnosis("mean of alpha", draws, AssessorSpreads.Draws::means));
        diagnoses.add(diagnosis("shape of alpha", draws, AssessorSpreads.Draws::shapes));
        for (int i = 0; i < file.items().size(); i++) {
            int item = i;
            diagnoses.add(diagnosis("place of " + file.items().get(i), draws, d -> d.placesOf(item)));
        }
        folder.writeCsv("assessors.csv", List.of("assessor", "alphaMean", "alphaSd", "low", "high"), rows -> {
            for (int a = 0; a < assessors.size(); a++) {
                int assessor = a;
                ChainStatistics own = statistics(draws, d -> d.alphasOf(assessor));
                rows.add(
                        assessors.get(a),
                        own.mean(),
                        own.deviation(),
                        own.quantile((1 - LEVEL) / 2),
                        own.quantile((1 + LEVEL) / 2));
            }
        });
        return new MallowsFitting.Result(model.posterior(draws), List.of(), diagnoses);
    }

    private static ChainStatistics statistics(
            List<AssessorSpreads.Draws> draws, Function<AssessorSpreads.Draws, double[]> values) {
        return ChainStatistics.of(draws.stream().map(values).toArray(double[][]::new));
    }

    private static MallowsFitting.Diagnosis diagnosis(
            String name, List<AssessorSpreads.Draws> draws, Function<AssessorSpreads.Draws, double[]> values) {
        ChainStatistics own = statistics(draws, values);
        return name.startsWith("place") && own.deviation() < STILL
                ? MallowsFitting.Diagnosis.ofChains(name, 1, (double) draws.size() * SWEEPS)
                : MallowsFitting.Diagnosis.ofChains(name, own.rHat(), own.meanSize());
    }
}
