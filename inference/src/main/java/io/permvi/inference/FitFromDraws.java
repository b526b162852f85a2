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
import io.permvi.models.Latent;
import io.permvi.models.MatchingLatent;
import io.permvi.models.Model;
import io.permvi.models.RealLatent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/** A variational fit that starts from the marginals and moments of draws. */
final class FitFromDraws {
    private static final int STEPS = 400;
    private static final int DRAWS = 16;
    private static final int MOST_ENTRIES = 8_000;
    private static final int MOST_CORRELATED = 30;
    private static final double LEAST_DEVIATION = 1e-3;

    private FitFromDraws() {}

    /** Whether the latents are few enough for a fit in seconds. */
    static boolean serves(Model model) {
        return model.latents().stream()
                        .mapToInt(latent -> latent.rows() * latent.columns())
                        .sum()
                <= MOST_ENTRIES;
    }

    static FitResult fit(Model model, WeightedPosterior draws, int threads, RandomGenerator rng) {
        List<VariationalFactor> factors = new ArrayList<>();
        List<Start> starts = new ArrayList<>();
        for (Latent latent : model.latents()) {
            DMatrixRMaj mean = draws.mean(latent);
            if (latent instanceof RealLatent real) {
                boolean full = real.support().count() <= MOST_CORRELATED;
                Function<RealLatent, DensityFactor> gaussian = full ? FullGaussian::new : DiagonalGaussian::new;
                factors.add(real.domain().isReals() ? gaussian.apply(real) : ConstrainedReals.of(real, gaussian));
                starts.add(Start.means(real, mean, deviations(draws, real, mean)));
            } else if (latent instanceof MatchingLatent matching) {
                Start start = Start.marginals(matching, mean);
                factors.add(new SequentialMatching(matching)
                        .withRowOrder(SequentialMatching.certainFirst(
                                start.values(), matching.space().allowed())));
                starts.add(start);
            } else if (latent instanceof DiscreteLatent categories) {
                factors.add(new IndependentRows(categories));
                starts.add(Start.marginals(categories, mean));
            }
        }
        return VariationalInference.withDefaults()
                .withSteps(STEPS)
                .withDraws(DRAWS)
                .withThreads(threads)
                .fit(model, MeanField.of(factors), starts, rng);
    }

    private static DMatrixRMaj deviations(WeightedPosterior draws, RealLatent real, DMatrixRMaj mean) {
        DMatrixRMaj deviations = mean.createLike();
        draws.forEach((z, weight) -> {
            for (int e = 0; e < deviations.getNumElements(); e++) {
                double difference = z.get(real).data[e] - mean.data[e];
                deviations.data[e] += weight * difference * difference;
            }
        });
        for (int e = 0; e < deviations.getNumElements(); e++) {
            deviations.data[e] = Math.max(LEAST_DEVIATION, Math.sqrt(deviations.data[e]));
        }
        return deviations;
    }
}
