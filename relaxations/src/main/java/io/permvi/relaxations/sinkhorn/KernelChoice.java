package io.permvi.relaxations.sinkhorn;

import io.permvi.relaxations.linalg.MatrixProducts;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.linalg.internal.ProductMatrix;
import java.util.Optional;

/**
 * Which storage and which method serves what: all thresholds of sizes in this package, each with what decides it, measured
 * with second-level caches of 1 MB and vectors of four and eight numbers.
 *
 * <pre>
 *   iterations      few entries allowed                 packed rows               (SparseScalingKernel)
 *                   all allowed, explicit vectors       the same, sums in passing (VectorScalingKernel)
 *                   else                                a ProductMatrix           (DenseScalingKernel)
 *   Newton's level  few entries count                   packed rows               (SparseLevelKernel)
 *                   else                                a ProductMatrix           (DenseLevelKernel)
 *   ProductMatrix   explicit vectors, not small         VectorMatrix
 *                   beyond the second-level cache       OpenBLAS, outside the heap
 *                   else                                HeapMatrix, by rows and columns, or by rows when huge
 *   batch           small, all allowed, no slack        a SinkhornChunk of samples side by side
 *                   else                                one pass after the other
 * </pre>
 */
final class KernelChoice {
    /** Share of allowed entries up to which a pass over them takes less time than a vectorized one over all. */
    static final double SPARSE_ITERATIONS = 0.22;

    /** Entries up to which two copies, by rows and by columns, are as fast in plain Java as one on explicit vectors. */
    static final int TWICE = 64 * 64;

    /** Entries of a kernel of which two copies, by rows and by columns, fit the second-level cache with the rest. */
    static final int IN_CACHE = 200 * 200;

    /** Entries up to which the copy by columns, where nothing else serves, is worth 3 MB. */
    static final int WITH_COLUMNS = 600 * 600;

    /** Share of entries that count up to which a Newton step on packed rows beats two dense products. */
    static final double SPARSE_LEVEL = 0.15;

    /** The same of a large kernel: more entries would take a good part of the memory of a full one. */
    static final double SPARSE_LARGE_LEVEL = 0.04;

    /** Room for entries, 200 kB, that is given to any packed level up to {@link #SPARSE_LEVEL}. */
    static final int SMALL_LEVEL = 16_384;

    /** Entries up to which a level is packed whatever counts: scans and products are in the first-level cache. */
    static final int ALWAYS_SPARSE_LEVEL = 4096;

    /** Samples from which on a batch is worth the copies into a chunk: one vector. */
    static final int SMALLEST_BATCH = 8;

    /** Iterations up to which chunks keep the scalings of all samples; later ones hardly move anything. */
    static final int LONGEST_CHUNK = 2000;

    /** Rows and columns up to which samples side by side are faster in plain Java, where single loops are short. */
    static final int PLAIN_CHUNK_SIDE = 16;

    /** Samples of a plain chunk: long enough for the loops, and 16 x 16 of them within the second-level cache. */
    static final int PLAIN_CHUNK_SAMPLES = 64;

    /** The same on explicit vectors: kernels and gradients of a group of larger ones leave the second-level cache. */
    static final int VECTOR_CHUNK_SIDE = 80;

    /** Numbers that a chunk on explicit vectors may hold, 256 MB; a single group takes what it needs. */
    static final long VECTOR_CHUNK_DATA = 1L << 25;

    /**
     * Rows or columns up to which elimination solves the gradient's system faster than conjugate gradients where the
     * plan is packed (the table of times is in docs/transport.md).
     */
    static final int DIRECT_GRADIENT = 200;

    /** The same where the plan is full: temperatures are then so high that conjugate gradients need few steps. */
    static final int DIRECT_DENSE_GRADIENT = 32;

    /** Outer products that are collected for one thin product; more do not make it faster. */
    static final int LARGEST_RANK = 64;

    /** Entries of a tile of a thin product, half a second-level cache. */
    static final int TILE_ENTRIES = 65_536;

    /** Rows of such a tile at least, below which OpenBLAS is slow. */
    static final int TILE_ROWS = 32;

    private static final SinkhornChunk.Factory PLAIN_CHUNKS = new PlainChunk.Factory();
    private static final SinkhornChunk.Factory CHUNKS =
            TransportLoops.VECTORS.map(TransportLoops::chunks).orElse(PLAIN_CHUNKS);

    private KernelChoice() {}

    /** A kernel for iterations on allowed entries and, where there are more rows than those, a slack row. */
    static ScalingKernel newScalingKernel(SparsityPattern allowed, int rows) {
        int m = allowed.rows();
        int n = allowed.columns();
        if (allowed.count() <= SPARSE_ITERATIONS * m * n) {
            return new SparseScalingKernel(allowed, rows);
        }
        return TransportLoops.VECTORS
                .filter(loops -> loops.serves(m, n) && allowed.isFull() && rows == m)
                .map(loops -> loops.newKernel(m, n))
                .orElseGet(() -> new DenseScalingKernel(allowed, newMatrix(rows, n), rows));
    }

    /** A dense matrix of zeros for many products. */
    static ProductMatrix newMatrix(int m, int n) {
        long entries = (long) m * n;
        return TransportLoops.VECTORS
                .filter(loops -> loops.serves(m, n))
                .map(loops -> loops.newMatrix(m, n))
                .or(() -> entries > IN_CACHE ? MatrixProducts.nativeMatrix(m, n) : Optional.empty())
                .orElseGet(() -> new HeapMatrix(m, n, entries <= WITH_COLUMNS));
    }

    /** Whether the level kernels of m rows on allowed entries are always packed. */
    static boolean alwaysSparseLevel(SparsityPattern allowed, int m) {
        double entries = (double) m * allowed.columns();
        return entries <= ALWAYS_SPARSE_LEVEL || allowed.count() <= SPARSE_LEVEL * entries;
    }

    /** The entries for which a packed level of m rows has room. */
    static int levelCapacity(SparsityPattern allowed, int m) {
        double entries = (double) m * allowed.columns();
        return (int)
                (alwaysSparseLevel(allowed, m)
                        ? allowed.count() + (double) (m - allowed.rows()) * allowed.columns()
                        : Math.min(SPARSE_LEVEL * entries, Math.max(SMALL_LEVEL, SPARSE_LARGE_LEVEL * entries)));
    }

    /** What runs the samples of a batch side by side; empty where they run faster one after the other. */
    static Optional<SinkhornChunk.Factory> chunks(
            TransportProblem problem, int batch, int iterations, double tolerance) {
        int m = problem.rowCount();
        int n = problem.columnCount();
        SinkhornChunk.Factory factory = CHUNKS.serves(m, n) ? CHUNKS : PLAIN_CHUNKS;
        boolean serves = factory.serves(m, n)
                && batch >= SMALLEST_BATCH
                && iterations <= LONGEST_CHUNK
                && tolerance == 0
                && problem.allowed().isFull()
                && problem.slack() == TransportProblem.Slack.NONE;
        return serves ? Optional.of(factory) : Optional.empty();
    }

    /** A product of thin matrices for m by n and up to some rank. */
    static ThinProduct newThinProduct(int m, int n, int rank) {
        return TransportLoops.VECTORS
                .flatMap(loops -> loops.newThinProduct(m, n, rank))
                .orElseGet(() -> new ThinProduct.Blas(m, n, rank));
    }
}
