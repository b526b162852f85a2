package io.permvi.models.fields;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class StudentLikelihoodTest {
    @Test
    void integratesToOneInOneDimension() {
        for (double nu : new double[] {3, 6, Double.POSITIVE_INFINITY}) {
            StudentLikelihood likelihood = new StudentLikelihood(nu, 1);
            double sum = 0;
            double step = 1e-3;
            for (double x = -400; x < 400; x += step) {
                sum += step * Math.exp(likelihood.logNormalizer() + likelihood.logKernel(x * x));
            }
            // the tail of nu = 3 beyond 400 holds about 3e-8
            assertEquals(1, sum, 1e-6, "degrees of freedom " + nu);
        }
    }

    /** The weight is what makes the Gaussian gradient that of the Student: d log t / ds = -weight / 2. */
    @Test
    void weightIsTheSlopeOfTheKernel() {
        StudentLikelihood likelihood = new StudentLikelihood(6, 3);
        double h = 1e-6;
        for (double s : new double[] {0.1, 3, 40}) {
            double slope = (likelihood.logKernel(s + h) - likelihood.logKernel(s - h)) / (2 * h);
            assertEquals(slope, -0.5 * likelihood.weight(s), 1e-8);
        }
    }

    @Test
    void refusesImpossibleNumbers() {
        assertThrows(IllegalArgumentException.class, () -> new StudentLikelihood(0, 3));
        assertThrows(IllegalArgumentException.class, () -> new StudentLikelihood(6, 0));
    }
}
