package io.permvi.inference.sampling;

import io.permvi.inference.structure.ModelPoint;
import java.util.random.RandomGenerator;

/**
 * Moves some reals together along the gradient of a tempered log joint, all else held fixed: a leapfrog trajectory of
 * random length, accepted or not (Neal 2011). The step size follows the acceptance while it may adapt.
 */
final class HamiltonianMove {
    private static final int MAX_STEPS = 10;
    private static final double WANTED_ACCEPTANCE = 0.8;
    private static final double RATE = 0.15;

    private final ModelPoint point;
    private final int[] entries;
    private final Reference reference;
    private final double[] gradient;
    private final double[] momentum;
    private final double[] before;
    private double step = 0.3;

    HamiltonianMove(ModelPoint point, int[] entries, Reference reference) {
        this.point = point;
        this.entries = entries;
        this.reference = reference;
        gradient = new double[entries.length];
        momentum = new double[entries.length];
        before = new double[entries.length];
    }

    /**
     * One trajectory from the point, which ends at the new state.
     *
     * @param scales of the reals, by flat index
     * @param reals the flat reals. Modified.
     */
    void move(double power, double[] scales, double[] reals, boolean adapting, RandomGenerator rng) {
        double start = look(power);
        for (int k = 0; k < entries.length; k++) {
            momentum[k] = rng.nextGaussian();
            before[k] = point.real(entries[k]);
        }
        double energy = start - kinetic();
        double size = step * (0.8 + 0.4 * rng.nextDouble());
        int steps = 1 + rng.nextInt(MAX_STEPS);
        double here = start;
        for (int s = 0; s < steps && Double.isFinite(here); s++) {
            push(0.5 * size, scales);
            for (int k = 0; k < entries.length; k++) {
                int e = entries[k];
                point.setReal(e, point.real(e) + size * scales[e] * momentum[k]);
            }
            here = look(power);
            push(0.5 * size, scales);
        }
        double gain = here - kinetic() - energy;
        double acceptance = Double.isNaN(gain) ? 0 : Math.min(1, Math.exp(gain));
        if (rng.nextDouble() < acceptance) {
            for (int e : entries) {
                reals[e] = point.real(e);
            }
        } else {
            for (int k = 0; k < entries.length; k++) {
                point.setReal(entries[k], before[k]);
            }
        }
        if (adapting) {
            step = Math.min(2, Math.max(1e-4, step * Math.exp(RATE * (acceptance - WANTED_ACCEPTANCE))));
        }
    }

    private double kinetic() {
        double sum = 0;
        for (double p : momentum) {
            sum += 0.5 * p * p;
        }
        return sum;
    }

    private void push(double size, double[] scales) {
        for (int k = 0; k < entries.length; k++) {
            momentum[k] += size * scales[entries[k]] * gradient[k];
        }
    }

    private double look(double power) {
        double sum = power * point.forwardBackward();
        for (int k = 0; k < entries.length; k++) {
            int e = entries[k];
            double deviation = reference.deviation()[e];
            gradient[k] = power * point.realGradient(e);
            if (power < 1) {
                gradient[k] -= (1 - power) * (point.real(e) - reference.mean()[e]) / (deviation * deviation);
                sum += (1 - power) * reference.logDensity(e, point.real(e));
            }
        }
        return sum;
    }
}
