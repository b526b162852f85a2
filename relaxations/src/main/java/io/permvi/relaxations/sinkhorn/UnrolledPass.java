package io.permvi.relaxations.sinkhorn;

import org.ejml.data.DMatrixRMaj;

/** Runs Sinkhorn iterations and differentiates through them. */
final class UnrolledPass implements TransportPass {
    private static final double DEFAULT_TOLERANCE = 1e-9;

    private final TransportProblem problem;
    private final double tolerance;
    private final SinkhornIterations sinkhorn;

    UnrolledPass(TransportProblem problem, int iterations, double tolerance) {
        this.problem = problem;
        this.tolerance = tolerance > 0 ? tolerance : DEFAULT_TOLERANCE;
        sinkhorn = new SinkhornIterations(problem, iterations, tolerance);
    }

    @Override
    public void forward(DMatrixRMaj score, double temperature, DMatrixRMaj plan) {
        sinkhorn.forward(score, temperature, plan);
    }

    @Override
    public void backward(
            DMatrixRMaj planAdjoint, DMatrixRMaj scoreAdjoint, double[] rowAdjoint, double[] columnAdjoint) {
        sinkhorn.backward(planAdjoint, scoreAdjoint, rowAdjoint, columnAdjoint);
    }

    @Override
    public void setMarginals(double[] rows, double[] columns) {
        problem.withMarginals(rows, columns);
        sinkhorn.setMarginals(rows, columns);
    }

    @Override
    public void startFrom(double[] columnPotentials) {
        throw new UnsupportedOperationException("unrolled iterations start at zero potentials");
    }

    @Override
    public double rowPotential(int i) {
        return sinkhorn.rowPotential(i);
    }

    @Override
    public double columnPotential(int j) {
        return sinkhorn.columnPotential(j);
    }

    @Override
    public double marginalError() {
        return sinkhorn.marginalError();
    }

    @Override
    public int iterationsUsed() {
        return sinkhorn.iterationsUsed();
    }

    @Override
    public TransportStop stopReason() {
        if (converged()) {
            return TransportStop.CONVERGED;
        }
        return sinkhorn.marginalError() <= Double.MAX_VALUE ? TransportStop.ITERATION_LIMIT : TransportStop.NON_FINITE;
    }

    @Override
    public boolean converged() {
        return sinkhorn.marginalError() <= tolerance;
    }
}
