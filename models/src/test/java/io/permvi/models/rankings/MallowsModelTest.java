package io.permvi.models.rankings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.permvi.models.LatentValues;
import io.permvi.models.Model;
import io.permvi.relaxations.counting.PermutationEnumeration;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.ranking.ExactMallows;
import io.permvi.relaxations.ranking.PermutationDistance;
import io.permvi.relaxations.ranking.RankingData;
import io.permvi.relaxations.ranking.RankingSet;
import io.permvi.relaxations.ranking.SpreadPrior;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MallowsModelTest {
    private static final SpreadPrior PRIOR = new SpreadPrior(3, 0.6);

    @ParameterizedTest
    @EnumSource(names = {"KENDALL", "FOOTRULE", "SPEARMAN", "HAMMING"})
    void sumsToTheExactEvidence(PermutationDistance distance) {
        RankingData data = RankingData.complete(
                List.of(Permutation.of(0, 1, 2, 3), Permutation.of(1, 0, 2, 3), Permutation.of(0, 1, 3, 2)));
        MallowsModel model = MallowsModel.of(distance, data, PRIOR);
        LatentValues z = new LatentValues(model.latents());
        Model.Pass pass = model.newPass();
        PermutationEnumeration all = new PermutationEnumeration(4);
        double sum = 0;
        for (int k = 0; k < all.size(); k++) {
            z.get(model.consensus()).zero();
            for (int i = 0; i < 4; i++) {
                z.get(model.consensus()).set(i, all.permutation(k).place(i), 1);
            }
            for (double alpha = 0.01; alpha < 60; alpha += 0.02) {
                z.get(model.alpha()).set(0, 0, alpha);
                sum += 0.02 * Math.exp(pass.forward(z));
            }
        }
        assertEquals(ExactMallows.posterior(distance, data, PRIOR).logEvidence(), Math.log(sum), 1e-4);
    }

    @Test
    void refusesIncompleteRankings() {
        RankingData data = RankingData.of(4, List.of(RankingSet.groups(4, List.of(new int[] {1}), true)), List.of(1L));
        assertThrows(IllegalArgumentException.class, () -> MallowsModel.of(PermutationDistance.KENDALL, data, PRIOR));
    }
}
