package io.permvi.inference.method;

import io.permvi.inference.posterior.Posterior;

/**
 * A way to a posterior, under the name that it has wherever it is used. Immutable.
 *
 * @param <P> the problems that it takes, such as any model or one kind of model
 */
public interface Method<P> {
    /** The name on the command line and in tables. */
    String name();

    /** What it does, in half a sentence. */
    String description();

    /** Whether it can do this problem, or says beforehand that it cannot. */
    default boolean serves(P problem) {
        return true;
    }

    /**
     * The posterior; the same bits for the same seed, whatever the number of threads.
     *
     * @throws IllegalArgumentException when it does not serve the problem
     */
    Posterior solve(P problem, Run run);

    /** How a method solves. */
    @FunctionalInterface
    interface Solver<P> {
        /** The posterior. */
        Posterior solve(P problem, Run run);
    }

    /** A method that is no more than a name and how it solves. */
    static <P> Method<P> of(String name, String description, Solver<? super P> solver) {
        return new Method<>() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String description() {
                return description;
            }

            @Override
            public Posterior solve(P problem, Run run) {
                return solver.solve(problem, run);
            }

            @Override
            public String toString() {
                return name;
            }
        };
    }
}
