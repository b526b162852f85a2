package io.permvi.inference.sampling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.structure.ModelPoint;
import io.permvi.models.DiscreteLatent;
import io.permvi.models.Model;
import io.permvi.relaxations.counting.PermutationEnumeration;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.random.DrawRandom;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class EnsembleSamplerTest {
    private static final EnsembleSampler SAMPLER =
            EnsembleSampler.withDefaults().withSeconds(1e6).withTolerance(0).withMaxRounds(5);

    private static DrawnPosterior sample(Model model, int threads) {
        return SAMPLER.withThreads(threads).sample(model, DrawRandom.of(5, 0, 0));
    }

    @Test
    void sameSeedGivesSameBitsForAnyNumberOfThreads() {
        Model model = SmallModels.regression(5, 1);
        var x = (DiscreteLatent) model.latents().get(0);
        DrawnPosterior one = sample(model, 1);
        DrawnPosterior two = sample(model, 3);
        assertArrayEquals(one.marginals(x).toMatrix().data, two.marginals(x).toMatrix().data);
        assertEquals(one.evidence(), two.evidence());
        assertEquals(one.verdict(), two.verdict());
    }

    /** The sampler's error at 4 x 512 draws is below .03 with room; a wrong density is off by more. */
    @Test
    void agreesWithEnumerationOfPartialMatchings() {
        Model model = SmallModels.partial(3, 3, 2);
        var x = (DiscreteLatent) model.latents().get(0);
        double[] exact = new double[10];
        enumerate(model, new int[3], 0, exact);
        DrawnPosterior posterior = sample(model, 2);
        DMatrixRMaj marginals = posterior.marginals(x).toMatrix();
        for (int e = 0; e < 9; e++) {
            assertEquals(exact[e] / exact[9], marginals.data[e], 0.05, "entry " + e);
        }
        assertEquals(Math.log(exact[9]), posterior.evidence().value(), 0.1);
    }

    private static void enumerate(Model model, int[] places, int item, double[] sums) {
        if (item == places.length) {
            ModelPoint point = new ModelPoint(model);
            point.setPlaces(0, places);
            double weight = Math.exp(point.forward());
            sums[9] += weight;
            for (int i = 0; i < places.length; i++) {
                if (places[i] != Matching.UNMATCHED) {
                    sums[3 * i + places[i]] += weight;
                }
            }
            return;
        }
        for (int j = -1; j < places.length; j++) {
            boolean free = true;
            for (int i = 0; i < item; i++) {
                free &= j == -1 || places[i] != j;
            }
            if (free) {
                places[item] = j;
                enumerate(model, places, item + 1, sums);
            }
        }
    }

    /** The scale is summed on a grid of 400 points. */
    @Test
    void agreesWithEnumerationOfAQuadraticModelWithAnUnknownScale() {
        Model model = SmallModels.graphs(4, 3);
        var x = (DiscreteLatent) model.latents().get(0);
        PermutationEnumeration all = new PermutationEnumeration(4);
        double[] exact = new double[17];
        ModelPoint point = new ModelPoint(model);
        int[] places = new int[4];
        double step = 6.0 / 400;
        for (int s = 0; s < all.size(); s++) {
            all.places(s, places);
            point.setPlaces(0, places);
            for (int g = 0; g <= 400; g++) {
                point.setReal(0, -3 + g * step);
                double weight = step * Math.exp(point.forward());
                exact[16] += weight;
                for (int i = 0; i < 4; i++) {
                    exact[4 * i + places[i]] += weight;
                }
            }
        }
        DrawnPosterior posterior = sample(model, 2);
        DMatrixRMaj marginals = posterior.marginals(x).toMatrix();
        for (int e = 0; e < 16; e++) {
            assertEquals(exact[e] / exact[16], marginals.data[e], 0.06, "entry " + e);
        }
        assertEquals(Math.log(exact[16]), posterior.evidence().value(), 0.15);
        assertTrue(posterior.verdict().trusted(), posterior.verdict().toString());
    }
}
