package io.permvi.applications.rankings;

import io.permvi.applications.files.OutputFolder;
import io.permvi.relaxations.linalg.LogSumExp;
import io.permvi.relaxations.ranking.MixturePosterior;
import io.permvi.relaxations.ranking.RankingData;
import io.permvi.relaxations.ranking.RankingSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Ranks that are missing from a table of ranks, or that were hidden to see how well they are predicted. Ranks that are
 * left stay fixed; a blank may be any of the others, but where the given ranks are the first ones, blanks stand below,
 * and what is hidden among the first.
 *
 * @param file with ranks
 * @param shown the rank of each item in each ballot from 1, 0 where it is missing or hidden
 * @param sets of each ballot, the index of its observation
 * @param data what is fitted
 */
public record RankingPrediction(RankingFile file, int[][] shown, int[] sets, RankingData data) {
    private static final int TOP = 3;
    /** How many draws the uniform distribution counts for, so that nothing is impossible. */
    private static final double PRIOR_DRAWS = 1;

    /**
     * Hides ranks.
     *
     * @param share of the given ranks of each ballot
     * @throws IllegalArgumentException when a ballot has no ranks
     */
    public static RankingPrediction hiding(RankingFile file, double share, RandomGenerator rng) {
        List<RankingSet> sets = new ArrayList<>();
        List<Long> counts = new ArrayList<>();
        Map<RankingSet, Integer> index = new LinkedHashMap<>();
        int n = file.items().size();
        int[][] shown = new int[file.ballots().size()][];
        int[] setOf = new int[shown.length];
        for (int b = 0; b < shown.length; b++) {
            Ballot ballot = file.ballots().get(b);
            if (ballot.kind() != Ballot.Kind.RANKS || ballot.hasTies()) {
                throw new IllegalArgumentException("line " + ballot.line() + ": only ranks without ties are predicted");
            }
            shown[b] = ballot.ranks().clone();
            for (int i = 0; i < n; i++) {
                shown[b][i] = shown[b][i] > 0 && rng.nextDouble() < share ? 0 : shown[b][i];
            }
            int[] places = Arrays.stream(shown[b]).map(rank -> rank - 1).toArray();
            RankingSet set = listed(ballot).length == ballot.listed()
                    ? RankingSet.listed(isListed(ballot), places)
                    : RankingSet.places(places);
            index.putIfAbsent(set, index.size());
            setOf[b] = index.get(set);
            sets.add(set);
            counts.add(ballot.count());
        }
        return new RankingPrediction(file, shown, setOf, RankingData.of(n, sets, counts));
    }

    /** The given ranks up to their number: all of them where those that are blank stand below. */
    private static int[] listed(Ballot ballot) {
        return Arrays.stream(ballot.ranks())
                .filter(rank -> rank > 0 && rank <= ballot.listed())
                .toArray();
    }

    private static boolean[] isListed(Ballot ballot) {
        boolean[] listed = new boolean[ballot.ranks().length];
        for (int i = 0; i < listed.length; i++) {
            listed[i] = ballot.ranks()[i] > 0;
        }
        return listed;
    }

    /** Whether a rank is not shown. */
    private boolean isOpen(int ballot, int item) {
        return shown[ballot][item] == 0;
    }

    /** The ranks that are not shown and that an item may have, as places from 0. */
    private int[] openPlaces(int ballot, int item) {
        RankingSet set = data.sets().get(sets[ballot]);
        return IntStream.rangeClosed(set.low(item), set.high(item))
                .filter(place -> IntStream.of(shown[ballot]).noneMatch(rank -> rank == place + 1))
                .toArray();
    }

    /** Completed observations of several models, each with the weight of its evidence. */
    public static List<DMatrixRMaj> average(List<MixturePosterior> models) {
        double[] weights =
                models.stream().mapToDouble(MixturePosterior::logEvidence).toArray();
        LogSumExp.softmax(weights, 0, weights.length, 1);
        List<DMatrixRMaj> sums = new ArrayList<>();
        for (int s = 0; s < models.get(0).completed().size(); s++) {
            DMatrixRMaj sum = models.get(0).completed().get(s).createLike();
            for (int m = 0; m < weights.length; m++) {
                CommonOps_DDRM.addEquals(
                        sum, weights[m], models.get(m).completed().get(s));
            }
            sums.add(sum);
        }
        return sums;
    }

