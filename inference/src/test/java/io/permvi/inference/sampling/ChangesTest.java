package io.permvi.inference.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.structure.GaussianPattern;
import io.permvi.inference.structure.ModelPoint;
import io.permvi.inference.structure.Structure;
import io.permvi.models.DifferentiableModel;
import io.permvi.relaxations.random.DrawRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fast density adds what plain evaluation says, over a walk of many changes. */
class ChangesTest {
    private static final int PROPOSALS = 400;

    static Stream<Named<DifferentiableModel>> models() {
        return Stream.of(
                Named.of("linear with Gaussian reals", SmallModels.regression(6, 1)),
                Named.of("sum of squares", SmallModels.sumOfSquares(5, 6)),
                Named.of("quadratic", SmallModels.graphs(6, 2)),
                Named.of("linear but for the count", SmallModels.partial(4, 6, 3)),
                Named.of("beyond, Gaussian reals", SmallModels.order(5, 4)),
                Named.of("multilinear", SmallModels.pair(5, 5)));
    }

    @ParameterizedTest
    @MethodSource("models")
    void changesGivenTheRealsAreDifferences(DifferentiableModel model) {
        SamplerPlan plan = new SamplerPlan(model, Structure.of(model), true);
        ModelPoint point = new ModelPoint(model);
        SamplerState state = plan.randomState(DrawRandom.of(7, 0, 0));
        Changes changes = plan.conditional(point);
        changes.start(state, 0.6);
        walk(plan, state, changes, () -> {
            state.writeTo(point);
            return 0.6 * point.forward();
        });
    }

    @ParameterizedTest
    @MethodSource("models")
    void changesWithGaussianRealsIntegratedOutAreDifferences(DifferentiableModel model) {
        SamplerPlan plan = new SamplerPlan(model, Structure.of(model), true);
        if (!plan.usesCollapsed()) {
            return;
        }
        ModelPoint point = new ModelPoint(model);
        Reference reference = Reference.flat(point.realCount());
        SamplerState state = plan.randomState(DrawRandom.of(7, 0, 0));
        Changes changes = plan.collapsed(point, new GaussianConditional(point, plan.pattern(), reference));
        GaussianConditional full =
                new GaussianConditional(point, whole(plan.pattern().entries()), reference);
        changes.start(state, 0.6);
        walk(plan, state, changes, () -> {
            state.writeTo(point);
            full.look();
            return full.logIntegral(0.6);
        });
    }

    private static GaussianPattern whole(int[] entries) {
        int[][] neighbors = new int[entries.length][entries.length];
        int[] color = new int[entries.length];
        for (int k = 0; k < entries.length; k++) {
            color[k] = k;
            for (int l = 0; l < entries.length; l++) {
                neighbors[k][l] = l;
            }
        }
        return new GaussianPattern(entries, neighbors, color, entries.length);
    }

    private interface Evaluation {
        double value();
    }

    private static void walk(SamplerPlan plan, SamplerState state, Changes changes, Evaluation evaluation) {
        DrawRandom rng = DrawRandom.of(8, 0, 0);
        MatchingMoves moves = plan.moves();
        ChangeList change = new ChangeList();
        int committed = 0;
        double here = evaluation.value();
        for (int s = 0; s < PROPOSALS; s++) {
            if (Double.isNaN(moves.propose(state, change, rng))) {
                continue;
            }
            // Evaluation moves the point that plain densities keep, so they start anew.
            changes.start(state, 0.6);
            double added = changes.change(change);
            if (rng.nextBoolean()) {
                changes.commit();
                committed++;
                double there = evaluation.value();
                assertEquals(there - here, added, 1e-8 * (1 + Math.abs(there)), "after " + change);
                here = there;
            }
        }
        assertTrue(committed > PROPOSALS / 8, "only " + committed + " changes");
    }
}
