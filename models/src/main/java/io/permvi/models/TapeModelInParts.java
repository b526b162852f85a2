package io.permvi.models;

import io.permvi.relaxations.autodiff.Tape;
import io.permvi.relaxations.autodiff.Var;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A model in parts written as formulas on the tape:
 *
 * <pre>{@code
 * var model = TapeModelInParts.of(List.of(w), batches.size(),
 *         (tape, z) -> prior.logDensity(z.get(w)),
 *         (tape, z, k) -> likelihood(tape.constant(batches.get(k)), z.get(w)));
 * }</pre>
 */
public final class TapeModelInParts implements DifferentiableModel, ModelInParts {
    private final List<Latent> latents;
    private final int parts;
    private final TapeModel.LogJoint prior;
    private final PartTerm term;

    private TapeModelInParts(List<Latent> latents, int parts, TapeModel.LogJoint prior, PartTerm term) {
        this.latents = latents;
        this.parts = parts;
        this.prior = prior;
        this.term = term;
    }

    /**
     * The log likelihood of one part of the data. Recorded anew at each evaluation; must be safe to call from many
     * threads.
     */
    @FunctionalInterface
    public interface PartTerm {
        /** Records log p(y_k | z) and returns it as a 1 by 1 variable. */
        Var record(Tape tape, TapeModel.Variables z, int k);
    }

    /**
     * A model from its formulas.
     *
     * @param parts how many parts the data have, at least 1
     * @param prior the terms that belong to no part
     * @throws IllegalArgumentException when there is no part, or a latent is listed twice
     */
    public static TapeModelInParts of(
            List<? extends Latent> latents, int parts, TapeModel.LogJoint prior, PartTerm term) {
        if (parts < 1) {
            throw new IllegalArgumentException("a model in parts needs at least one, got " + parts);
        }
        TapeModel whole = TapeModel.of(latents, prior);
        return new TapeModelInParts(whole.latents(), parts, prior, term);
    }

    @Override
    public List<Latent> latents() {
        return latents;
    }

    @Override
    public int parts() {
        return parts;
    }

    /** An evaluation of chosen parts and its gradient. */
    public interface Pass extends DifferentiableModel.Pass, ModelInParts.Pass {}

    @Override
    public Pass newPass() {
        return new PartsPass();
    }

    private final class PartsPass implements Pass {
        private int[] chosen = IntStream.range(0, parts).toArray();
        private final DifferentiableModel.Pass sum =
                TapeModel.of(latents, this::record).newPass();

        @Override
        public void choose(int[] indices) {
            if (indices.length < 1 || indices.length > parts) {
                throw new IllegalArgumentException(
                        "between 1 and " + parts + " parts can be chosen, got " + indices.length);
            }
            if (chosen.length != indices.length) {
                chosen = new int[indices.length];
            }
            System.arraycopy(indices, 0, chosen, 0, indices.length);
        }

        private Var record(Tape tape, TapeModel.Variables z) {
            Var likelihood = term.record(tape, z, chosen[0]);
            for (int k = 1; k < chosen.length; k++) {
                likelihood = likelihood.plus(term.record(tape, z, chosen[k]));
            }
            return prior.record(tape, z).plus(likelihood.times((double) parts / chosen.length));
        }

        @Override
        public double forward(LatentValues z) {
            return sum.forward(z);
        }

        @Override
        public void backward(LatentValues gradient) {
            sum.backward(gradient);
        }
    }
}
