package io.permvi.inference.networks;

import io.permvi.inference.fit.Objective;
import io.permvi.relaxations.autodiff.Var;
import io.permvi.relaxations.random.DrawRandom;

/** What a network is trained to maximize: a mean over minibatches, which are drawn where it is recorded. */
@FunctionalInterface
public interface NetworkObjective {
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

    /** This objective as a function of the weights of a network, for a {@link io.permvi.inference.fit.StochasticAscent}. */
    default Objective over(ParameterSet parameters) {
        return new Objective() {
            @Override
            public int parameterCount() {
                return parameters.count();
            }

            @Override
            public Objective.Pass newPass(int parts) {
                return new Parts(NetworkObjective.this, parameters, parts);
            }
        };
    }

    /** The tapes of all parts. */
    final class Parts implements Objective.Pass {
        private final NetworkPass[] networks;
        private final Pass[] passes;
        private final Var[] values;

        private Parts(NetworkObjective objective, ParameterSet parameters, int parts) {
            networks = new NetworkPass[parts];
            passes = new Pass[parts];
            values = new Var[parts];
            for (int part = 0; part < parts; part++) {
                networks[part] = new NetworkPass(parameters);
                passes[part] = objective.newPass();
            }
        }

        @Override
        public void forward(int part, double[] weights, int step, DrawRandom stream) {
            networks[part].beginTraining(weights, stream);
            values[part] = passes[part].record(networks[part], step);
        }

        @Override
        public void backward(int part, double[] gradient) {
            networks[part].backward(values[part], gradient);
        }

        @Override
        public double energy(int part) {
            return values[part].scalar();
        }
    }
}
