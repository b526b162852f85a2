package io.permvi.relaxations.ranking;

import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * Draws a consensus near its conditional posterior given theta, with the exact log probability of having drawn it. One
 * thread only.
 */
interface ConsensusProposal {
    /** Prepares for a theta; returns the log of about {@code sum_rho exp(-theta D(rho))}. */
    double prepare(double theta);

    /** Draws the places of the items at the theta prepared last; returns the log probability of the draw. */
    double draw(int[] places, RandomGenerator rng);

    /** The total distance of the last draw. */
    double total();

    /** Adds a weight times the marginals at the theta prepared last, where they are known without draws. */
    boolean addMarginals(double weight, DMatrixRMaj places);
}
