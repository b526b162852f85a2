package io.permvi.relaxations.sinkhorn;

import io.permvi.relaxations.Relaxation;
import java.util.Optional;

/**
 * Sinkhorn iterations on many matrices of one shape, and the derivative through them: side by side in chunks where that
 * is faster ({@link KernelChoice#chunks}), else one after the other. The results are those of {@link UnrolledPass} up to
 * rounding. One thread; allocates nothing after construction except where a sample needs its scalings absorbed for the
 * first time.
 */
final class SinkhornBatch implements Relaxation.BatchPass {
    private final TransportProblem problem;
    private final int batch;
    private final int iterations;
    private final double tolerance;
    private final int size;
    private final SinkhornChunk[] chunks;
    private final int chunkSize;
    /** One for each matrix that does not run in a chunk. */
    private final UnrolledPass[] passes;

    private final OuterProducts products;
    private boolean ready;

    SinkhornBatch(TransportProblem problem, int batch, int iterations, double tolerance) {
        if (batch < 1) {
            throw new IllegalArgumentException("a batch needs at least 1 matrix, got " + batch);
        }
        this.problem = problem;
        this.batch = batch;
        this.iterations = iterations;
        this.tolerance = tolerance;
        size = problem.rowCount() * problem.columnCount();
        products = UnrolledPass.newProducts(problem, iterations);
        passes = new UnrolledPass[batch];
        Optional<SinkhornChunk.Factory> factory = KernelChoice.chunks(problem, batch, iterations, tolerance);
        chunkSize = factory.map(f -> Math.min(batch, f.largestCount(problem, iterations)))
                .orElse(1);
        chunks = new SinkhornChunk[factory.isPresent() ? (batch + chunkSize - 1) / chunkSize : 0];
        for (int c = 0; c < chunks.length; c++) {
            int count = Math.min(chunkSize, batch - c * chunkSize);
            chunks[c] = factory.orElseThrow().newChunk(problem, count, iterations);
        }
        for (int s = 0; s < batch && chunks.length == 0; s++) {
            alone(s);
        }
    }

    private UnrolledPass alone(int s) {
        if (passes[s] == null) {
            passes[s] = new UnrolledPass(problem, iterations, tolerance, products);
        }
        return passes[s];
    }

    @Override
    public void forward(double[] psi, double temperature, double[] x) {
        requireLength(psi, "psi");
        requireLength(x, "x");
        TransportProblem.requireTemperature(temperature);
        ready = false;
        for (int c = 0; c < chunks.length; c++) {
            int first = c * chunkSize;
            boolean moderate = chunks[c].forward(psi, first * size, temperature, x);
            for (int s = 0; s < chunks[c].count() && !moderate; s++) {
                problem.requireFinite(psi, (first + s) * size);
            }
            for (int s = 0; s < chunks[c].count(); s++) {
                if (!chunks[c].withinRange(s)) {
                    alone(first + s).forward(psi, (first + s) * size, temperature, x);
                }
            }
        }
        for (int s = 0; s < batch && chunks.length == 0; s++) {
            passes[s].forward(psi, s * size, temperature, x);
        }
        ready = true;
    }

    @Override
    public void backward(double[] xAdjoint, double[] psiAdjoint) {
        if (!ready) {
            throw new IllegalStateException("backward needs a forward before it");
        }
        requireLength(xAdjoint, "the adjoint of x");
        requireLength(psiAdjoint, "the adjoint of psi");
        for (int c = 0; c < chunks.length; c++) {
            int first = c * chunkSize;
            chunks[c].backward(xAdjoint, first * size, psiAdjoint);
            for (int s = 0; s < chunks[c].count(); s++) {
                if (!chunks[c].withinRange(s)) {
                    passes[first + s].backward(xAdjoint, (first + s) * size, psiAdjoint);
                }
            }
        }
        for (int s = 0; s < batch && chunks.length == 0; s++) {
            passes[s].backward(xAdjoint, s * size, psiAdjoint);
        }
    }

    private void requireLength(double[] values, String name) {
        if (values.length != batch * size) {
            throw new IllegalArgumentException(name + " must hold " + batch + " matrices of " + size + " entries, got "
                    + values.length + " numbers");
        }
    }
}
