package io.permvi.inference.networks;

import java.util.Arrays;

/**
 * Everything from which a training continues as if it had never stopped.
 *
 * @param weights all weights
 * @param optimizerState the memory of the stepper
 * @param seed of all data and noise
 * @param objective the objective of each step done; its length is the number of steps
 */
public record TrainingState(double[] weights, double[] optimizerState, long seed, double[] objective) {
    /** Copies the arrays. */
    public TrainingState {
        weights = weights.clone();
        optimizerState = optimizerState.clone();
        objective = objective.clone();
    }

    /** The number of steps done. */
    public int step() {
        return objective.length;
    }

    /** The mean objective of the last steps, at most so many; NaN before the first. */
    public double recentObjective(int steps) {
        return Arrays.stream(objective)
                .skip(Math.max(0, objective.length - steps))
                .average()
                .orElse(Double.NaN);
    }
}
