package io.permvi.relaxations.linalg;

import io.permvi.relaxations.linalg.internal.ProductMatrix;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.ejml.data.DMatrixRMaj;

/**
 * The one seam for dense matrix products. The provider is chosen once, when this class is first used: OpenBLAS where
 * its natives are on the class path, else plain Java (faster than the kernels that jblas ships); the system property {@code
 * permvi.blas} ({@code java}, {@code openblas} or {@code jblas}) forces one. A native library that does not load never
 * fails a program: one line on standard error says so when it was asked for, and the Java kernels serve.
 *
 * <p>Small products always run in Java, where a native call costs more than it gains; the choice depends on the shape
 * only, so results do not depend on threads or timing. All methods are safe to call from several threads.
 */
public final class MatrixProducts {
    /** A provider of the products. */
    public enum Provider {
        /** Plain Java, always there. */
        JAVA(JavaKernel::new),
        /** OpenBLAS by way of the bytedeco presets. */
        OPENBLAS(OpenBlasKernel::new),
        /** jblas 1.2.5. */
        JBLAS(JblasKernel::new);

        private final Supplier<ProductKernel> loader;

        Provider(Supplier<ProductKernel> loader) {
            this.loader = loader;
        }

        /** The name by which the system property asks for it. */
        public String propertyValue() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The system property that forces a provider. */
    public static final String PROPERTY = "permvi.blas";

    /** Products with fewer multiplications than this stay in Java. */
    private static final long NATIVE_THRESHOLD = 8_000;

    private static final JavaKernel JAVA = new JavaKernel();
    private static final ThreadLocal<Block> BLOCK = ThreadLocal.withInitial(Block::new);
    private static final Choice CHOICE = choose(System.getProperty(PROPERTY, ""));

    private MatrixProducts() {}

    private record Choice(Provider provider, ProductKernel kernel, String reason) {}

    /** The provider in use. */
    public static Provider provider() {
        return CHOICE.provider;
    }

    /** Why it was chosen, in one sentence. */
    public static String reason() {
        return CHOICE.reason;
    }

    /**
     * c = a b.
     *
     * @param a m by k. Not modified.
     * @param b k by n. Not modified.
     * @param c m by n, neither a nor b. Modified.
     * @throws IllegalArgumentException when shapes do not fit or c is an input
     */
    public static void multiply(DMatrixRMaj a, DMatrixRMaj b, DMatrixRMaj c) {
        multiply(false, false, 1, a, b, 0, c);
    }

    /**
     * c = alpha op(a) op(b) + beta c, where op transposes when asked.
     *
     * @param transposeA whether a is transposed
     * @param transposeB whether b is transposed
     * @param a so that op(a) is m by k. Not modified.
     * @param b so that op(b) is k by n. Not modified.
     * @param beta factor of the old c; with 0, c is not read
     * @param c m by n, neither a nor b. Modified.
     * @throws IllegalArgumentException when shapes do not fit or c is an input
     */
    public static void multiply(
            boolean transposeA,
            boolean transposeB,
            double alpha,
            DMatrixRMaj a,
            DMatrixRMaj b,
            double beta,
            DMatrixRMaj c) {
        int m = transposeA ? a.numCols : a.numRows;
        int k = transposeA ? a.numRows : a.numCols;
        int kOfB = transposeB ? b.numCols : b.numRows;
        int n = transposeB ? b.numRows : b.numCols;
        if (k != kOfB || c.numRows != m || c.numCols != n) {
            throw new IllegalArgumentException("product of " + m + " x " + k + " and " + kOfB + " x " + n
                    + " does not fit an output of " + c.numRows + " x " + c.numCols);
        }
        if (c.data == a.data || c.data == b.data) {
            throw new IllegalArgumentException("the output of a product must not be one of its inputs");
        }
        ProductKernel kernel = (long) m * n * k < NATIVE_THRESHOLD ? JAVA : CHOICE.kernel;
        kernel.multiply(transposeA, transposeB, m, n, k, alpha, a.data, b.data, beta, c.data);
    }

    /**
     * The products of many pairs of small matrices, each c_t = alpha op(a_t) op(b_t) + beta c_t, where the matrices of a
     * kind have one shape and are stacked by rows.
     *
     * @param blocks the number of pairs; the rows of each of a, b and c are a multiple of it
     * @param a the stacked left factors. Not modified.
     * @param b the stacked right factors. Not modified.
     * @param c the stacked products, neither a nor b. Modified.
     * @throws IllegalArgumentException when shapes do not fit or c is an input
     */
    public static void multiplyBlocks(
            int blocks,
            boolean transposeA,
            boolean transposeB,
            double alpha,
            DMatrixRMaj a,
            DMatrixRMaj b,
            double beta,
            DMatrixRMaj c) {
        int rowsA = a.numRows / blocks;
        int rowsB = b.numRows / blocks;
        int rowsC = c.numRows / blocks;
        int m = transposeA ? a.numCols : rowsA;
        int k = transposeA ? rowsA : a.numCols;
        int n = transposeB ? rowsB : b.numCols;
        boolean divides = rowsA * blocks == a.numRows && rowsB * blocks == b.numRows && rowsC * blocks == c.numRows;
        if (!divides || k != (transposeB ? b.numCols : rowsB) || rowsC != m || c.numCols != n) {
            throw new IllegalArgumentException("products of " + blocks + " blocks of " + a.numRows + " x " + a.numCols
                    + " and " + b.numRows + " x " + b.numCols + " do not fit an output of " + c.numRows + " x "
                    + c.numCols);
        }
        if (c.data == a.data || c.data == b.data) {
            throw new IllegalArgumentException("the output of a product must not be one of its inputs");
        }
        BlockShape shape = new BlockShape(transposeA, transposeB, m, n, k, alpha, beta);
        if ((long) m * n * k < NATIVE_THRESHOLD || CHOICE.kernel == JAVA) {
            multiplyInPlace(blocks, shape, a.data, b.data, c.data);
        } else {
            multiplyByCopies(blocks, shape, a.data, b.data, c.data);
        }
    }

