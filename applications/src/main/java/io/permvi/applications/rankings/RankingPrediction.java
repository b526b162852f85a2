package io.permvi.applications.rankings;

import io.permvi.applications.files.OutputFolder;
import io.permvi.relaxations.ranking.MixtureDraws;
import io.permvi.relaxations.ranking.MixturePosterior;
import io.permvi.relaxations.ranking.RankingData;
import io.permvi.relaxations.ranking.RankingSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * Ranks that are missing from a table of ranks, or that were hidden to see how well they are predicted. Ranks that are
 * left stay fixed; a blank may be any of the others, but where the given ranks are the first ones, blanks stand below,
 * and what is hidden among the first.
 *
 * @param file with ranks
 * @param known the rank of each item in each ballot from 1, 0 where it is missing or not to be seen
 * @param shown the same, 0 also where it is hidden
 * @param sets of each ballot, the index of its observation
 * @param data what is fitted
 */
public record RankingPrediction(RankingFile file, int[][] known, int[][] shown, int[] sets, RankingData data) {
    private static final int TOP = 3;
    /** How many draws the uniform distribution counts for, so that nothing is impossible. */
    private static final double PRIOR_DRAWS = 1;

    private static final int ITERATIONS = 500;

    /**
     * Hides ranks.
     *
     * @param share of the given ranks of each ballot
     * @throws IllegalArgumentException when a ballot has no ranks
     */
    public static RankingPrediction hiding(RankingFile file, double share, RandomGenerator rng) {
        for (Ballot ballot : file.ballots()) {
            if (ballot.kind() != Ballot.Kind.RANKS || ballot.hasTies()) {
                throw new IllegalArgumentException("line " + ballot.line() + ": only ranks without ties are predicted");
            }
        }
        return hiding(file, file.ballots().stream().map(Ballot::ranks).toArray(int[][]::new), share, rng);
    }

    /** Hides more of the ranks that are shown, which alone are scored then. */
    public RankingPrediction hidingMore(double share, RandomGenerator rng) {
        return hiding(file, shown, share, rng);
    }

