package io.permvi.inference;

import io.permvi.inference.factor.ConstrainedReals;
import io.permvi.inference.factor.DensityFactor;
import io.permvi.inference.factor.DiagonalGaussian;
import io.permvi.inference.factor.FullGaussian;
import io.permvi.inference.factor.IndependentRows;
import io.permvi.inference.factor.MeanField;
import io.permvi.inference.factor.SequentialMatching;
import io.permvi.inference.factor.Start;
import io.permvi.inference.factor.VariationalFactor;
import io.permvi.inference.fit.FitResult;
import io.permvi.inference.fit.VariationalInference;
import io.permvi.inference.posterior.WeightedPosterior;
import io.permvi.models.DiscreteLatent;
import io.permvi.models.MatchingLatent;
import io.permvi.models.Model;
import io.permvi.models.RealLatent;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** A variational fit that starts from the marginals and moments of draws. */
final class FitFromDraws {
    private static final int STEPS = 400;
    private static final int DRAWS = 16;
    private static final int MOST_ENTRIES = 8_000;
    private static final int MOST_CORRELATED = 30;
    private static final int STARTING_DRAWS = 4_000;

    private FitFromDraws() {}

    /** Whether the latents are few enough for a fit in seconds. */
    static boolean serves(Model model) {
        return model.latents().stream()
                        .mapToInt(latent -> latent.rows() * latent.columns())
                        .sum()
                <= MOST_ENTRIES;
    }

    static FitResult fit(Model model, WeightedPosterior draws, int threads, RandomGenerator rng) {
        List<Start> starts = draws.starts(STARTING_DRAWS, rng);
        List<VariationalFactor> factors =
                starts.stream().map(FitFromDraws::factor).toList();
        return VariationalInference.withDefaults()
                .withSteps(STEPS)
                .withDraws(DRAWS)
                .withThreads(threads)
                .fit(model, MeanField.of(factors), starts, rng);
    }

    private static VariationalFactor factor(Start start) {
        if (start.latent() instanceof MatchingLatent matching) {
            return new SequentialMatching(matching)
                    .withRowOrder(SequentialMatching.certainFirst(
                            start.values(), matching.space().allowed()));
        }
        if (start.latent() instanceof RealLatent real) {
            boolean full = real.support().count() <= MOST_CORRELATED;
            Function<RealLatent, DensityFactor> gaussian = full ? FullGaussian::new : DiagonalGaussian::new;
            return real.domain().isReals() ? gaussian.apply(real) : ConstrainedReals.of(real, gaussian);
        }
        return new IndependentRows((DiscreteLatent) start.latent());
    }
}
