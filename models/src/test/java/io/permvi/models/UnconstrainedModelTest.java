package io.permvi.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.permvi.testkit.ModelContract;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnconstrainedModelTest extends ModelContract {
    private static final RealLatent SCALE = new RealLatent("scale", 1, 2, Domain.positive());
    private static final RealLatent SHARES = new RealLatent("shares", 2, 3, Domain.simplex());
    private static final RealLatent FREE = new RealLatent("free", 1, 1);

    @Override
    protected Model model() {
        return UnconstrainedModel.of(
                TapeModel.of(List.of(SCALE, FREE, SHARES), (tape, z) -> Priors.gamma(z.get(SCALE), 2, 1.5)
                        .plus(Priors.normal(z.get(FREE), 0, 1))
                        .plus(Priors.dirichlet(z.get(SHARES), 2))));
    }

    @Override
    protected long allocationAllowance() {
        return 20_000; // the tape records small objects and constants anew
    }

    @Test
    void aModelWithoutDomainsIsItsOwn() {
        Model plain = TapeModel.of(List.of(FREE), (tape, z) -> Priors.normal(z.get(FREE), 0, 1));
        assertSame(plain, UnconstrainedModel.of(plain));
    }

    @Test
    void theDensityOfTheFreeNumbersIntegratesToOne() {
        var rate = new RealLatent("rate", 1, 1, Domain.between(0, 1));
        Model model = UnconstrainedModel.of(TapeModel.of(List.of(rate), (tape, z) -> Priors.beta(z.get(rate), 2, 3)));
        LatentValues u = new LatentValues(model.latents());
        Model.Pass pass = model.newPass();
        double sum = 0;
        for (double at = -30; at < 30; at += 0.01) {
            u.get(model.latents().get(0)).data[0] = at;
            sum += 0.01 * Math.exp(pass.forward(u));
        }
        assertEquals(1, sum, 1e-6);
    }
}
