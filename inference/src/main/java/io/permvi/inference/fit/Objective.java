package io.permvi.inference.fit;

import io.permvi.inference.factor.SharedWork;
import io.permvi.inference.optimize.Schedule;
import io.permvi.relaxations.random.DrawRandom;
import java.util.List;
import java.util.Optional;

/**
 * A function of parameters that a {@link StochasticAscent} maximizes, known by noisy estimates: that of a step is the mean
 * of several parts (draws of an ELBO, shares of a minibatch), each with random numbers of its own. Immutable.
 */
public interface Objective {
    /** The number of parameters. */
    int parameterCount();

    /** The fewest parts that a step needs: 1, or 2 when the gradient of a part compares it with the others. */
    default int leastParts() {
        return 1;
    }

    /** What changes the function itself from step to step, temperatures above all; it has not settled before they have. */
    default List<Schedule> schedules() {
        return List.of();
    }

    /**
     * A pass with that many parts.
     *
     * @throws IllegalArgumentException when there are fewer than {@link #leastParts}, or what it is made of does not fit
     */
    Pass newPass(int parts);

    /** The parts of a step. Different parts may be worked on by different threads; reused from step to step. */
    interface Pass {
        /**
         * Before the parts of a step.
         *
         * @param step of the ascent, counted from 0
         * @param stream the random numbers that all parts of the step share
         */
        default void begin(int step, DrawRandom stream) {}

        /** What parts do together: each is prepared before its forward and finished after its backward. */
        default Optional<SharedWork> shared() {
            return Optional.empty();
        }

        /** Loads what the parts work on together; arguments as of {@link #forward}, which then draws nothing. */
        default void prepare(int part, double[] parameters, int step, DrawRandom stream) {}

        /** Adds the gradient of a part that has come from what the parts did together. */
        default void finish(int part, double[] gradient) {}

        /**
         * Evaluates a part.
         *
         * @param parameters Not modified.
         * @param stream the random numbers of this part of this step
         */
        void forward(int part, double[] parameters, int step, DrawRandom stream);

        /** After all parts were evaluated and before the first gradient; left out when {@link #leastParts} is 1. */
        default void compare() {}

        /**
         * Adds the gradient of a part.
         *
         * @param gradient zero, or what was added before. Modified.
         */
        void backward(int part, double[] gradient);

        /** The value of a part; of an ELBO without its entropy term. */
        double energy(int part);

        /** The entropy term of a part; 0 when there is none. */
        default double entropy(int part) {
            return 0;
        }
    }
}