    /**
     * The probability of each place of an item that is not shown.
     *
     * @param completed of each observation, the share of draws at each place
     * @param draws how many
     */
    public double[] byModel(List<DMatrixRMaj> completed, double draws, int ballot, int item) {
        int[] open = openPlaces(ballot, item);
        double[] p = new double[file.items().size()];
        DMatrixRMaj own = completed.get(sets[ballot]);
        for (int place : open) {
            double share = own.numRows == 0 ? 0 : own.get(item, place);
            p[place] = (draws * share + PRIOR_DRAWS / open.length) / (draws + PRIOR_DRAWS);
        }
        // an observation with one open place is complete
        if (own.numRows == 0) {
            Arrays.fill(p, 0);
            p[open[0]] = 1;
        }
        return p;
    }

    /** The item's shown ranks in the other ballots, one more at each open place. */
    private double[] byFrequency(double[][] frequencies, int ballot, int item) {
        double[] p = new double[file.items().size()];
        double sum = 0;
        for (int place : openPlaces(ballot, item)) {
            p[place] = 1 + frequencies[item][place];
            sum += p[place];
        }
        for (int k = 0; k < p.length; k++) {
            p[k] /= sum;
        }
        return p;
    }

    private double[] uniform(int ballot, int item) {
        int[] open = openPlaces(ballot, item);
        double[] p = new double[file.items().size()];
        for (int place : open) {
            p[place] = 1.0 / open.length;
        }
        return p;
    }

    private double[][] frequencies() {
        int n = file.items().size();
        double[][] sums = new double[n][n];
        for (int b = 0; b < shown.length; b++) {
            for (int i = 0; i < n; i++) {
                if (!isOpen(b, i)) {
                    sums[i][shown[b][i] - 1] += file.ballots().get(b).count();
                }
            }
        }
        return sums;
    }

    /**
     * How well the hidden ranks were predicted.
     *
     * @param by what predicted them
     * @param ranks how many, counted
     * @param logScore the mean log probability of the true rank, more is better
     * @param top3Brier the mean squared error of the probability of the first three ranks, less is better
     */
    public record Score(String by, double ranks, double logScore, double top3Brier) {}

    /** The model, then the two baselines: each item's frequencies, and guessing. */
    public List<Score> scores(List<DMatrixRMaj> completed, double draws) {
        double[][] frequencies = frequencies();
        return List.of(
                score("model", (b, i) -> byModel(completed, draws, b, i)),
                score("frequencies of the item's ranks", (b, i) -> byFrequency(frequencies, b, i)),
                score("guessing", (b, i) -> uniform(b, i)));
    }

    private interface Predictor {
        double[] of(int ballot, int item);
    }

    private Score score(String by, Predictor predictor) {
        double log = 0;
        double squares = 0;
        double count = 0;
        for (int b = 0; b < shown.length; b++) {
            double weight = file.ballots().get(b).count();
            for (int i = 0; i < shown[b].length; i++) {
                int rank = file.ballots().get(b).ranks()[i];
                if (rank > 0 && isOpen(b, i)) {
                    double[] p = predictor.of(b, i);
                    double top = Arrays.stream(p, 0, Math.min(TOP, p.length)).sum();
                    log += weight * Math.log(p[rank - 1]);
                    squares += weight * Math.pow(top - (rank <= TOP ? 1 : 0), 2);
                    count += weight;
                }
            }
        }
        return new Score(by, count, log / count, squares / count);
    }

    /** A row of {@code predicted.csv}. */
    public record Row(
            String assessor,
            String item,
            double meanRank,
            int low,
            int high,
            double pTop3,
            int likeliest,
            int hidden) {}

    /** Writes the ranks that are not shown. */
    public void write(List<DMatrixRMaj> completed, double draws, double level, OutputFolder folder) {
        List<Row> rows = new ArrayList<>();
        for (int b = 0; b < shown.length; b++) {
            for (int i = 0; i < shown[b].length; i++) {
                if (isOpen(b, i)) {
                    rows.add(row(b, i, byModel(completed, draws, b, i), (1 - level) / 2));
                }
            }
        }
        folder.writeRecords("predicted.csv", Row.class, rows);
    }

    private Row row(int ballot, int item, double[] p, double tail) {
        double mean = 0;
        double sum = 0;
        int low = 0;
        int high = 0;
        int likeliest = 0;
        for (int k = 0; k < p.length; k++) {
            mean += (k + 1) * p[k];
            low += sum + p[k] < tail ? 1 : 0;
            high += sum + p[k] < 1 - tail ? 1 : 0;
            sum += p[k];
            likeliest = p[k] > p[likeliest] ? k : likeliest;
        }
        return new Row(
                file.ballots().get(ballot).assessor(),
                file.items().get(item),
                mean,
                low + 1,
                Math.min(p.length, high + 1),
                Arrays.stream(p, 0, Math.min(TOP, p.length)).sum(),
                likeliest + 1,
                file.ballots().get(ballot).ranks()[item]);
    }
}
