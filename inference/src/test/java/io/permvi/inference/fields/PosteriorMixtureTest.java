package io.permvi.inference.fields;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.permvi.inference.factor.Bound;
import io.permvi.inference.factor.FullGaussian;
import io.permvi.inference.factor.MeanField;
import io.permvi.inference.fit.FitResult;
import io.permvi.inference.fit.FitState;
import io.permvi.inference.fit.StopReason;
import io.permvi.inference.posterior.Diagnostics;
import io.permvi.inference.posterior.Evidence;
import io.permvi.inference.posterior.FittedPosterior;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.inference.posterior.Trace;
import io.permvi.models.RealLatent;
import io.permvi.models.fields.RigidMotion;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.MatchingSpace;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class PosteriorMixtureTest {
    private static PointMatch match(double bound, double probability) {
        Trace trace = new Trace(1);
        trace.add(bound, 0, 0);
        MeanField q = MeanField.of(new FullGaussian(new RealLatent("a", 1, 1)));
        FitState state = new FitState(new double[2], new double[0], 0, trace);
        FittedPosterior fitted = new FittedPosterior(
                q,
                state.parameters(),
                1,
                Evidence.ofLastSteps(trace, 1, Bound.EVIDENCE),
                new Diagnostics.Ascent(trace, true, ""));
        FitResult result = new FitResult(fitted, state, StopReason.CONVERGED, "", 0);
        MatchingMarginals marginals = new MatchingMarginals(
                MatchingSpace.partial(SparsityPattern.all(1, 2)), new DMatrixRMaj(new double[][] {{probability, 0.1}}));
        return new PointMatch(RigidMotion.identity(3), marginals, new double[2][3], result);
    }

    @Test
    void weighsByPriorAndTemperedBound() {
        List<PointMatch> two = List.of(match(-100, 0.9), match(-110, 0.3));
        double[] logPriors = {Math.log(0.2), Math.log(0.8)};
        PosteriorMixture mixture = PosteriorMixture.of(two, logPriors, 5);
        double ratio = 0.2 / 0.8 * Math.exp(2);
        assertArrayEquals(new double[] {ratio / (1 + ratio), 1 / (1 + ratio)}, mixture.weights(), 1e-12);
        double mixed = (0.9 * ratio + 0.3) / (1 + ratio);
        assertEquals(mixed, mixture.marginals().probability(0, 0), 1e-12);
        assertEquals(0.1, mixture.marginals().probability(0, 1), 1e-12);
        assertEquals(0.9 - mixed, mixture.marginals().unmatchedProbability(0), 1e-12);
    }

    @Test
    void boundsFarFromZeroDoNotOverflow() {
        PosteriorMixture mixture =
                PosteriorMixture.of(List.of(match(-1e6, 0.9), match(-1e6 - 1e4, 0.3)), new double[2], 1);
        assertArrayEquals(new double[] {1, 0}, mixture.weights(), 1e-12);
    }

    @Test
    void needsAnAlternativeAndItsWeight() {
        assertThrows(IllegalArgumentException.class, () -> new PosteriorMixture(List.of(), new double[0]));
        assertThrows(IllegalArgumentException.class, () -> new PosteriorMixture(List.of(match(0, 0.5)), new double[2]));
    }
}
