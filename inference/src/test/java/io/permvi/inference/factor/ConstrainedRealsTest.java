package io.permvi.inference.factor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.fit.FitResult;
import io.permvi.inference.fit.VariationalInference;
import io.permvi.inference.optimize.Adam;
import io.permvi.models.Domain;
import io.permvi.models.Priors;
import io.permvi.models.RealLatent;
import io.permvi.models.TapeModel;
import io.permvi.testkit.FactorContract;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ConstrainedRealsTest {
    private static final RealLatent POSITIVE = new RealLatent("scale", 2, 2, Domain.positive());
    private static final RealLatent SHARES = new RealLatent("shares", 2, 3, Domain.simplex());

    @Nested
    class Positive extends FactorContract {
        @Override
        protected PathwiseFactor factor() {
            return ConstrainedReals.of(POSITIVE);
        }
    }

    @Nested
    class Simplex extends FactorContract {
        @Override
        protected PathwiseFactor factor() {
            return ConstrainedReals.of(SHARES, FullGaussian::new);
        }
    }

    @Nested
    class Bounded extends FactorContract {
        @Override
        protected PathwiseFactor factor() {
            return ConstrainedReals.of(
                    new RealLatent("rate", 2, 2, Domain.between(-1, 2)), free -> new LowRankNormal(free, 2));
        }
    }

    @Test
    void aLogNormalPosteriorIsFoundAndItsEvidenceIsOne() {
        var model = TapeModel.of(List.of(POSITIVE), (tape, z) -> Priors.logNormal(z.get(POSITIVE), 0.7, 0.3));
        FitResult fit = VariationalInference.withDefaults()
                .withSteps(2000)
                .withDraws(16)
                .withOptimizer(new Adam(0.01))
                .fit(model, MeanField.of(ConstrainedReals.of(POSITIVE)), new SplittableRandom(1));
        // the density is in the family, so the bound is tight but for the noise of the ascent
        assertEquals(0, fit.elbo(), 0.05);
        assertEquals(0.7, fit.posterior().parameters()[0], 0.05);
        assertEquals(Math.log(0.3), fit.posterior().parameters()[4], 0.1);
    }

    @Test
    void itStartsAtMeansAndDeviations() {
        var means = new DMatrixRMaj(new double[][] {{2, 3}, {1, 0.5}});
        ConstrainedReals factor = ConstrainedReals.of(POSITIVE);
        double[] parameters = new double[8];
        factor.startAt(Start.means(POSITIVE, means, 0.1), parameters, 0);
        assertEquals(Math.log(3), parameters[1], 1e-12);
        assertEquals(Math.log(0.1 / 3), parameters[5], 1e-12);
    }

    @Test
    void aGaussianIsRefusedWithTheRightFactorNamed() {
        var e = assertThrows(IllegalArgumentException.class, () -> new DiagonalGaussian(POSITIVE));
        assertTrue(e.getMessage().contains("ConstrainedReals.of"), e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new FullGaussian(SHARES));
        assertThrows(IllegalArgumentException.class, () -> new LowRankNormal(SHARES, 1));
        assertThrows(
                IllegalArgumentException.class,
                () -> new ConstrainedReals(SHARES, new DiagonalGaussian(new RealLatent("free", 2, 3))));
    }
}
