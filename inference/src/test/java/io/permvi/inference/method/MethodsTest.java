package io.permvi.inference.method;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.factor.GumbelMatching;
import io.permvi.inference.factor.MeanField;
import io.permvi.inference.fit.VariationalInference;
import io.permvi.inference.posterior.Diagnostics;
import io.permvi.inference.posterior.Evidence;
import io.permvi.inference.posterior.ExactPosterior;
import io.permvi.models.MatchingLatent;
import io.permvi.models.Model;
import io.permvi.models.TapeModel;
import io.permvi.relaxations.permutation.Matching;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class MethodsTest {
    private static final MatchingLatent X = new MatchingLatent("x", 3);
    private static final Model MODEL = TapeModel.of(List.of(X), (tape, z) -> z.get(X)
            .dot(tape.constant(new DMatrixRMaj(new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}))));
    private static final VariationalInference SHORT =
            VariationalInference.withDefaults().withSteps(45).withDraws(8);

    private static FittingMethod<Model> method(FactorKind kind) {
        return FittingMethod.of(kind.toString(), "", model -> MeanField.of(kind.of(X)), SHORT);
    }

    @Test
    void aMethodIsFoundByItsNameAndAMistakeNamesThemAll() {
        Method<Model> exact = Method.of("exact", "enumerates", (model, run) -> ExactPosterior.of(model));
        Methods<Model> methods = Methods.of(List.of(exact, method(FactorKind.SEQUENTIAL)));
        assertEquals(exact, methods.named(" Exact"));
        assertEquals(
                List.of("exact", "sequential"),
                methods.named(List.of("sequential", "exact")).stream()
                        .map(Method::name)
                        .toList());
        assertTrue(methods.toString().contains("enumerates"));
        String message = assertThrows(IllegalArgumentException.class, () -> methods.named("magic"))
                .getMessage();
        assertEquals("no method 'magic'; there are exact, sequential", message);
        assertThrows(IllegalArgumentException.class, () -> Methods.of(List.of(exact, exact)));
    }

    @Test
    void everyKindFitsAndItsEvidenceSaysWhatItIs() {
        for (FactorKind kind : FactorKind.values()) {
            var posterior = method(kind).solve(MODEL, Run.of(1));
            Evidence.Kind expected =
                    switch (kind) {
                        case SEQUENTIAL -> Evidence.Kind.LOWER_BOUND;
                        case GUMBEL_MATCHING -> Evidence.Kind.NONE;
                        default -> Evidence.Kind.RELAXED_BOUND;
                    };
            assertEquals(expected, posterior.evidence().kind(), kind.toString());
            assertEquals(
                    45,
                    assertInstanceOf(Diagnostics.Ascent.class, posterior.diagnostics())
                            .trace()
                            .length());
            assertTrue(posterior.toString().contains(expected.toString()), posterior.toString());
            assertEquals(kind, FactorKind.ofMethod(kind + "-start"));
        }
    }

    /** The same name is the same factor everywhere: another one under it is refused. */
    @Test
    void aNameThatIsNotTheFactorsIsRefused() {
        FittingMethod<Model> wrong =
                FittingMethod.of("gumbel-sinkhorn", "", model -> MeanField.of(new GumbelMatching(X)), SHORT);
        assertThrows(IllegalStateException.class, () -> wrong.solve(MODEL, Run.of(1)));
        assertThrows(IllegalArgumentException.class, () -> FactorKind.ofMethod("magic"));
    }

    @Test
    void whoeverWatchesTheMatchingsChangesNothing() {
        FittingMethod<Model> method = method(FactorKind.SEQUENTIAL);
        List<List<Matching>> seen = new ArrayList<>();
        Run watched = Run.of(1).withMatchings(current -> seen.add(current.get()));
        assertArrayEquals(
                method.solve(MODEL, Run.of(1)).parameters(),
                method.solve(MODEL, watched).parameters());
        assertEquals(3, seen.size());
        assertEquals(1, seen.get(0).size());
    }

    @Test
    void correctionWeightsTheFitOfTheSameRun() {
        FittingMethod<Model> fitted = method(FactorKind.SEQUENTIAL);
        CorrectionMethod<Model> method = new CorrectionMethod<>("corrected", "", fitted, 1000, true);
        ExactPosterior exact = ExactPosterior.of(MODEL);
        var alone = method.solve(MODEL, Run.of(2));
        // every one of six permutations is seen for certain
        assertEquals(exact.logEvidence(), alone.evidence().value(), 1e-6);
        assertEquals(Evidence.Kind.ESTIMATE, alone.evidence().kind());
        var followed = method.correct(MODEL, fitted.solve(MODEL, Run.of(2)), Run.of(2));
        assertEquals(alone.diagnostics().kHat(), followed.diagnostics().kHat());
        assertInstanceOf(Diagnostics.Weights.class, alone.diagnostics());
    }
}
