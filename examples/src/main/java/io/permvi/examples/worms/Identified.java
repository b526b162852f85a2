package io.permvi.examples.worms;

import io.permvi.inference.method.Method;
import io.permvi.inference.method.Run;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.inference.posterior.Posterior;
import io.permvi.models.worms.WormDynamics;
import java.util.List;

/**
 * What one run of a method found.
 *
 * @param method the name of the method
 * @param posterior of the names
 * @param marginals of each worm
 * @param seconds the time that the method took, the marginals included
 */
record Identified(String method, Posterior posterior, List<MatchingMarginals> marginals, double seconds) {

    /** Copies the list. */
    Identified {
        marginals = List.copyOf(marginals);
    }

    static Identified by(Method<WormDynamics> method, WormDynamics model, Run run) {
        long begin = System.nanoTime();
        Posterior posterior = method.solve(model, run);
        List<MatchingMarginals> marginals =
                model.identities().stream().map(posterior::marginals).toList();
        return new Identified(method.name(), posterior, marginals, (System.nanoTime() - begin) * 1e-9);
    }
}
