package io.permvi.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.autodiff.Tape;
import io.permvi.relaxations.autodiff.Var;
import io.permvi.relaxations.counting.PermutationEnumeration;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.ranking.Mallows;
import io.permvi.relaxations.ranking.PermutationDistance;
import io.permvi.relaxations.ranking.PlackettLuce;
import io.permvi.testkit.GradientCheck;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.distribution.BetaDistribution;
import org.apache.commons.math3.distribution.GammaDistribution;
import org.apache.commons.math3.distribution.LogNormalDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.special.Gamma;
import org.apache.commons.math3.util.CombinatoricsUtils;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PriorsTest {
    private static final double[] VALUES = {0.2, 0.35, 0.7, 0.45};
    private static final double[] PARAMETERS = {1.7, 0.6, 2.5};

    /** A density of x with up to three parameters. */
    private interface Density {
        Var of(Var x, Var a, Var b, Var c);
    }

    private static Arguments density(String name, DoubleUnaryOperator oracle, Density density) {
        return Arguments.of(name, oracle, density);
    }

    static Stream<Arguments> densities() {
        double a = PARAMETERS[0];
        double b = PARAMETERS[1];
        double c = PARAMETERS[2];
        TDistribution student = new TDistribution(c);
        return Stream.of(
                density("normal", new NormalDistribution(a, b)::logDensity, (x, p, q, r) -> Priors.normal(x, p, q)),
                density("numbers", new NormalDistribution(2, 3)::logDensity, (x, p, q, r) -> Priors.normal(x, 2, 3)),
                density(
                        "half-normal",
                        x -> Math.log(2) + new NormalDistribution(0, b).logDensity(x),
                        (x, p, q, r) -> Priors.halfNormal(x, q)),
                density(
                        "log-normal",
                        new LogNormalDistribution(a, b)::logDensity,
                        (x, p, q, r) -> Priors.logNormal(x, p, q)),
                density("gamma", new GammaDistribution(a, 1 / b)::logDensity, (x, p, q, r) -> Priors.gamma(x, p, q)),
                density("beta", new BetaDistribution(a, b)::logDensity, (x, p, q, r) -> Priors.beta(x, p, q)),
                density(
                        "student",
                        x -> student.logDensity((x - a) / b) - Math.log(b),
                        (x, p, q, r) -> Priors.student(x, r, p, q)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("densities")
    void densitiesAgreeWithAnotherLibraryAndTheirGradientsWithDifferences(
            String name, DoubleUnaryOperator oracle, Density density) {
        double[] point =
                Stream.of(VALUES, PARAMETERS).flatMapToDouble(Arrays::stream).toArray();
        double expected = Arrays.stream(VALUES).map(oracle).sum();
        var tape = new Tape();
        Var all = tape.variable(new DMatrixRMaj(point.length, 1, true, point));
        Var value = apply(density, all);
        tape.backward(value);
        assertEquals(expected, value.scalar(), 1e-10);
        double error = GradientCheck.relativeError(
                m -> apply(density, new Tape().constant(m)).scalar(),
                all.value(),
                all.adjoint(),
                new SplittableRandom(1));
        assertTrue(error < 1e-7, name + ": " + error);
    }

    private static Var apply(Density density, Var all) {
        Var x = all.slice(0, 0, VALUES.length, 1).reshaped(2, 2);
        int at = VALUES.length;
        return density.of(x, all.slice(at, 0, 1, 1), all.slice(at + 1, 0, 1, 1), all.slice(at + 2, 0, 1, 1));
    }

    @Test
    void dirichletOfTwoIsBetaAndOfEqualConcentrationOneIsUniform() {
        var tape = new Tape();
        Var x = tape.constant(new double[][] {{0.3, 0.7}});
        double beta = new BetaDistribution(1.5, 2.5).logDensity(0.3);
        assertEquals(
                beta,
                Priors.dirichlet(x, tape.constant(new double[][] {{1.5, 2.5}})).scalar(),
                1e-12);
        Var rows = tape.constant(new double[][] {{0.2, 0.3, 0.5}, {0.1, 0.1, 0.8}});
        assertEquals(2 * Gamma.logGamma(3), Priors.dirichlet(rows, 1).scalar(), 1e-12);
    }

    @Test
    void rankingPriorsAgreeWithTheDistributions() {
        Permutation center = Permutation.of(2, 0, 3, 1);
        double[] utilities = {0.3, -1, 0.8, 0.1};
        var mallows = Mallows.of(PermutationDistance.KENDALL, center, 0.7);
        var plackett = PlackettLuce.of(utilities);
        var tape = new Tape();
        for (Permutation p : permutations()) {
            tape.clear();
            Var x = tape.constant(matrix(p));
            Var theta = tape.constant(0.7);
            assertEquals(
                    mallows.logProbability(p),
                    MatchingPriors.mallows(x, tape.constant(matrix(center)), theta)
                            .scalar(),
                    1e-12);
            Var worth = tape.constant(utilities);
            assertEquals(
                    plackett.logProbability(p),
                    MatchingPriors.plackettLuce(x, worth, 4).scalar(),
                    1e-12);
            int[] best = p.inverse().places();
            assertEquals(
                    plackett.logProbability(p) - plackett.logProbabilityOfOrder(best[2], best[3]),
                    MatchingPriors.plackettLuce(x, worth, 2).scalar(),
                    1e-12);
            assertEquals(
                    -Math.log(24),
                    MatchingPriors.uniform(x, MatchingSpace.permutations(4)).scalar(),
                    1e-12);
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> MatchingPriors.plackettLuce(tape.constant(1), tape.constant(1), 2));
    }

    private static DMatrixRMaj matrix(Permutation p) {
        var matrix = new DMatrixRMaj(p.order(), p.order());
        p.toMatrix(matrix);
        return matrix;
    }

    private static List<Permutation> permutations() {
        var all = new PermutationEnumeration(4);
        return IntStream.range(0, all.size()).mapToObj(all::permutation).toList();
    }

    @Test
    void partialMatchingsSumToOneAndTheirNumberIsBinomial() {
        int m = 3;
        int n = 5;
        double total = 0;
        for (int k = 0; k <= m; k++) {
            var tape = new Tape();
            var matrix = new DMatrixRMaj(m, n);
            for (int i = 0; i < k; i++) {
                matrix.set(i, i, 1);
            }
            double one = Math.exp(MatchingPriors.partial(tape.constant(matrix), tape.constant(0.4))
                    .scalar());
            double ways = CombinatoricsUtils.binomialCoefficientDouble(m, k)
                    * CombinatoricsUtils.binomialCoefficientDouble(n, k)
                    * CombinatoricsUtils.factorialDouble(k);
            assertEquals(
                    CombinatoricsUtils.binomialCoefficientDouble(m, k) * Math.pow(0.4, k) * Math.pow(0.6, m - k),
                    ways * one,
                    1e-12);
            total += ways * one;
        }
        assertEquals(1, total, 1e-12);
    }

    @Test
    void gradientsOfRankingPriorsAgreeWithDifferencesAtRelaxedPoints() {
        var rng = new SplittableRandom(3);
        double[] point = rng.doubles(21, 0.1, 0.9).toArray();
        var tape = new Tape();
        Var all = tape.variable(new DMatrixRMaj(21, 1, true, point));
        tape.backward(joint(all));
        double error = GradientCheck.relativeError(
                m -> joint(new Tape().constant(m)).scalar(), all.value(), all.adjoint(), rng);
        assertTrue(error < 1e-7, "error " + error);
    }

    private static Var joint(Var all) {
        Var x = all.slice(0, 0, 16, 1).reshaped(4, 4);
        Var rate = all.slice(20, 0, 1, 1);
        Var center = x.tape().constant(matrix(Permutation.of(2, 0, 3, 1)));
        return MatchingPriors.mallows(x, center, rate)
                .plus(MatchingPriors.plackettLuce(x, all.slice(16, 0, 4, 1), 3))
                .plus(MatchingPriors.partial(x.times(0.25), rate));
    }
}
