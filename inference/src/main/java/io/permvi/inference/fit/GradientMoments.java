package io.permvi.inference.fit;

import io.permvi.relaxations.random.DrawRandom;
import io.permvi.relaxations.random.RandomStream;
import java.util.Arrays;

/**
 * How the gradient of an objective's step is distributed at a point: mean, standard errors, total variance and time, from
 * many steps with random numbers of their own. What an estimator costs and whether it is biased can be told from these.
 *
 * @param mean of each entry
 * @param error standard error of each mean
 * @param variance sum over entries of the variance of one step
 * @param seconds a step
 */
public record GradientMoments(double[] mean, double[] error, double variance, double seconds) {

    /**
     * Measures.
     *
     * @param parts of a step
     * @param parameters Not modified.
     * @param steps that are averaged, at least 2
     * @throws IllegalArgumentException when the objective refuses the parts or the length does not fit
     */
    public static GradientMoments of(Objective objective, int parts, double[] parameters, int steps, long seed) {
        if (parameters.length != objective.parameterCount() || steps < 2) {
            throw new IllegalArgumentException("moments need " + objective.parameterCount()
                    + " parameters and 2 steps, got " + parameters.length + " and " + steps);
        }
        Objective.Pass pass = objective.newPass(parts);
        RandomStream root = RandomStream.of(seed);
        DrawRandom stream = root.generator();
        double[] sum = new double[parameters.length];
        double[] squares = new double[parameters.length];
        double[] gradient = new double[parameters.length];
        long start = System.nanoTime();
        for (int step = 0; step < steps; step++) {
            stream.start(root, step, -1);
            pass.begin(0, stream);
            step(objective, pass, parts, parameters, step, root, stream, gradient);
            for (int k = 0; k < sum.length; k++) {
                double value = gradient[k] / parts;
                sum[k] += value;
                squares[k] += value * value;
            }
        }
        double seconds = (System.nanoTime() - start) * 1e-9 / steps;
        double total = 0;
        for (int k = 0; k < sum.length; k++) {
            sum[k] /= steps;
            double variance = Math.max(0, squares[k] / steps - sum[k] * sum[k]) * steps / (steps - 1);
            total += variance;
            squares[k] = Math.sqrt(variance / steps);
        }
        return new GradientMoments(sum, squares, total, seconds);
    }

    private static void step(
            Objective objective,
            Objective.Pass pass,
            int parts,
            double[] parameters,
            int step,
            RandomStream root,
            DrawRandom stream,
            double[] gradient) {
        for (int part = 0; part < parts; part++) {
            stream.start(root, step, part);
            if (pass.shared().isPresent()) {
                pass.prepare(part, parameters, 0, stream);
            }
            if (pass.shared().isEmpty()) {
                pass.forward(part, parameters, 0, stream);
            }
        }
        pass.shared().ifPresent(work -> {
            work.forward();
            for (int part = 0; part < parts; part++) {
                pass.forward(part, parameters, 0, stream);
            }
        });
        if (objective.leastParts() > 1) {
            pass.compare();
        }
        Arrays.fill(gradient, 0);
        for (int part = 0; part < parts; part++) {
            pass.backward(part, gradient);
        }
        pass.shared().ifPresent(work -> {
            work.backward();
            for (int part = 0; part < parts; part++) {
                pass.finish(part, gradient);
            }
        });
    }

    /** The Euclidean distance of the mean from a gradient. */
    public double distanceFrom(double[] exact) {
        double sum = 0;
        for (int k = 0; k < mean.length; k++) {
            sum += (mean[k] - exact[k]) * (mean[k] - exact[k]);
        }
        return Math.sqrt(sum);
    }

    /** What that distance is on average when there is no bias. */
    public double noise() {
        return Math.sqrt(Arrays.stream(error).map(e -> e * e).sum());
    }

    /**
     * The largest distance of an entry's mean from that of a gradient, in standard errors; entries of no variance must
     * agree to 1e-6.
     */
    public double largestDeviation(double[] exact) {
        double largest = 0;
        for (int k = 0; k < mean.length; k++) {
            double off = Math.abs(mean[k] - exact[k]);
            largest = Math.max(largest, off <= 1e-6 ? 0 : off / error[k]);
        }
        return largest;
    }
}
