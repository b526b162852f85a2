package io.permvi.applications.worms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.models.worms.ActivityStatistics;
import io.permvi.models.worms.Connectome;
import io.permvi.models.worms.WormRecording;
import io.permvi.models.worms.WormSimulation;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class MisfitTest {
    private static final int NEURONS = 30;

    /** At the right names it is a standardized sum over the neurons; a mean of 30 has a standard error of 0.18. */
    @Test
    void isOfOrderOneAtTheRightNames() {
        double sum = 0;
        for (int seed = 0; seed < 30; seed++) {
            double misfit = misfit(seed, 1 + seed % 2, 150, 0);
            assertTrue(Math.abs(misfit) < 5, "seed " + seed + ": " + misfit);
            sum += misfit;
        }
        assertEquals(0, sum / 30, 1);
    }

    @Test
    void isLargeAtWrongNames() {
        for (int seed = 0; seed < 10; seed++) {
            double misfit = misfit(seed, 2, 300, 6);
            assertTrue(misfit > 5, "seed " + seed + ": " + misfit);
        }
    }

    @Test
    void isZeroWhereRecordingsAreTooShortForIt() {
        assertEquals(0, misfit(1, 2, NEURONS + 2, 6));
    }

    /** Of worms of which the first has some of its names rotated. */
    private static double misfit(int seed, int count, int timeSteps, int rotated) {
        RandomGenerator rng = new SplittableRandom(seed);
        Connectome connectome = connectome(rng);
        WormSimulation simulation = new WormSimulation(connectome, rng);
        List<WormRecording> worms = new ArrayList<>();
        List<Matching> names = new ArrayList<>();
        for (int j = 0; j < count; j++) {
            WormSimulation.Worm worm = simulation.draw(timeSteps, 1, rng);
            DMatrixRMaj activity = worm.activity();
            worms.add(new WormRecording(
                    "worm" + j, ActivityStatistics.of(activity), SparsityPattern.all(NEURONS, NEURONS)));
            names.add(rotate(worm.identities().toMatching(), j == 0 ? rotated : 0));
        }
        CollapsedDynamics density = CollapsedDynamics.of(connectome, worms, 0.02, NoiseVariance.unknown(1));
        for (int step = 0; step < 3; step++) {
            CollapsedPass pass = density.newPass();
            pass.start(names);
            density = density.withWeightVariance(pass.meanSquaredWeight());
        }
        CollapsedPass pass = density.newPass();
        pass.start(names);
        return pass.misfit();
    }

    private static Matching rotate(Matching names, int count) {
        int[] places = new int[NEURONS];
        Arrays.setAll(places, i -> names.place(i < count ? (i + 1) % count : i));
        return Matching.of(NEURONS, places);
    }

    private static Connectome connectome(RandomGenerator rng) {
        boolean[][] connected = new boolean[NEURONS][NEURONS];
        List<String> names = new ArrayList<>();
        for (int i = 0; i < NEURONS; i++) {
            names.add("N" + i);
            for (int j = 0; j < i; j++) {
                connected[i][j] = rng.nextDouble() < 0.2;
                connected[j][i] = connected[i][j];
            }
        }
        return new Connectome(
                names, new double[NEURONS], SparsityPattern.where(NEURONS, NEURONS, (i, j) -> connected[i][j]));
    }
}
