package io.permvi.relaxations.autodiff;

/**
 * A differentiable function of matrices that a {@link Tape} can record: the value of the output from the values of the
 * inputs, and the adjoints of the inputs from the adjoint of the output.
 *
 * <p>To add an operation, implement the two methods and call {@link Tape#record}. An operation should be stateless, since
 * one object may be recorded many times; what it must remember from {@code forward} to {@code backward} belongs in the
 * {@link Var#workspace workspace} of the output, which the tape reuses by position.
 */
public interface Operation {
    /**
     * Computes the output.
     *
     * @param output its inputs are {@code output.input(0)}, ...; its {@link Var#value value} has the recorded shape and
     *     arbitrary content, all of which must be overwritten. The values of the inputs must not be modified.
     */
    void forward(Var output);

    /**
     * Adds to the adjoint of each input that {@link Var#needsAdjoint needs one} the pullback of the output's adjoint:
     * for {@code y = f(x)}, {@code dx += (df/dx)' dy}.
     *
     * @param output its value and adjoint are set and must not be modified
     */
    void backward(Var output);
}
