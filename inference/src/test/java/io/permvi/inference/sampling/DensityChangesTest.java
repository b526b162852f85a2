package io.permvi.inference.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.posterior.Comparison;
import io.permvi.inference.posterior.ExactPosterior;
import io.permvi.inference.structure.ModelPoint;
import io.permvi.inference.structure.Structure;
import io.permvi.models.MatchingDensity;
import io.permvi.models.MatchingLatent;
import io.permvi.models.Model;
import io.permvi.models.TapeModel;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.random.DrawRandom;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/** A density of matchings that has its own exchanges is sampled by them like any model. */
class DensityChangesTest {
    private static Model model() {
        var x = new MatchingLatent("x", SparsityPattern.all(3, 5));
        var y = new MatchingLatent("y", SparsityPattern.all(3, 5));
        DMatrixRMaj scores = SmallModels.random(3, 3, 4);
        DMatrixRMaj bends = SmallModels.random(3, 5, 5);
        Model model = TapeModel.of(List.of(x, y), (tape, z) -> z.get(x)
                .mult(z.get(y).transpose())
                .dot(tape.constant(scores))
                .plus(z.get(x).dot(tape.constant(bends))));
        return MatchingDensity.of(model).asModel();
    }

    @Test
    void changesAreDifferencesAlongAWalk() {
        Model model = model();
        SamplerPlan plan = new SamplerPlan(model, Structure.of(model), true);
        ModelPoint point = new ModelPoint(model);
        RandomGenerator rng = DrawRandom.of(7, 0, 0);
        SamplerState state = plan.randomState(rng);
        Changes changes = plan.conditional(point);
        assertTrue(changes instanceof DensityChanges);
        changes.start(state, 0.6);
        MatchingMoves moves = plan.moves();
        ChangeList change = new ChangeList();
        state.writeTo(point);
        double here = point.forward();
        for (int s = 0; s < 500; s++) {
            if (!Double.isNaN(moves.propose(state, change, rng))) {
                double added = changes.change(change);
                changes.commit();
                state.writeTo(point);
                double there = point.forward();
                assertEquals(0.6 * (there - here), added, 1e-9, change.toString());
                here = there;
            }
        }
    }

    @Test
    void itsPosteriorIsThatOfTheModel() {
        Model model = model();
        EnsembleSampler sampler =
                EnsembleSampler.withDefaults().withSeconds(1e6).withTolerance(0).withMaxRounds(6);
        DrawnPosterior drawn = sampler.sample(model, DrawRandom.of(3, 0, 0));
        assertTrue(drawn.verdict().trusted(), drawn.verdict().toString());
        // six rounds of a chain that mixes at once: several thousand draws
        assertEquals(0, Comparison.totalVariation(ExactPosterior.of(model), drawn), 0.04);
    }
}
