package io.permvi.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.testkit.GradientCheck;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DomainTest {
    static Stream<Domain> domains() {
        return Stream.of(Domain.reals(), Domain.positive(), Domain.above(-2), Domain.between(-1, 3), Domain.simplex());
    }

    private static DMatrixRMaj free(Domain domain) {
        double[] numbers = new SplittableRandom(5).doubles(8, -2, 2).toArray();
        return new DMatrixRMaj(2, domain.freeColumns(4), true, numbers);
    }

    @ParameterizedTest
    @MethodSource("domains")
    void theInverseComesBack(Domain domain) {
        DMatrixRMaj u = free(domain);
        DMatrixRMaj z = new DMatrixRMaj(2, 4);
        domain.map(u, z);
        DMatrixRMaj back = u.createLike();
        domain.inverse(z, back);
        for (int e = 0; e < u.getNumElements(); e++) {
            assertEquals(u.data[e], back.data[e], 1e-12);
        }
    }

    @ParameterizedTest
    @MethodSource("domains")
    void theJacobianIsThatOfDifferences(Domain domain) {
        DMatrixRMaj u = free(domain);
        int n = u.getNumElements();
        DMatrixRMaj jacobian = new DMatrixRMaj(n, n);
        DMatrixRMaj z = new DMatrixRMaj(2, 4);
        for (int k = 0; k < n; k++) {
            for (int sign = -1; sign <= 1; sign += 2) {
                DMatrixRMaj moved = u.copy();
                moved.data[k] += sign * 1e-5;
                domain.map(moved, z);
                for (int e = 0; e < n; e++) {
                    // of a row on the simplex the last entry is not free
                    double value = z.get(e / u.numCols, e % u.numCols);
                    jacobian.add(e, k, sign * value / 2e-5);
                }
            }
        }
        assertEquals(Math.log(Math.abs(CommonOps_DDRM.det(jacobian))), domain.map(u, z), 1e-7);
        if (domain.freeColumns(4) == 4) {
            assertEquals(jacobian.get(5, 5), domain.slope(z, 1, 1), 1e-7);
        }
    }

    @ParameterizedTest
    @MethodSource("domains")
    void thePullbackPassesTheGradientCheck(Domain domain) {
        DMatrixRMaj u = free(domain);
        DMatrixRMaj z = new DMatrixRMaj(2, 4);
        DMatrixRMaj weights = new DMatrixRMaj(
                2, 4, true, new SplittableRandom(6).doubles(8, -1, 1).toArray());
        domain.map(u, z);
        DMatrixRMaj gradient = u.createLike();
        domain.pullBack(z, weights, gradient);
        double error = GradientCheck.relativeError(
                m -> {
                    double logJacobian = domain.map(m, z);
                    double sum = 0;
                    for (int e = 0; e < z.getNumElements(); e++) {
                        sum += weights.data[e] * z.data[e];
                    }
                    return logJacobian + sum;
                },
                u,
                gradient,
                new SplittableRandom(7));
        assertTrue(error < 1e-8, domain + ": " + error);
    }

    @Test
    void farNumbersKeepTheirJacobian() {
        DMatrixRMaj z = new DMatrixRMaj(1, 2);
        DMatrixRMaj u = new DMatrixRMaj(new double[][] {{800, -800}});
        assertEquals(-1600, Domain.between(0, 1).map(u, z), 1e-9);
        assertEquals(-800, Domain.simplex().map(new DMatrixRMaj(new double[][] {{-800}}), z), 1e-9);
        assertArrayEquals(new double[] {0, 1}, z.data);
    }

    @Test
    void mistakesAreNamed() {
        DMatrixRMaj z = new DMatrixRMaj(new double[][] {{0.5, 0.7}});
        DMatrixRMaj u = z.copy();
        assertThrows(IllegalArgumentException.class, () -> Domain.simplex().inverse(z, new DMatrixRMaj(1, 1)));
        assertThrows(IllegalArgumentException.class, () -> Domain.above(0.6).inverse(z, u));
        assertThrows(
                IllegalArgumentException.class, () -> Domain.between(0, 0.6).inverse(z, u));
        assertThrows(IllegalArgumentException.class, () -> Domain.between(1, 1));
        assertThrows(IllegalArgumentException.class, () -> Domain.above(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> new RealLatent("p", 3, 1, Domain.simplex()));
        assertEquals("s (1 x 2, above 0.0)", new RealLatent("s", 1, 2, Domain.positive()).toString());
    }
}
