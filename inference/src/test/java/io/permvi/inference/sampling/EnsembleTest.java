package io.permvi.inference.sampling;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.structure.Structure;
import io.permvi.models.MatchingLatent;
import io.permvi.models.Model;
import io.permvi.models.RealLatent;
import io.permvi.models.TapeModel;
import io.permvi.relaxations.random.DrawRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnsembleTest {
    /**
     * A swap looks at densities with the Gaussian reals integrated out, so these must be drawn anew for the temperature that
     * a chain comes to: here standard deviations of 1 and of .01, and every swap is accepted.
     */
    @Test
    void swappedChainsHaveRealsOfTheirOwnTemperature() {
        var x = new MatchingLatent("x", 3);
        var w = new RealLatent("w", 1, 1);
        Model model = TapeModel.of(
                List.of(x, w),
                (tape, z) -> z.get(w).square().times(-0.5e4).plus(z.get(x).sum().times(0)));
        var plan = new SamplerPlan(model, Structure.of(model), true);
        var reference = new Reference(new double[] {0}, new double[] {1});
        for (long seed = 1; seed <= 5; seed++) {
            Ensemble ensemble = new Ensemble(plan, reference, seed);
            var rng = DrawRandom.of(seed, 9, 0);
            ensemble.setLadder(new double[] {0, 1}, List.of(plan.randomState(rng), plan.randomState(rng)));
            ensemble.run(1, 1, false, Long.MAX_VALUE);
            // ten standard deviations
            assertTrue(Math.abs(ensemble.state(1).reals()[0]) < 0.1, "the cold chain kept what it drew when hot");
        }
    }
}