    private static RankingPrediction hiding(RankingFile file, int[][] known, double share, RandomGenerator rng) {
        List<RankingSet> sets = new ArrayList<>();
        List<Long> counts = new ArrayList<>();
        Map<RankingSet, Integer> index = new LinkedHashMap<>();
        int[][] shown = new int[known.length][];
        int[] setOf = new int[known.length];
        for (int b = 0; b < known.length; b++) {
            Ballot ballot = file.ballots().get(b);
            shown[b] = Arrays.stream(known[b])
                    .map(rank -> rank > 0 && rng.nextDouble() < share ? 0 : rank)
                    .toArray();
            int[] places = Arrays.stream(shown[b]).map(rank -> rank - 1).toArray();
            RankingSet set = listed(ballot).length == ballot.listed()
                    ? RankingSet.listed(isListed(ballot), places)
                    : RankingSet.places(places);
            index.putIfAbsent(set, index.size());
            setOf[b] = index.get(set);
            sets.add(set);
            counts.add(ballot.count());
        }
        RankingData data = RankingData.of(file.items().size(), sets, counts);
        return new RankingPrediction(file, known, shown, setOf, data);
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

    /** The probability of each place of an item that is not shown. */
    private interface Predictor {
        double[] of(int ballot, int item);
    }

    /** The probability of each place by one model. */
    private double[] byModel(MixturePosterior model, int ballot, int item) {
        DMatrixRMaj own = model.completed().get(sets[ballot]);
        double draws = model.runs().stream().mapToInt(MixtureDraws::size).sum();
        // an observation with one open place is complete, and has no draws
        return normalized(
                ballot, item, place -> own.numRows == 0 ? 1 : draws * own.get(item, place) + PRIOR_DRAWS / own.numCols);
    }

    /** The models, the frequencies of the item's shown ranks with one more at each, and guessing. */
    private List<Predictor> predictors(List<MixturePosterior> models) {
        double[][] frequencies = frequencies();
        List<Predictor> all = new ArrayList<>();
        models.forEach(model -> all.add((b, i) -> byModel(model, b, i)));
        all.add((b, i) -> normalized(b, i, place -> 1 + frequencies[i][place]));
        all.add((b, i) -> normalized(b, i, place -> 1));
        return all;
    }

    /**
     * The shares of the models, of the item's frequencies and of guessing in the mixture that predicts the hidden ranks
     * best (stacking of predictive distributions; Yao et al. 2018), as if each had predicted one rank before.
     *
     * @param models fitted to these data
     */
    public double[] shares(List<MixturePosterior> models) {
        List<Predictor> predictors = predictors(models);
        List<double[]> hits = new ArrayList<>();
        List<Double> counts = new ArrayList<>();
        forEachHidden((b, i) -> {
            int place = known[b][i] - 1;
            hits.add(predictors.stream().mapToDouble(p -> p.of(b, i)[place]).toArray());
            counts.add((double) file.ballots().get(b).count());
        });
        double[] shares = new double[predictors.size()];
        Arrays.fill(shares, 1.0 / shares.length);
        for (int t = 0; t < ITERATIONS; t++) {
            double[] next = new double[shares.length];
            Arrays.fill(next, 1);
            for (int h = 0; h < hits.size(); h++) {
                double sum = mixed(shares, hits.get(h));
                for (int k = 0; k < next.length; k++) {
                    next[k] += counts.get(h) * shares[k] * hits.get(h)[k] / sum;
                }
            }
            double total = Arrays.stream(next).sum();
            Arrays.setAll(shares, k -> next[k] / total);
        }
        return shares;
    }

    private static double mixed(double[] shares, double[] values) {
        return IntStream.range(0, shares.length)
                .mapToDouble(k -> shares[k] * values[k])
                .sum();
    }

    private Predictor stacked(List<MixturePosterior> models, double[] shares) {
        List<Predictor> predictors = predictors(models);
        return (b, i) -> {
            double[] p = new double[file.items().size()];
            for (int k = 0; k < shares.length; k++) {
                double[] own = predictors.get(k).of(b, i);
                for (int place = 0; place < p.length; place++) {
                    p[place] += shares[k] * own[place];
                }
            }
            return p;
        };
    }

    private void forEachHidden(BiConsumer<Integer, Integer> action) {
        for (int b = 0; b < shown.length; b++) {
            for (int i = 0; i < shown[b].length; i++) {
                if (known[b][i] > 0 && isOpen(b, i)) {
                    action.accept(b, i);
                }
            }
        }
    }

    private double[] normalized(int ballot, int item, IntToDoubleFunction weight) {
        double[] p = new double[file.items().size()];
        int[] open = openPlaces(ballot, item);
        double sum = IntStream.of(open).mapToDouble(weight).sum();
        for (int place : open) {
            p[place] = weight.applyAsDouble(place) / sum;
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

    /** The stacked models, then the two baselines: each item's frequencies, and guessing. */
    public List<Score> scores(List<MixturePosterior> models, double[] shares) {
        List<Predictor> predictors = predictors(models);
        return List.of(
                score("model", stacked(models, shares)),
                score("frequencies of the item's ranks", predictors.get(models.size())),
                score("guessing", predictors.get(models.size() + 1)));
    }

    private Score score(String by, Predictor predictor) {
        double[] sums = new double[3];
        forEachHidden((b, i) -> {
            double weight = file.ballots().get(b).count();
            double[] p = predictor.of(b, i);
            double top = Arrays.stream(p, 0, Math.min(TOP, p.length)).sum();
            sums[0] += weight;
            sums[1] += weight * Math.log(p[known[b][i] - 1]);
            sums[2] += weight * Math.pow(top - (known[b][i] <= TOP ? 1 : 0), 2);
        });
        return new Score(by, sums[0], sums[1] / sums[0], sums[2] / sums[0]);
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
    public void write(List<MixturePosterior> models, double[] shares, double level, OutputFolder folder) {
        Predictor predictor = stacked(models, shares);
        List<Row> rows = new ArrayList<>();
        for (int b = 0; b < shown.length; b++) {
            for (int i = 0; i < shown[b].length; i++) {
                if (isOpen(b, i)) {
                    rows.add(row(b, i, predictor.of(b, i), (1 - level) / 2));
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
