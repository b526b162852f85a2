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
    /** Of the conjugate gradients, relative to the right side: gradients to nine digits. */
    private static final double GRADIENT_TOLERANCE = 1e-10;

    private final TransportProblem problem;
    private final EntropicTransport settings;
    private final Slack slack;
    private final TemperaturePath path;
    private final NewtonLevel level;
    private final double[] rightSide;
    private final double[] beta;
    private final double[] alpha;
    private final double[] start;
    private double unit = 1;
    private boolean warm;
    private boolean ready;

    ConvergedPass(TransportProblem problem, EntropicTransport settings) {
        this.problem = problem;
        this.settings = settings;
        slack = new Slack(problem, true);
        path = new TemperaturePath(problem, slack, settings.tolerance(), settings.steps());
        level = path.level();
        rightSide = new double[slack.columns];
        beta = new double[slack.columns];
        alpha = new double[slack.rows];
        start = new double[slack.columns];
    }

    @Override
    public void forward(DMatrixRMaj score, double temperature, DMatrixRMaj plan) {
        problem.requireShape(score, "score");
        problem.requireShape(plan, "plan");
        TransportProblem.requireTemperature(temperature);
        ready = false;
        unit = slack.unit();
        if (warm) {
            path.solveFrom(start, score, temperature);
        } else {
            path.solve(score, temperature);
        }
        warm = false;
        ready = true;
        level.kernel().plan(unit, plan);
    }

    @Override
    public void backward(DMatrixRMaj planAdjoint, DMatrixRMaj scoreAdjoint) {
        if (!ready) {
            throw new IllegalStateException("backward needs a forward before it");
        }
        problem.requireShape(planAdjoint, "the adjoint of the plan");
        problem.requireShape(scoreAdjoint, "the adjoint of the scores");
        Arrays.fill(beta, 0);
        Arrays.fill(alpha, 0);
        LevelKernel kernel = level.kernel();
        if (settings.solver() != EntropicTransport.Solver.LEFT_OUT) {
            kernel.center(planAdjoint, beta, rightSide, alpha);
            solveForBeta();
            if (!slack.dustbins && !slack.hasRow()) {
                pinLastColumn();
            }
            kernel.center(planAdjoint, beta, rightSide, alpha);
        }
        kernel.centered(planAdjoint, beta, alpha, unit / level.temperature(), scoreAdjoint);
    }

    @Override
    public void backward(
            DMatrixRMaj planAdjoint, DMatrixRMaj scoreAdjoint, double[] rowAdjoint, double[] columnAdjoint) {
        backward(planAdjoint, scoreAdjoint);
        slack.pull(alpha, beta, rowAdjoint, columnAdjoint);
    }

    /** What is added to beta may be taken from alpha: here the last of beta is 0. */
    private void pinLastColumn() {
        double shift = beta[beta.length - 1];
        for (int j = 0; j < beta.length; j++) {
            beta[j] -= shift;
        }
    }

    private void solveForBeta() {
        int largest = level.kernel().isSparse() ? KernelChoice.DIRECT_GRADIENT : KernelChoice.DIRECT_DENSE_GRADIENT;
        boolean direct = settings.solver() == EntropicTransport.Solver.DIRECT
                || settings.solver() == EntropicTransport.Solver.AUTOMATIC
                        && Math.min(slack.rows, slack.columns) <= largest;
        if (direct) {
            level.system().eliminate(level.kernel(), rightSide, Double.POSITIVE_INFINITY, beta);
        } else {
            level.system().solve(level.kernel(), slack.columnMass, rightSide, GRADIENT_TOLERANCE, beta);
        }
    }

    @Override
    public void setMarginals(double[] rows, double[] columns) {
        problem.withMarginals(rows, columns);
        slack.setMarginals(rows, columns);
        level.marginalsChanged();
    }

    @Override
    public void startFrom(double[] columnPotentials) {
        if (columnPotentials.length != start.length) {
            throw new IllegalArgumentException(
                    "column potentials must be " + start.length + ", got " + columnPotentials.length);
        }
        for (double potential : columnPotentials) {
            if (!(Math.abs(potential) <= Double.MAX_VALUE)) {
                throw new IllegalArgumentException("column potentials must be finite, got " + potential);
            }
        }
        System.arraycopy(columnPotentials, 0, start, 0, start.length);
        warm = true;
    }

    @Override
    public double rowPotential(int i) {
        double temperature = level.temperature();
        double ofUnit = temperature * Math.log(unit) - slack.potentialOfColumns(temperature);
        return level.rowPotential(i) + ofUnit;
    }

    @Override
    public double columnPotential(int j) {
        return level.columnPotential(j) + slack.potentialOfColumns(level.temperature());
    }

    @Override
    public double marginalError() {
        return ready ? level.error() * unit : Double.NaN;
    }

    @Override
    public int iterationsUsed() {
        return level.steps();
    }

    @Override
    public TransportStop stopReason() {
        return path.reason();
    }

    @Override
    public boolean converged() {
        return ready && level.error() <= settings.tolerance();
    }
}