    /**
     * A matrix in native memory, for many products with vectors; empty where OpenBLAS does not serve.
     *
     * @param rows the number of rows
     * @param columns the number of columns
     */
    public static Optional<ProductMatrix> nativeMatrix(int rows, int columns) {
        if (provider() != Provider.OPENBLAS) {
            return Optional.empty();
        }
        try {
            return Optional.of(new NativeMatrix(rows, columns));
        } catch (OutOfMemoryError noRoom) {
            // outside the heap; there may be room on it
            return Optional.empty();
        }
    }

    /** The bytes of native memory that matrices and their vectors have taken so far, whether freed since or not. */
    public static long nativeBytesAllocated() {
        return provider() == Provider.OPENBLAS ? NativeMatrix.bytesAllocated() : 0;
    }

    /** What the products of all blocks have in common. */
    private record BlockShape(boolean transposeA, boolean transposeB, int m, int n, int k, double alpha, double beta) {}

    private static void multiplyInPlace(int blocks, BlockShape s, double[] a, double[] b, double[] c) {
        for (int t = 0; t < blocks; t++) {
            JAVA.multiply(
                    s.transposeA,
                    s.transposeB,
                    s.m,
                    s.n,
                    s.k,
                    s.alpha,
                    a,
                    t * s.m * s.k,
                    b,
                    t * s.k * s.n,
                    s.beta,
                    c,
                    t * s.m * s.n);
        }
    }

    /** Native providers take whole arrays only; from some 20 x 20 on they are worth the copies. */
    private static void multiplyByCopies(int blocks, BlockShape s, double[] a, double[] b, double[] c) {
        Block block = BLOCK.get();
        block.reserve(s.m * s.k, s.k * s.n, s.m * s.n);
        for (int t = 0; t < blocks; t++) {
            System.arraycopy(a, t * s.m * s.k, block.a, 0, s.m * s.k);
            System.arraycopy(b, t * s.k * s.n, block.b, 0, s.k * s.n);
            if (s.beta != 0) {
                System.arraycopy(c, t * s.m * s.n, block.c, 0, s.m * s.n);
            }
            CHOICE.kernel.multiply(
                    s.transposeA, s.transposeB, s.m, s.n, s.k, s.alpha, block.a, block.b, s.beta, block.c);
            System.arraycopy(block.c, 0, c, t * s.m * s.n, s.m * s.n);
        }
    }

    /** Copies of one block of each matrix; one for each thread. */
    private static final class Block {
        private double[] a = new double[0];
        private double[] b = new double[0];
        private double[] c = new double[0];

        private void reserve(int sizeOfA, int sizeOfB, int sizeOfC) {
            a = a.length < sizeOfA ? new double[sizeOfA] : a;
            b = b.length < sizeOfB ? new double[sizeOfB] : b;
            c = c.length < sizeOfC ? new double[sizeOfC] : c;
        }
    }

    /** The kernel of a provider, empty when its library does not load; for tests that compare all providers. */
    static Optional<ProductKernel> load(Provider provider) {
        try {
            return Optional.of(provider.loader.get());
        } catch (LinkageError | RuntimeException failure) {
            return Optional.empty();
        }
    }

    private static Choice choose(String wanted) {
        for (Provider provider : Provider.values()) {
            if (provider.propertyValue().equals(wanted)) {
                return load(provider)
                        .map(kernel -> new Choice(provider, kernel, "forced by -D" + PROPERTY + "=" + wanted))
                        .orElseGet(() -> fallBack("-D" + PROPERTY + "=" + wanted + " was asked for, but its native"
                                + " library did not load; using plain Java"));
            }
        }
        if (!wanted.isEmpty()) {
            return fallBack("-D" + PROPERTY + " must be java, openblas or jblas, got " + wanted + "; using plain Java");
        }
        Optional<ProductKernel> openBlas = load(Provider.OPENBLAS);
        if (openBlas.isPresent()) {
            return new Choice(Provider.OPENBLAS, openBlas.get(), "its natives are on the class path");
        }
        return new Choice(Provider.JAVA, JAVA, "OpenBLAS is not on the class path or does not load");
    }

    private static Choice fallBack(String warning) {
        System.err.println("permvi: " + warning);
        return new Choice(Provider.JAVA, JAVA, warning);
    }
}
