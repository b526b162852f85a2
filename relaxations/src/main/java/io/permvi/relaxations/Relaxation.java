package io.permvi.relaxations;

import io.permvi.relaxations.assignment.LinearMaximum;
import io.permvi.relaxations.permutation.Space;
import org.ejml.data.DMatrixRMaj;

/**
 * A map from an unconstrained matrix psi to a (nearly) doubly stochastic matrix x, sharper as the temperature tau
 * falls. A relaxation is immutable, validated when constructed, and safe to share; the work happens in passes.
 */
public interface Relaxation {

    /** The number of rows of psi for matchings of this space; the number of items unless overridden. */
    default int inputRows(Space space) {
        return space.items();
    }

    /** The number of columns of psi for matchings of this space; the number of places unless overridden. */
    default int inputColumns(Space space) {
        return space.places();
    }

    /**
     * A pass for one thread, which owns all its buffers.
     *
     * @throws IllegalArgumentException when this construction cannot serve the space (rectangular, masked or partial);
     *     the message says which
     */
    Pass newPass(Space space);

    /**
     * A pass over many matrices at once, for one thread. Runs them one after the other unless the construction has a
     * faster way.
     *
     * @param count the number of matrices, at least 1
     * @throws IllegalArgumentException as {@link #newPass}, or when there are none
     */
    default BatchPass newBatch(Space space, int count) {
        return new SeparatePasses(this, space, count);
    }

    /**
     * The number of matrices from which {@link #newBatch} is faster than passes; more than there can be unless
     * overridden.
     */
    default int smallestBatch(Space space) {
        return Integer.MAX_VALUE;
    }

    /**
     * The hard value that x becomes as the temperature falls, as a maximum over the space of psi: the value with the
     * largest score where psi has an entry for each of x, the one nearest to x at temperature 1 elsewhere, unless
     * overridden.
     */
    default LinearMaximum limit(Space space) {
        return inputRows(space) == space.items() && inputColumns(space) == space.places()
                ? LinearMaximum.of(space)
                : new NearestValue(this, space);
    }

    /** One evaluation of the map and its derivative; for one thread, reused for a whole run, allocates nothing. */
    interface Pass {
        /**
         * x = map of psi at a temperature.
         *
         * @param psi input rows by input columns; entries that are not allowed are not read. Not modified.
         * @param temperature tau, above 0
         * @param x items by places; entries that are not allowed become 0. Modified.
         */
        void forward(DMatrixRMaj psi, double temperature, DMatrixRMaj x);

        /**
         * The pullback at the point of the last {@link #forward}: the gradient with respect to psi of a function of x.
         *
         * @param xAdjoint the gradient with respect to x, items by places. Not modified.
         * @param psiAdjoint the gradient with respect to psi, overwritten; 0 where not allowed. Modified.
         * @throws IllegalStateException before the first forward
         */
        void backward(DMatrixRMaj xAdjoint, DMatrixRMaj psiAdjoint);
    }

    /**
     * The map and its derivative for a number of matrices of one shape, which lie one after the other in an array, each
     * row by row; for one thread, reused for a whole run.
     */
    interface BatchPass {
        /**
         * x = map of psi at a temperature, matrix by matrix.
         *
         * @param psi count times input rows times input columns. Not modified.
         * @param temperature tau, above 0
         * @param x count times items times places. Modified.
         * @throws IllegalArgumentException when a length or the temperature does not fit
         */
        void forward(double[] psi, double temperature, double[] x);

        /**
         * The pullback at the point of the last {@link #forward}.
         *
         * @param xAdjoint of the length of x. Not modified.
         * @param psiAdjoint of the length of psi, overwritten. Modified.
         * @throws IllegalArgumentException when a length does not fit
         * @throws IllegalStateException before the first forward
         */
        void backward(double[] xAdjoint, double[] psiAdjoint);
    }
}
