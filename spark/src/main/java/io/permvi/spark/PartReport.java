package io.permvi.spark;

import io.permvi.relaxations.sparse.SparseMarginals;
import io.permvi.relaxations.sparse.SparseMarginals.Method;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.Map;

/**
 * How the posterior of some components was found, and how far it can be trusted.
 *
 * @param pairs by method
 * @param links to be expected
 * @param correction the most by which belief propagation alone was off
 * @param standardError of what was drawn
 * @param settled whether belief propagation settled everywhere
 */
record PartReport(Map<Method, Integer> pairs, double links, double correction, double standardError, boolean settled)
        implements Serializable {

    /** Of no pair. */
    static final PartReport NONE = new PartReport(new EnumMap<>(Method.class), 0, 0, 0, true);

    static PartReport of(SparseMarginals found) {
        return new PartReport(
                found.links(),
                found.expectedSize(),
                found.largestCorrection(),
                found.largestStandardError(),
                found.converged());
    }

    PartReport plus(PartReport other) {
        Map<Method, Integer> sum = new EnumMap<>(pairs);
        other.pairs.forEach((method, count) -> sum.merge(method, count, Integer::sum));
        return new PartReport(
                sum,
                links + other.links,
                Math.max(correction, other.correction),
                Math.max(standardError, other.standardError),
                settled && other.settled);
    }
}
