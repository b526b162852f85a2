package io.permvi.relaxations.sinkhorn;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * Solves to the tolerance and differentiates at the solution. With W the adjoint of the plan p, r and c its sums:
 *
 * <pre>
 *   S beta = (p o W)' 1 - p' diag(1/r) (p o W) 1,   S = diag(c) - p' diag(1/r) p
 *   alpha  = diag(1/r) ((p o W) 1 - p beta)
 *   dJ/dscore = p o (W - alpha 1' - 1 beta') / temperature,   dJ/dr = alpha,   dJ/dc = beta
 * </pre>
 */
final class ConvergedPass implements TransportPass {
    private static final double GRADIENT_TOLERANCE = 1e-10;
    private static final int LARGEST_DIRECT = 200;
    private static final int LARGEST_DENSE_DIRECT = 32;

    private final TransportProblem problem;
    private final EntropicTransport settings;
    private final NewtonSolver solver;
    private final double[] rightSide;
    private final double[] beta;
    private final double[] alpha;
    private boolean ready;
    private boolean warm;

    ConvergedPass(TransportProblem problem, EntropicTransport settings) {
        this.problem = problem;
        this.settings = settings;
        solver = new NewtonSolver(problem, settings.tolerance(), settings.iterations());
        rightSide = new double[solver.n];
        beta = new double[solver.n];
        alpha = new double[solver.m];
    }

    @Override
    public void forward(DMatrixRMaj score, double temperature, DMatrixRMaj plan) {
        problem.requireShape(score, "score");
        problem.requireShape(plan, "plan");
        TransportProblem.requireTemperature(temperature);
        solver.solve(score, temperature, warm);
        warm = false;
        ready = true;
        solver.kernel.plan(plan);
    }

    @Override
    public void backward(
            DMatrixRMaj planAdjoint, DMatrixRMaj scoreAdjoint, double[] rowAdjoint, double[] columnAdjoint) {
        if (!ready) {
            throw new IllegalStateException("backward needs a forward before it");
        }
        problem.requireShape(planAdjoint, "the adjoint of the plan");
        problem.requireShape(scoreAdjoint, "the adjoint of the scores");
        Arrays.fill(beta, 0);
        Arrays.fill(alpha, 0);
        if (settings.gradient() != EntropicTransport.Gradient.APPROXIMATE) {
            solver.kernel.center(planAdjoint, beta, rightSide, alpha);
            solveForBeta();
            if (!solver.dustbins && solver.m == problem.rowCount()) {
                pinLastColumn();
            }
            solver.kernel.center(planAdjoint, beta, rightSide, alpha);
        }
        solver.kernel.centered(planAdjoint, beta, alpha, 1 / solver.temperature, scoreAdjoint);
        System.arraycopy(alpha, 0, rowAdjoint, 0, problem.rowCount());
        System.arraycopy(beta, 0, columnAdjoint, 0, problem.columnCount());
        if (solver.m > problem.rowCount()) {
            // the slack row's mass is the total of the columns minus that of the rows
            double ofSlack = alpha[solver.m - 1];
            for (int i = 0; i < problem.rowCount(); i++) {
                rowAdjoint[i] -= ofSlack;
            }
            for (int j = 0; j < problem.columnCount(); j++) {
                columnAdjoint[j] += ofSlack;
            }
        }
    }

    /** What is added to beta may be taken from alpha: here the last of beta is 0. */
    private void pinLastColumn() {
        double shift = beta[solver.n - 1];
        for (int j = 0; j < solver.n; j++) {
            beta[j] -= shift;
        }
    }

    private void solveForBeta() {
        boolean direct =
                switch (settings.solver()) {
                    case DIRECT -> true;
                    case CONJUGATE_GRADIENTS -> false;
                    case AUTOMATIC -> Math.min(solver.m, solver.n) <= largestDirect();
                };
        if (direct) {
            solver.system.eliminate(solver.kernel, rightSide, Double.POSITIVE_INFINITY, beta);
        } else {
            solver.system.solve(solver.kernel, solver.columnMass, rightSide, GRADIENT_TOLERANCE, beta);
        }
    }

    /** Where the plan is full, temperatures are so high that conjugate gradients need few steps. */
    private int largestDirect() {
        return solver.kernel.isSparse() ? LARGEST_DIRECT : LARGEST_DENSE_DIRECT;
    }

    @Override
    public void setMarginals(double[] rows, double[] columns) {
        problem.withMarginals(rows, columns);
        solver.setMarginals(rows, columns);
    }

    @Override
    public void startFrom(double[] columnPotentials) {
        if (columnPotentials.length != solver.n) {
            throw new IllegalArgumentException(
                    "column potentials must be " + solver.n + ", got " + columnPotentials.length);
        }
        for (double potential : columnPotentials) {
            if (!(Math.abs(potential) <= Double.MAX_VALUE)) {
                throw new IllegalArgumentException("column potentials must be finite, got " + potential);
            }
        }
        solver.setColumnPotentials(columnPotentials);
        warm = true;
    }

    @Override
    public double rowPotential(int i) {
        return solver.rowPotential(i);
    }

    @Override
    public double columnPotential(int j) {
        return solver.columnPotential(j);
    }

    @Override
    public double marginalError() {
        return ready ? solver.marginalError() : Double.NaN;
    }

    @Override
    public int iterationsUsed() {
        return solver.steps();
    }

    @Override
    public TransportStop stopReason() {
        return solver.reason();
    }

    @Override
    public boolean converged() {
        return marginalError() <= settings.tolerance();
    }
}
