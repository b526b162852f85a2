package io.permvi.inference.networks;

import io.permvi.relaxations.autodiff.Var;

/** What a network is trained to maximize: a mean over minibatches, which are drawn where it is recorded. */
@FunctionalInterface
public interface Objective {
    /** A pass for one part of the minibatches; it owns the data of that part. */
    Pass newPass();

    /** One part of a minibatch. */
    @FunctionalInterface
    interface Pass {
        /**
         * Draws the data of this part, with {@link NetworkPass#noise} and nothing else, and records its mean objective.
         *
         * @param step of the training, counted from 0
         * @return 1 by 1
         */
        Var record(NetworkPass pass, int step);
    }
}
