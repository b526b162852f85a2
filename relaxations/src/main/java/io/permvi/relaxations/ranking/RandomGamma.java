package io.permvi.relaxations.ranking;

import java.util.random.RandomGenerator;

/** Gamma draws of rate one, by the method of Marsaglia and Tsang (2000). */
final class RandomGamma {
    private RandomGamma() {}

    static double draw(double shape, RandomGenerator rng) {
        if (shape < 1) {
            return draw(shape + 1, rng) * Math.pow(1 - rng.nextDouble(), 1 / shape);
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = rng.nextGaussian();
            double v = 1 + c * x;
            v = v * v * v;
            if (v > 0 && Math.log(1 - rng.nextDouble()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
                return d * v;
            }
        }
    }
}
