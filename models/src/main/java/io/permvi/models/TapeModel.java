package io.permvi.models;

import io.permvi.relaxations.autodiff.Tape;
import io.permvi.relaxations.autodiff.Var;
import java.util.HashSet;
import java.util.List;

/**
 * A model written as a formula on the tape, with its gradient for free:
 *
 * <pre>{@code
 * Model model = TapeModel.of(List.of(x), (tape, z) ->
 *         tape.constant(observed).minus(z.get(x).mult(tape.constant(centers))).sumOfSquares().times(-0.5));
 * }</pre>
 *
 * <p>Entries outside the support of a real latent, or not allowed in a permutation, have no parameters behind them:
 * their gradient is computed and ignored.
 */
public final class TapeModel implements DifferentiableModel {
    private final List<Latent> latents;
    private final LogJoint logJoint;

    private TapeModel(List<Latent> latents, LogJoint logJoint) {
        this.latents = latents;
        this.logJoint = logJoint;
    }

    /** The formula of a log joint. It is recorded anew at each evaluation and must be safe to call from many threads. */
    @FunctionalInterface
    public interface LogJoint {
        /** Records log p(y, z) and returns it as a 1 by 1 variable. */
        Var record(Tape tape, Variables z);
    }

    /** The latents as tape variables. */
    @FunctionalInterface
    public interface Variables {
        /** The variable of a latent. */
        Var get(Latent latent);
    }

    /**
     * A model from its formula.
     *
     * @throws IllegalArgumentException when a latent is listed twice
     */
    public static TapeModel of(List<? extends Latent> latents, LogJoint logJoint) {
        List<Latent> copy = List.copyOf(latents);
        if (new HashSet<>(copy).size() != copy.size()) {
            throw new IllegalArgumentException("a latent is listed twice in " + copy);
        }
        return new TapeModel(copy, logJoint);
    }

    @Override
    public List<Latent> latents() {
        return latents;
    }

    @Override
    public DifferentiableModel.Pass newPass() {
        return new TapePass();
    }

    private final class TapePass implements DifferentiableModel.Pass {
        private final Tape tape = new Tape();
        private final Var[] variables = new Var[latents.size()];
        private boolean recorded;
        private Var result;

        @Override
        public double forward(LatentValues z) {
            tape.clear();
            for (int k = 0; k < variables.length; k++) {
                variables[k] = tape.variable(z.get(latents.get(k)));
            }
            result = logJoint.record(tape, this::variable);
            if (result.value().numRows != 1 || result.value().numCols != 1) {
                throw new IllegalArgumentException(
                        "a log joint must be 1 x 1, got " + result.value().numRows + " x " + result.value().numCols);
            }
            recorded = true;
            return result.value().data[0];
        }

        private Var variable(Latent latent) {
            int index = latents.indexOf(latent);
            if (index < 0) {
                throw new IllegalArgumentException("latent " + latent + " is not among the model's latents " + latents);
            }
            return variables[index];
        }

        @Override
        public void backward(LatentValues gradient) {
            if (!recorded) {
                throw new IllegalStateException("backward before forward");
            }
            tape.backward(result);
            for (int k = 0; k < variables.length; k++) {
                gradient.get(latents.get(k)).setTo(variables[k].adjoint());
            }
        }
    }
}
