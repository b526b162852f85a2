package io.permvi.inference.fit;

import io.permvi.inference.factor.Family;
import io.permvi.inference.optimize.Schedule;
import io.permvi.models.Model;
import io.permvi.models.ModelInParts;
import java.util.List;

/**
 * The ELBO as what an ascent maximizes: its parts are draws, and where the model is in parts too, each step may see a
 * minibatch of the data, which all its draws share.
 *
 * @param model the log joint
 * @param q of all latents of the model
 * @param batch parts of the data that a step sees; 0 for all
 */
public record ElboObjective(Model model, Family q, int batch) implements Objective {

    /** Checks the minibatch. */
    public ElboObjective {
        if (batch < 0) {
            throw new IllegalArgumentException("a minibatch has at least one part, got " + batch);
        }
        if (batch > 0 && !(model instanceof ModelInParts)) {
            throw new IllegalArgumentException(
                    "minibatches need a model that is a sum over parts of the data: make it a "
                            + "ModelInParts, or leave the minibatch out");
        }
        if (model instanceof ModelInParts parts && batch > parts.parts()) {
            throw new IllegalArgumentException(
                    "a minibatch of " + batch + " is more than the " + parts.parts() + " parts of the data");
        }
    }

    @Override
    public int parameterCount() {
        return q.parameterCount();
    }

    @Override
    public int leastParts() {
        return Elbo.comparesDraws(q) ? 2 : 1;
    }

    @Override
    public List<Schedule> schedules() {
        return q.temperatures();
    }

    /**
     * A pass with that many draws.
     *
     * @throws IllegalArgumentException when the latents of model and family do not agree, the model lacks a gradient that
     *     the family needs, or there is one draw where the gradient compares draws
     */
    @Override
    public Pass newPass(int draws) {
        Elbo elbo = new Elbo(model, q, draws, batch);
        if (draws < leastParts()) {
            throw new IllegalArgumentException("draws must be at least 2, got " + draws
                    + ": a latent without a pathwise factor learns by comparing the draws of a step");
        }
        return elbo;
    }
}
