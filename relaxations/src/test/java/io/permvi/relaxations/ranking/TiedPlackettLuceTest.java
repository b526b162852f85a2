package io.permvi.relaxations.ranking;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.random.DrawRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class TiedPlackettLuceTest {
    private static final double NO_PRIOR = Double.POSITIVE_INFINITY;

    private static List<int[]> drawn(int rankings, double... utilities) {
        DrawRandom random = DrawRandom.of(4, 0, rankings);
        PlackettLuce truth = PlackettLuce.of(utilities);
        List<int[]> orders = new ArrayList<>();
        for (int k = 0; k < rankings; k++) {
            orders.add(truth.sample(random).inverse().places());
        }
        return orders;
    }

    private static List<Choice> choices(List<int[]> orders) {
        List<Choice> choices = new ArrayList<>();
        for (int[] order : orders) {
            List<int[]> groups = new ArrayList<>();
            for (int item : order) {
                groups.add(new int[] {item});
            }
            choices.addAll(Choice.ofRanking(groups, new int[0], 1));
        }
        return choices;
    }

    @Test
    void withoutTiesItIsPlackettLuce() {
        List<int[]> orders = drawn(60, 1, 0.3, -0.2, -1.1);
        double[] counts = new double[orders.size()];
        Arrays.fill(counts, 1);
        PlackettLuceFit reference = PlackettLuceFit.of(4, orders, counts);
        TiedPlackettLuce.Fit fit = TiedPlackettLuce.of(4, 1, NO_PRIOR).fit(choices(orders));
        double[] utilities = new double[4];
        Arrays.setAll(utilities, i -> reference.model().utility(i));
        assertArrayEquals(utilities, fit.logWorths(), 1e-8);
        assertEquals(reference.logLikelihood(), fit.logLikelihood(), 1e-8);
        assertEquals(1, Arrays.stream(fit.worths()).sum(), 1e-12);
    }

    /** Two items: w wins, l losses, t ties have worths in the ratio w/l and exp(delta) = t / sqrt(w l) at the maximum. */
    @Test
    void twoItemsWithTiesHaveAClosedForm() {
        List<Choice> choices = List.of(
                new Choice(new int[] {0}, new int[] {0, 1}, 12),
                new Choice(new int[] {1}, new int[] {0, 1}, 3),
                new Choice(new int[] {0, 1}, new int[] {0, 1}, 5));
        TiedPlackettLuce.Fit fit = TiedPlackettLuce.of(2, 2, NO_PRIOR).fit(choices);
        assertEquals(Math.log(4), fit.logWorths()[0] - fit.logWorths()[1], 1e-9);
        assertEquals(5 / 6.0, Math.exp(fit.logTies()[0]), 1e-9);
        assertEquals(12 * Math.log(0.6) + 3 * Math.log(0.15) + 5 * Math.log(0.25), fit.logLikelihood(), 1e-9);
    }

    @Test
    void covariatesExplainWorths() {
        DMatrixRMaj design = new DMatrixRMaj(new double[][] {{1, 0}, {0, 1}, {1, 1}, {0, 0}});
        List<Choice> choices = choices(drawn(4000, 0.8, -0.5, 0.3, 0));
        TiedPlackettLuce.Fit fit = new TiedPlackettLuce(design, 1, NO_PRIOR).fit(choices);
        // five standard errors
        assertEquals(0.8, fit.coefficients()[0], 5 * Math.sqrt(fit.covariance().get(0, 0)));
        assertEquals(-0.5, fit.coefficients()[1], 5 * Math.sqrt(fit.covariance().get(1, 1)));
        assertTrue(fit.covariance().get(0, 0) < 0.002);
    }

    @Test
    void aWinnerOfAllIsFiniteUnderThePriorOnly() {
        List<Choice> choices = Choice.ofRanking(List.of(new int[] {2}, new int[] {0}), new int[] {1}, 3);
        TiedPlackettLuce.Fit fit = TiedPlackettLuce.of(3, 1, 2).fit(choices);
        assertTrue(fit.logWorths()[2] > fit.logWorths()[0] && fit.logWorths()[2] < 5, "finite");
        assertTrue(fit.gradientNorm() < 1e-9);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> TiedPlackettLuce.of(3, 1, NO_PRIOR)
                        .fit(choices))
                .getMessage()
                .contains("no finite maximum"));
    }

    @Test
    void unlistedItemsThatStandBehindLoseEveryChoice() {
        List<Choice> behind = Choice.ofRanking(List.of(new int[] {1}), new int[] {0, 2}, 1);
        assertEquals(1, behind.size());
        assertEquals(3, behind.get(0).among().length);
        assertEquals(0, Choice.ofRanking(List.of(new int[] {1}), new int[0], 1).size());
        assertThrows(IllegalArgumentException.class, () -> new Choice(new int[0], new int[] {1}, 1));
        assertThrows(IllegalArgumentException.class, () -> TiedPlackettLuce.of(2, 6, 1));
        assertThrows(IllegalArgumentException.class, () -> TiedPlackettLuce.of(2, 2, 1)
                .fit(List.of()));
    }
}
