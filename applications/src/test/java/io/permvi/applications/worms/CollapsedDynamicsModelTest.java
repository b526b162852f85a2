package io.permvi.applications.worms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.permvi.models.DifferentiableModel;
import io.permvi.models.LatentValues;
import io.permvi.models.UniformPrior;
import io.permvi.models.worms.ActivityStatistics;
import io.permvi.models.worms.Connectome;
import io.permvi.models.worms.WormRecording;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.testkit.ModelContract;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class CollapsedDynamicsModelTest extends ModelContract {
    private static final int NEURONS = 8;

    private final CollapsedDynamics dynamics = dynamics(NEURONS);

    private static CollapsedDynamics dynamics(int cells) {
        RandomGenerator rng = new SplittableRandom(3);
        List<String> names = new ArrayList<>();
        for (int k = 0; k < NEURONS; k++) {
            names.add("N" + k);
        }
        SparsityPattern synapses = SparsityPattern.where(NEURONS, NEURONS, (i, j) -> i != j && (i + 2 * j) % 3 != 1);
        List<WormRecording> worms = new ArrayList<>();
        for (int j = 0; j < 2; j++) {
            DMatrixRMaj activity = new DMatrixRMaj(40, cells);
            for (int e = 0; e < activity.getNumElements(); e++) {
                activity.data[e] = rng.nextGaussian();
            }
            worms.add(new WormRecording(
                    "worm" + j, ActivityStatistics.of(activity), SparsityPattern.all(cells, NEURONS)));
        }
        Connectome connectome = new Connectome(names, new double[NEURONS], synapses);
        return CollapsedDynamics.of(connectome, worms, 0.05, NoiseVariance.known(0.9));
    }

    @Override
    protected DifferentiableModel model() {
        return new CollapsedDynamicsModel(dynamics);
    }

    @Test
    void agreesWithTheCollapsedDynamicsAtPermutations() {
        RandomGenerator rng = new SplittableRandom(4);
        List<Matching> names = List.of(
                Permutation.random(NEURONS, rng).toMatching(),
                Permutation.random(NEURONS, rng).toMatching());
        LatentValues z = new LatentValues(dynamics.latents());
        for (int j = 0; j < names.size(); j++) {
            names.get(j).toMatrix(z.get(dynamics.latents().get(j)));
        }
        double prior = 2 * UniformPrior.logProbability(MatchingSpace.permutations(NEURONS));
        assertEquals(dynamics.newPass().start(names) + prior, model().newPass().forward(z), 1e-8);
    }

    @Test
    void refusesUnknownNoiseAndMissingCells() {
        CollapsedDynamics unknown =
                CollapsedDynamics.of(dynamics.connectome(), dynamics.worms(), 1, NoiseVariance.unknown(1));
        assertThrows(IllegalArgumentException.class, () -> new CollapsedDynamicsModel(unknown));
        assertThrows(IllegalArgumentException.class, () -> new CollapsedDynamicsModel(dynamics(6)));
    }
}
