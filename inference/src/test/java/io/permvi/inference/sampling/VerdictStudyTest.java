package io.permvi.inference.sampling;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.structure.GaussianPattern;
import io.permvi.inference.structure.ModelPoint;
import io.permvi.inference.structure.Structure;
import io.permvi.models.Model;
import io.permvi.relaxations.counting.SpaceEnumeration;
import io.permvi.relaxations.random.DrawRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whether the verdict is right: runs of one round to five on models that can be summed exactly, mixed ones among them.
 * Prints a table; at least 95 % of those called good must be within .05 total variation of the truth, and at least half
 * of those called bad beyond.
 */
@Tag("study")
class VerdictStudyTest {
    /** Others than 3 to 6, on which the largest good t was chosen. */
    private static final long[] SEEDS = {1, 2, 7, 8};

    private static final double NEAR = 0.05;
    private static final int GRID = 160;
    private static final double REACH = 6;

    @Test
    void goodIsNearAndBadIsNot() {
        int[][] counts = new int[2][2];
        for (long seed : SEEDS) {
            count("regression", SmallModels.regression(6, 10 * seed), seed, counts);
            count("squares", SmallModels.sumOfSquares(5, 10 * seed), seed, counts);
            count("graphs", SmallModels.graphs(6, 10 * seed), seed, counts);
            count("partial", SmallModels.partial(4, 5, 10 * seed), seed, counts);
            count("order", SmallModels.order(5, 10 * seed), seed, counts);
        }
        System.out.printf(
                "good: %d within .05, %d beyond; bad: %d within, %d beyond%n",
                counts[1][0], counts[1][1], counts[0][0], counts[0][1]);
        assertTrue(counts[1][0] >= 0.95 * (counts[1][0] + counts[1][1]), "too many good ones are wrong");
        assertTrue(2 * counts[0][1] >= counts[0][0] + counts[0][1], "too many bad ones are right");
    }

    private static void count(String name, Model model, long seed, int[][] counts) {
        Marginals exact = exact(model);
        for (int rounds = 1; rounds <= 5; rounds++) {
            DrawnPosterior drawn = EnsembleSampler.withDefaults()
                    .withSeconds(1e6)
                    .withTolerance(0)
                    .withMaxRounds(rounds)
                    .sample(model, DrawRandom.of(seed, rounds, 0));
            List<DMatrixRMaj> shares = new ArrayList<>();
            for (var latent : drawn.structure().discrete()) {
                shares.add(drawn.marginals(latent).toMatrix());
            }
            double distance = exact.totalVariation(new Marginals(shares));
            Verdict verdict = drawn.verdict();
            counts[verdict.trusted() ? 1 : 0][distance <= NEAR ? 0 : 1]++;
            System.out.println(String.format(
                    Locale.ROOT,
                    "%s %d, %d rounds: true %.3f, t %.3f, R-hat %.2f, %s",
                    name,
                    seed,
                    rounds,
                    distance,
                    verdict.disagreement(),
                    verdict.rHat(),
                    verdict.trusted() ? "good" : "bad"));
        }
    }

    /** All matchings, Gaussian reals integrated out, at most one other real on a grid. */
    private static Marginals exact(Model model) {
        Structure structure = Structure.of(model);
        ModelPoint point = new ModelPoint(model);
        int[] gaussian = Structure.entriesOf(point, structure.gaussian());
        SamplerPlan plan = new SamplerPlan(model, structure, false);
        GaussianPattern pattern = plan.pattern();
        GaussianConditional integral = new GaussianConditional(point, pattern, Reference.flat(point.realCount()));
        List<double[]> logWeights = new ArrayList<>();
        List<int[]> values = new ArrayList<>();
        SpaceEnumeration.forEach(structure.discrete().get(0).space(), places -> {
            values.add(places.clone());
            point.setPlaces(0, places);
            double[] terms = new double[plan.others().length == 0 ? 1 : GRID + 1];
            for (int g = 0; g < terms.length; g++) {
                for (int e : plan.others()) {
                    point.setReal(e, -REACH + 2 * REACH * g / GRID);
                }
                if (gaussian.length > 0) {
                    integral.look();
                }
                terms[g] = gaussian.length > 0 ? integral.logIntegral(1) : point.forward();
            }
            logWeights.add(terms);
        });
        double largest = logWeights.stream()
                .flatMapToDouble(java.util.Arrays::stream)
                .max()
                .orElseThrow();
        DMatrixRMaj shares = point.value(0).createLike();
        double total = 0;
        for (int v = 0; v < values.size(); v++) {
            double weight = 0;
            for (double term : logWeights.get(v)) {
                weight += Math.exp(term - largest);
            }
            total += weight;
            for (int i = 0; i < shares.numRows; i++) {
                if (values.get(v)[i] >= 0) {
                    shares.add(i, values.get(v)[i], weight);
                }
            }
        }
        for (int e = 0; e < shares.getNumElements(); e++) {
            shares.data[e] /= total;
        }
        return new Marginals(List.of(shares));
    }
}
