package io.permvi.inference.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.factor.DiagonalGaussian;
import io.permvi.inference.factor.Family;
import io.permvi.inference.factor.VariationalFactor;
import io.permvi.inference.optimize.Adam;
import io.permvi.inference.posterior.Evidence;
import io.permvi.models.Model;
import io.permvi.models.RealLatent;
import io.permvi.models.TapeModel;
import io.permvi.relaxations.autodiff.Var;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CoordinateAscentTest {
    private static final RealLatent X = new RealLatent("x", 1, 1);
    private static final RealLatent Y = new RealLatent("y", 1, 1);
    private static final double CORRELATION = 0.8;
    private static final double CONDITIONAL = 1 - CORRELATION * CORRELATION;

    /** One coordinate of a bivariate Gaussian: its best factor has the conditional variance. */
    private static final class Coordinate implements ClosedFormUpdate {
        private final RealLatent latent;
        private double mean;

        Coordinate(RealLatent latent) {
            this.latent = latent;
        }

        @Override
        public VariationalFactor factor() {
            return new DiagonalGaussian(latent);
        }

        @Override
        public double entropy() {
            return 0.5 * Math.log(2 * Math.PI * Math.E * CONDITIONAL);
        }

        @Override
        public void write(double[] parameters, int offset) {
            parameters[offset] = mean;
            parameters[offset + 1] = 0.5 * Math.log(CONDITIONAL);
        }
    }

    /** Mean field of a bivariate Gaussian with correlation 0.8: means shrink by 0.64 a round towards (1, -2). */
    private static final class Bivariate implements CoordinateAscent.Target {
        private final Coordinate x = new Coordinate(X);
        private final Coordinate y = new Coordinate(Y);
        private double poison;

        @Override
        public List<ClosedFormUpdate> updates() {
            return List.of(x, y);
        }

        @Override
        public void update(double heat) {
            x.mean = 1 + CORRELATION * (y.mean + 2) + poison;
            y.mean = -2 + CORRELATION * (x.mean - 1);
        }

        @Override
        public double energy() {
            // the expected squares of both coordinates are their conditional variances
            return logDensity(x.mean, y.mean) - 1;
        }
    }

    private static double logDensity(double x, double y) {
        double u = x - 1;
        double v = y + 2;
        return -0.5 * (u * u - 2 * CORRELATION * u * v + v * v) / CONDITIONAL
                - Math.log(2 * Math.PI)
                - 0.5 * Math.log(CONDITIONAL);
    }

    /** The same density on the tape. */
    private static Model model() {
        return TapeModel.of(List.of(X, Y), (tape, z) -> {
            Var u = z.get(X).plus(-1);
            Var v = z.get(Y).plus(2);
            Var squares = u.sumOfSquares().plus(v.sumOfSquares()).minus(u.dot(v).times(2 * CORRELATION));
            return squares.times(-0.5 / CONDITIONAL).plus(-Math.log(2 * Math.PI) - 0.5 * Math.log(CONDITIONAL));
        });
    }

    @Test
    void findsTheMeanAndSaysSo() {
        Bivariate target = new Bivariate();
        FitResult result = new CoordinateAscent(0, 200, 1e-14).fit(target);
        assertEquals(StopReason.CONVERGED, result.stopReason());
        assertEquals(1, target.x.mean, 1e-5);
        assertEquals(-2, target.y.mean, 1e-5);
        for (int step = 1; step < result.trace().length(); step++) {
            assertTrue(result.trace().elbo(step) >= result.trace().elbo(step - 1) - 1e-12, "step " + step);
        }
    }

    /** Its result is one that stochastic inference can evaluate and go on from: there is nothing left to gain. */
    @Test
    void givesAStartThatGradientsCannotImprove() {
        FitResult result = new CoordinateAscent(0, 200, 1e-14).fit(new Bivariate());
        Family q = result.posterior().family();
        FitResult further = VariationalInference.withDefaults()
                .withOptimizer(new Adam(1e-3))
                .withSteps(200)
                .withDraws(64)
                .fit(model(), q, result.state().parameters(), new SplittableRandom(3));
        double bound = result.elbo();
        // a step's ELBO has a deviation of about one over the root of 64 draws, the mean of 100 steps of 0.0125
        assertEquals(bound, further.elbo(), 0.08);
        assertEquals(
                1, result.posterior().mean(X, 20_000, new SplittableRandom(4)).get(0), 0.03);
    }

    /** The ELBO of annealed rounds belongs to another problem and is no part of the result's. */
    @Test
    void itsElboIsThatOfTheLastRoundAndNoneWhileThereIsHeat() {
        FitResult result = new CoordinateAscent(20, 8, 0).fit(new Bivariate());
        assertEquals(result.trace().elbo(27), result.elbo());
        assertEquals(Evidence.Kind.LOWER_BOUND, result.evidence().kind());
        FitResult stopped = new CoordinateAscent(4, 9, 0).fit(new Bivariate(), progress -> progress.step() < 3);
        assertEquals(Evidence.Kind.NONE, stopped.evidence().kind());
    }

    @Test
    void aListenerStopsIt() {
        FitResult result = new CoordinateAscent(4, 9, 0).fit(new Bivariate(), progress -> progress.step() < 3);
        assertEquals(StopReason.STOPPED, result.stopReason());
        assertEquals(3, result.steps());
    }

    @Test
    void heatFallsToZero() {
        FitResult result = new CoordinateAscent(4, 2, 0).fit(new Bivariate());
        assertEquals(StopReason.MAX_STEPS, result.stopReason());
        assertEquals(6, result.trace().length());
        assertEquals(1, result.trace().temperature(0));
        assertEquals(0.25, result.trace().temperature(3));
        assertEquals(0, result.trace().temperature(4));
    }

    @Test
    void stopsWhereTheBoundIsNoNumber() {
        Bivariate target = new Bivariate();
        target.poison = Double.NaN;
        assertEquals(
                StopReason.NON_FINITE, new CoordinateAscent(3, 3, 0).fit(target).stopReason());
    }

    @Test
    void refusesImpossibleNumbers() {
        assertThrows(IllegalArgumentException.class, () -> new CoordinateAscent(-1, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new CoordinateAscent(0, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new CoordinateAscent(0, 1, Double.NaN));
    }
}
