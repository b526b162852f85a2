package io.permvi.relaxations.sinkhorn;

import io.permvi.relaxations.linalg.internal.VectorApi;

/**
 * Sinkhorn iterations on many matrices of one shape at once, and the derivative through them. Small matrices without
 * mask or slack run with the batch as the innermost index, where every loop is over independent samples (up to 16 rows and
 * columns, up to 80 where {@link VectorApi} serves); larger ones run one after the other. The results are those of {@link
 * SinkhornIterations} up to rounding.
 *
 * <p>Matrices are stored one after the other, each row by row. One thread; allocates nothing after construction except
 * where a sample needs its scalings absorbed for the first time.
 */
public final class SinkhornBatch {
    private static final SinkhornChunk.Factory PLAIN = new PlainChunk.Factory();
    private static final SinkhornChunk.Factory CHUNKS =
            TransportLoops.VECTORS.map(TransportLoops::chunks).orElse(PLAIN);
    private static final int SMALLEST_BATCH = 8;

    private final TransportProblem problem;
    private final int batch;
    private final int iterations;
    private final int size;
    private final SinkhornChunk[] chunks;
    private final int chunkSize;
    /** One for each matrix that does not run in a chunk. */
    private final SinkhornIterations[] engines;

    private final OuterProducts products;
    private boolean ready;

    /**
     * Buffers for batches of one size.
     *
     * @param problem the marginals and allowed entries of every matrix
     * @param batch the number of matrices
     * @param iterations the number of iterations, at least 1
     * @throws IllegalArgumentException when {@code batch} or {@code iterations} is below 1
     */
    public SinkhornBatch(TransportProblem problem, int batch, int iterations) {
        if (batch < 1 || iterations < 1) {
            throw new IllegalArgumentException(
                    "batch and iterations must be at least 1, got " + batch + " and " + iterations);
        }
        this.problem = problem;
        this.batch = batch;
        this.iterations = iterations;
        int m = problem.rowCount();
        int n = problem.columnCount();
        size = m * n;
        SinkhornChunk.Factory factory = CHUNKS.serves(m, n) ? CHUNKS : PLAIN;
        boolean innermost = factory.serves(m, n)
                && batch >= SMALLEST_BATCH
                && problem.allowed().isFull()
                && problem.slack() == TransportProblem.Slack.NONE;
        chunkSize = Math.min(batch, factory.largestCount(problem, iterations));
        chunks = new SinkhornChunk[innermost ? (batch + chunkSize - 1) / chunkSize : 0];
        for (int c = 0; c < chunks.length; c++) {
            chunks[c] = factory.newChunk(problem, Math.min(chunkSize, batch - c * chunkSize), iterations);
        }
        engines = new SinkhornIterations[batch];
        products = SinkhornIterations.newProducts(problem, iterations);
        for (int s = 0; s < batch && !innermost; s++) {
            engine(s);
        }
    }

    private SinkhornIterations engine(int s) {
        if (engines[s] == null) {
            engines[s] = new SinkhornIterations(problem, iterations, 0, products);
        }
        return engines[s];
    }

    /**
     * Runs the iterations on every matrix.
     *
     * @param psi the scores, batch times m times n. Not modified.
     * @param temperature the divisor of the scores, above 0
     * @param x the scaled kernels, of the length of psi. Modified.
     * @throws IllegalArgumentException when a length or the temperature does not fit
     */
    public void forward(double[] psi, double temperature, double[] x) {
        requireLength(psi, "psi");
        requireLength(x, "x");
        TransportProblem.requireTemperature(temperature);
        for (int c = 0; c < chunks.length; c++) {
            chunks[c].forward(psi, c * chunkSize * size, temperature, x);
            for (int s = 0; s < chunks[c].count(); s++) {
                if (!chunks[c].withinRange(s)) {
                    forwardAlone(c * chunkSize + s, psi, temperature, x);
                }
            }
        }
        for (int s = 0; s < batch && chunks.length == 0; s++) {
            forwardAlone(s, psi, temperature, x);
        }
        ready = true;
    }

    private void forwardAlone(int s, double[] psi, double temperature, double[] x) {
        engine(s).forward(psi, s * size, temperature, x);
    }

    /**
     * The pullback through the iterations of the last forward.
     *
     * @param xAdjoint of the length of x. Not modified.
     * @param psiAdjoint of the length of psi, overwritten. Modified.
     * @throws IllegalStateException before the first forward
     * @throws IllegalArgumentException when a length does not fit
     */
    public void backward(double[] xAdjoint, double[] psiAdjoint) {
        if (!ready) {
            throw new IllegalStateException("backward needs a forward before it");
        }
        requireLength(xAdjoint, "the adjoint of x");
        requireLength(psiAdjoint, "the adjoint of psi");
        for (int c = 0; c < chunks.length; c++) {
            chunks[c].backward(xAdjoint, c * chunkSize * size, psiAdjoint);
            for (int s = 0; s < chunks[c].count(); s++) {
                if (!chunks[c].withinRange(s)) {
                    backwardAlone(c * chunkSize + s, xAdjoint, psiAdjoint);
                }
            }
        }
        for (int s = 0; s < batch && chunks.length == 0; s++) {
            backwardAlone(s, xAdjoint, psiAdjoint);
        }
    }

    private void backwardAlone(int s, double[] xAdjoint, double[] psiAdjoint) {
        engines[s].backward(xAdjoint, s * size, psiAdjoint);
    }

    private void requireLength(double[] values, String name) {
        if (values.length != batch * size) {
            throw new IllegalArgumentException(name + " must hold " + batch + " matrices of " + size + " entries, got "
                    + values.length + " numbers");
        }
    }
}
