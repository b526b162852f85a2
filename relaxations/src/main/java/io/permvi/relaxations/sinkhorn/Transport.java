package io.permvi.relaxations.sinkhorn;

import io.permvi.relaxations.Relaxation;
import io.permvi.relaxations.linalg.internal.VectorApi;
import io.permvi.relaxations.permutation.Space;

/**
 * A relaxation that scales the rows and columns of {@code exp(score / temperature)} to given sums: by a number of
 * iterations ({@link SinkhornOperator}) or until they fit ({@link EntropicTransport}). Both serve every space of
 * matchings and every {@link TransportProblem}.
 */
public sealed interface Transport extends Relaxation permits SinkhornOperator, EntropicTransport {

    /** A pass for one thread, which owns all its buffers. */
    TransportPass newPass(TransportProblem problem);

    /**
     * {@inheritDoc}
     *
     * @throws io.permvi.relaxations.permutation.InfeasibleMatchingException when the allowed entries admit no matching
     */
    @Override
    default TransportPass newPass(Space space) {
        return newPass(TransportProblem.ofMatchings(space));
    }

    /**
     * Whether the loops run on explicit vectors: the program has them, and they are those that the loops were written
     * for ({@link VectorApi}).
     */
    static boolean onExplicitVectors() {
        return TransportLoops.VECTORS.isPresent();
    }
}
