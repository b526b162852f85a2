package io.permvi.relaxations.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MatrixProductsTest {
    /** Prints the provider in use and one product; run in a JVM of its own by the fallback tests. */
    static final class Program {
        public static void main(String[] arguments) {
            DMatrixRMaj a = new DMatrixRMaj(30, 30);
            a.fill(1);
            DMatrixRMaj c = new DMatrixRMaj(30, 30);
            MatrixProducts.multiply(a, a, c);
            System.out.println(MatrixProducts.provider() + " " + c.get(7, 9));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyProviderThatLoadsMultiplies(MatrixProducts.Provider provider) {
        ProductKernel kernel = MatrixProducts.load(provider).orElse(null);
        Assumptions.assumeTrue(kernel != null, provider + " does not load here");
        RandomGenerator rng = new SplittableRandom(1);
        for (int trial = 0; trial < 60; trial++) {
            int m = 1 + rng.nextInt(40);
            int n = 1 + rng.nextInt(40);
            int k = 1 + rng.nextInt(40);
            boolean transposeA = rng.nextBoolean();
            boolean transposeB = rng.nextBoolean();
            double beta = trial % 3 == 0 ? 0 : 0.5;
            double[] a = gaussian(m * k, rng);
            double[] b = gaussian(k * n, rng);
            double[] c = gaussian(m * n, rng);
            double[] expected = c.clone();
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    double sum = 0;
                    for (int p = 0; p < k; p++) {
                        sum += a[transposeA ? p * m + i : i * k + p] * b[transposeB ? j * k + p : p * n + j];
                    }
                    expected[i * n + j] = 1.5 * sum + beta * c[i * n + j];
                }
            }
            double[] got = c.clone();
            if (beta == 0) {
                Arrays.fill(got, Double.NaN);
            }
            kernel.multiply(transposeA, transposeB, m, n, k, 1.5, a, b, beta, got);
            for (int at = 0; at < got.length; at++) {
                assertEquals(expected[at], got[at], 1e-12, provider + " at " + at);
            }
        }
    }

    private static double[] gaussian(int length, RandomGenerator rng) {
        return rng.doubles(length, -1, 1).toArray();
    }

    @Test
    void plainJavaIsAlwaysThere() {
        assertTrue(MatrixProducts.load(MatrixProducts.Provider.JAVA).isPresent());
    }

    @Test
    void refusesShapesThatDoNotFitAndOutputsThatAreInputs() {
        DMatrixRMaj a = new DMatrixRMaj(2, 3);
        DMatrixRMaj square = new DMatrixRMaj(3, 3);
        assertThrows(IllegalArgumentException.class, () -> MatrixProducts.multiply(a, a, square));
        assertThrows(IllegalArgumentException.class, () -> MatrixProducts.multiply(square, square, a));
        assertThrows(IllegalArgumentException.class, () -> MatrixProducts.multiply(square, square, square));
    }

    @Test
    void aNativeLibraryThatDoesNotLoadCostsOneLine() throws IOException, InterruptedException {
        String withoutNatives = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("bytedeco") && !entry.contains("jblas"))
                .collect(Collectors.joining(File.pathSeparator));
        for (String provider : List.of("openblas", "jblas")) {
            List<String> lines = run(withoutNatives, "-Dpermvi.blas=" + provider);
            assertEquals(2, lines.size(), lines::toString);
            assertTrue(lines.get(0).startsWith("permvi: -Dpermvi.blas=" + provider + " was asked for"), lines.get(0));
            assertEquals("JAVA 30.0", lines.get(1));
        }
        assertEquals(List.of("JAVA 30.0"), run(withoutNatives, "-Dpermvi.blas="));
        assertTrue(run(withoutNatives, "-Dpermvi.blas=mkl").get(0).contains("must be java, openblas or jblas"));
    }

    private static List<String> run(String classPath, String property) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(java, "-Xmx64m", property, "-cp", classPath, Program.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output.lines().toList();
    }
}
