package io.permvi.inference.fit;

import io.permvi.inference.factor.SharedWork;
import io.permvi.relaxations.parallel.Workers;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * One gradient for each part of an objective and their mean, summed in the order of the parts, so that the result has the
 * same bits for any number of threads.
 */
final class PartGradients {
    private final Objective.Pass pass;
    private final boolean comparing;
    private final double[][] gradients;

    PartGradients(Objective.Pass pass, int parts, int parameterCount, boolean comparing) {
        this.pass = pass;
        this.comparing = comparing;
        gradients = new double[parts][parameterCount];
    }

    /** Evaluates all parts; the consumers prepare, where parts share work, and evaluate the part of an index. */
    void evaluate(IntConsumer prepare, IntConsumer forward, double[] mean, Workers workers) {
        Optional<SharedWork> shared = pass.shared();
        if (shared.isPresent()) {
            workers.forEach(gradients.length, prepare);
            shared.get().forward();
        }
        if (comparing || shared.isPresent()) {
            workers.forEach(gradients.length, forward);
            if (comparing) {
                pass.compare();
            }
            workers.forEach(gradients.length, this::backward);
            if (shared.isPresent()) {
                shared.get().backward();
                workers.forEach(gradients.length, part -> pass.finish(part, gradients[part]));
            }
        } else {
            workers.forEach(gradients.length, part -> {
                forward.accept(part);
                backward(part);
            });
        }
        Arrays.fill(mean, 0);
        for (double[] gradient : gradients) {
            for (int k = 0; k < mean.length; k++) {
                mean[k] += gradient[k];
            }
        }
        double weight = 1.0 / gradients.length;
        for (int k = 0; k < mean.length; k++) {
            mean[k] *= weight;
        }
    }

    private void backward(int part) {
        Arrays.fill(gradients[part], 0);
        pass.backward(part, gradients[part]);
    }

    /** The first part whose gradient is not finite, or -1. */
    int firstNonFinite() {
        for (int part = 0; part < gradients.length; part++) {
            double sum = 0;
            for (double g : gradients[part]) {
                sum += Math.abs(g);
            }
            if (!Double.isFinite(sum)) {
                return part;
            }
        }
        return -1;
    }
}
