package io.permvi.examples.rankings;

import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.random.DrawRandom;
import io.permvi.relaxations.random.RandomStream;
import io.permvi.relaxations.ranking.Choice;
import io.permvi.relaxations.ranking.TiedPlackettLuce;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * Whether 90 % intervals of Plackett-Luce worths hold the truth as often: six log worths from the prior, 10 to 50
 * rankings, of which all or the first three places are seen.
 *
 * @param sets how many data sets
 * @param seed of everything
 */
record WorthCalibration(int sets, long seed) {
    private static final int ITEMS = 6;
    private static final int FIRST = 3;
    private static final int LEAST = 10;
    private static final int MOST = 50;
    private static final double PRIOR_SD = 1;
    private static final double LEVEL = 0.9;

    /**
     * The shares of intervals that hold the truth, all items together: with complete rankings, then with the first
     * three places.
     */
    public double[] covered(Workers workers) {
        double[][] shares = new double[2][sets];
        RandomStream stream = RandomStream.of(seed).named("worths");
        workers.forEach(sets, s -> {
            shares[0][s] = covered(ITEMS, stream.part(s).generator());
            shares[1][s] = covered(FIRST, stream.part(s).generator());
        });
        return new double[] {
            Arrays.stream(shares[0]).average().orElse(0),
            Arrays.stream(shares[1]).average().orElse(0)
        };
    }

    private static double covered(int places, DrawRandom random) {
        double[] worths = IntStream.range(0, ITEMS)
                .mapToDouble(i -> PRIOR_SD * random.nextGaussian())
                .toArray();
        List<Choice> choices = new ArrayList<>();
        for (int r = LEAST + random.nextInt(MOST - LEAST + 1); r > 0; r--) {
            // the order of log worths with Gumbel noise
            int[] order = Permutation.sortedBy(ITEMS, gumbel(worths, random));
            List<int[]> groups = IntStream.range(0, places)
                    .mapToObj(k -> new int[] {order[k]})
                    .toList();
            choices.addAll(Choice.ofRanking(groups, Arrays.copyOfRange(order, places, ITEMS), 1));
        }
        TiedPlackettLuce.Fit fit = TiedPlackettLuce.of(ITEMS, 1, PRIOR_SD).fit(choices);
        double width = new NormalDistribution().inverseCumulativeProbability((1 + LEVEL) / 2);
        double held = 0;
        double mean = Arrays.stream(worths).average().orElse(0);
        double fitted = Arrays.stream(fit.logWorths()).average().orElse(0);
        for (int i = 0; i < ITEMS; i++) {
            double error = fit.logWorths()[i] - fitted - (worths[i] - mean);
            held += Math.abs(error) <= width * Math.sqrt(centeredVariance(fit, i)) ? 1.0 / ITEMS : 0;
        }
        return held;
    }

    private static IntToDoubleFunction gumbel(double[] worths, DrawRandom random) {
        double[] keys = Arrays.stream(worths)
                .map(u -> Math.log(-Math.log(1 - random.nextDouble())) - u)
                .toArray();
        return i -> keys[i];
    }

    /** Of a log worth less the mean of all. */
    private static double centeredVariance(TiedPlackettLuce.Fit fit, int item) {
        double sum = 0;
        for (int a = 0; a < ITEMS; a++) {
            for (int b = 0; b < ITEMS; b++) {
                double wa = (a == item ? 1 : 0) - 1.0 / ITEMS;
                double wb = (b == item ? 1 : 0) - 1.0 / ITEMS;
                sum += wa * wb * fit.covariance().get(a, b);
            }
        }
        return sum;
    }
}
