package io.permvi.inference.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.Answer;
import io.permvi.inference.Inference;
import io.permvi.inference.posterior.ExactPosterior;
import io.permvi.inference.structure.Structure;
import io.permvi.models.LatentValues;
import io.permvi.models.MatchingLatent;
import io.permvi.models.Model;
import io.permvi.models.RealLatent;
import io.permvi.models.TapeModel;
import io.permvi.relaxations.counting.PermutationEnumeration;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.random.DrawRandom;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.distribution.MultivariateNormalDistribution;
import org.apache.commons.math3.util.CombinatoricsUtils;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class ExactWaysTest {
    private static final double NOISE = 0.5;

    private static Model linear(MatchingLatent x, long seed) {
        DMatrixRMaj scores = SmallModels.random(x.rows(), x.columns(), seed);
        return TapeModel.of(
                List.of(x),
                (tape, z) -> z.get(x).dot(tape.constant(scores)).times(2).plus(3));
    }

    private static void agreesWithAllValues(MatchingLatent x) {
        Model model = linear(x, 5);
        ExactPosterior all = ExactPosterior.of(model);
        Structure structure = Structure.of(model);
        assertTrue(SubsetPosterior.serves(structure), structure.toString());
        SubsetPosterior sums = SubsetPosterior.of(model, structure, DrawRandom.of(1, 0, 0));
        assertEquals(all.logEvidence(), sums.evidence().value(), 1e-10);
        double[] frequency = new double[x.rows() * x.columns()];
        sums.forEach((z, weight) -> Arrays.setAll(frequency, e -> frequency[e] + weight * z.get(x).data[e]));
        for (int e = 0; e < frequency.length; e++) {
            double p = all.mean(x).data[e];
            assertEquals(p, sums.mean(x).data[e], 1e-12);
            // five standard errors of 4,000 independent draws
            assertEquals(p, frequency[e], 5 * Math.sqrt(p * (1 - p) / 4000) + 1e-12);
        }
        LatentValues z = new LatentValues(model.latents());
        all.values().read(7, z);
        assertEquals(
                all.logDensity().orElseThrow().applyAsDouble(z),
                sums.logDensity().orElseThrow().applyAsDouble(z),
                1e-10);
    }

    @Test
    void subsetSumsAgreeWithAllValues() {
        agreesWithAllValues(new MatchingLatent("x", 6));
        agreesWithAllValues(new MatchingLatent("x", MatchingSpace.within(SparsityPattern.all(3, 6))));
        agreesWithAllValues(new MatchingLatent(
                "x", MatchingSpace.within(SparsityPattern.where(6, 6, (i, j) -> Math.abs(i - j) < 4))));
    }

    @Test
    void aLinearModelTooLargeToVisitIsSummed() {
        Answer answer = Inference.of(linear(new MatchingLatent("x", 14), 8))
                .withFitting(false)
                .run(DrawRandom.of(2, 0, 0));
        assertTrue(answer.toString().contains("sums over subsets"), answer.toString());
        assertTrue(answer.verdict().trusted());
        Model curved = SmallModels.partial(9, 9, 2);
        assertFalse(SubsetPosterior.serves(Structure.of(curved)));
    }

    /** y = x A b + noise with b standard normal: given the matching, y is normal with covariance x A A' x' + noise^2. */
    @Test
    void integratesGaussianRealsExactly() {
        int n = 5;
        var x = new MatchingLatent("x", n);
        var b = new RealLatent("b", 2, 1);
        DMatrixRMaj a = SmallModels.random(n, 2, 3);
        DMatrixRMaj y = SmallModels.random(n, 1, 4);
        Model model = TapeModel.of(List.of(x, b), (tape, z) -> tape.constant(y)
                .minus(z.get(x).mult(tape.constant(a).mult(z.get(b))))
                .sumOfSquares()
                .times(-0.5 / (NOISE * NOISE))
                .plus(-n * Math.log(NOISE) - 0.5 * (n + 2) * Math.log(2 * Math.PI))
                .minus(z.get(b).sumOfSquares().times(0.5))
                .plus(-CombinatoricsUtils.factorialLog(n)));
        double evidence = 0;
        double[] place = new double[n];
        for (Permutation p : new PermutationEnumeration(n).stream().toList()) {
            double density = normal(a, p).density(y.data) / CombinatoricsUtils.factorialDouble(n);
            evidence += density;
            place[p.place(0)] += density;
        }
        Answer answer = Inference.of(model).withFitting(false).run(DrawRandom.of(3, 0, 0));
        assertTrue(answer.posterior() instanceof IntegratedPosterior, answer.toString());
        assertEquals(120, ((IntegratedPosterior) answer.posterior()).visited());
        assertEquals(Math.log(evidence), answer.evidence().value(), 1e-9);
        for (int j = 0; j < n; j++) {
            assertEquals(place[j] / evidence, answer.marginals(x).probability(0, j), 1e-8);
        }
        // the reversed regression knows b only up to what the draws say: some 4,000 of them
        double mean = answer.posterior().expectation(z -> z.get(b).get(0, 0));
        double square = answer.posterior()
                .expectation(z -> z.get(b).get(0, 0) * z.get(b).get(0, 0));
        assertTrue(square - mean * mean < 1, "the posterior variance of b is below that of its prior");
    }

    private static MultivariateNormalDistribution normal(DMatrixRMaj a, Permutation p) {
        int n = a.numRows;
        double[][] covariance = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < n; k++) {
                covariance[i][k] = i == k ? NOISE * NOISE : 0;
                for (int d = 0; d < a.numCols; d++) {
                    covariance[i][k] += a.get(p.place(i), d) * a.get(p.place(k), d);
                }
            }
        }
        return new MultivariateNormalDistribution(new double[n], covariance);
    }
}
