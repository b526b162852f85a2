package io.permvi.relaxations.sinkhorn;

import io.permvi.relaxations.Relaxation;
import io.permvi.relaxations.permutation.Space;
import io.permvi.testkit.RelaxationContract;
import java.util.List;

/** The converged transport keeps the contract of relaxations, at temperatures that iterations do not reach too. */
class ConvergedRelaxationTest extends RelaxationContract {
    @Override
    protected Relaxation relaxation() {
        return EntropicTransport.converged(1e-12);
    }

    @Override
    protected List<Space> spaces() {
        return List.copyOf(allKindsOfSpaces());
    }

    @Override
    protected double sumTolerance() {
        return 1e-10;
    }

    @Override
    protected double[] temperatures() {
        return new double[] {0.05, 0.7, 3};
    }
}
