package io.permvi.inference.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.permvi.inference.posterior.WeightedPosterior;
import io.permvi.inference.structure.ModelPoint;
import io.permvi.inference.structure.Structure;
import io.permvi.models.DiscreteLatent;
import io.permvi.models.Model;
import io.permvi.relaxations.random.DrawRandom;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/** Paths that are grown anew, and nothing else, visit a chain of partial matchings as often as its posterior says. */
class RegrowthTest {
    private static final int MOVES = 40_000;

    @Test
    void movesLeaveThePosteriorAsItIs() {
        Model model = SmallModels.tracks(2, 2, 3);
        Structure structure = Structure.of(model);
        SamplerPlan plan = new SamplerPlan(model, structure, true);
        ModelPoint point = new ModelPoint(model);
        Reference reference = Reference.flat(point.realCount());
        RandomGenerator rng = DrawRandom.of(5, 0, 0);
        SamplerState state = plan.randomState(rng);
        Changes collapsed = plan.collapsed(point, new GaussianConditional(point, plan.pattern(), reference));
        collapsed.start(state, 1);
        Regrowth regrowth = plan.regrowth().orElseThrow();
        List<DiscreteLatent> latents = structure.discrete();
        double[] shares = new double[3 * 4];
        double[] together = new double[1];
        for (int s = 0; s < MOVES; s++) {
            regrowth.move(collapsed, state, rng);
            for (int e = 0; e < shares.length; e++) {
                shares[e] += state.placeOf(e / 4, e / 2 % 2) == e % 2 ? 1.0 / MOVES : 0;
            }
            together[0] += state.placeOf(0, 0) == 0 && state.placeOf(2, 0) == 0 ? 1.0 / MOVES : 0;
        }
        WeightedPosterior exact = IntegratedPosterior.of(model, structure, 1, rng);
        for (int e = 0; e < shares.length; e++) {
            DMatrixRMaj mean = exact.mean(latents.get(e / 4));
            // at least a thousand independent visits: three standard errors and more
            assertEquals(mean.get(e / 2 % 2, e % 2), shares[e], 0.03, "entry " + e);
        }
        double expected = exact.expectation(
                z -> z.get(latents.get(0)).get(0, 0) * z.get(latents.get(2)).get(0, 0));
        assertEquals(expected, together[0], 0.03);
    }
}
