package io.permvi.inference.search;

import io.permvi.inference.factor.MeanField;
import io.permvi.inference.factor.SequentialMatching;
import io.permvi.inference.factor.Start;
import io.permvi.inference.fit.VariationalInference;
import io.permvi.inference.optimize.Adam;
import io.permvi.inference.optimize.Schedule;
import io.permvi.inference.posterior.RelabeledPosterior;
import io.permvi.models.MatchingDensity;
import io.permvi.models.MatchingLatent;
import io.permvi.models.NearbyMatchings;
import io.permvi.relaxations.permutation.Matching;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Variational inference from matchings that a search has found: what is uncertain there are a few local ambiguities, so
 * the factor is a {@link SequentialMatching} over the {@link NearbyMatchings}, the certain items first, whose scores start
 * at what each exchange changes in the log density. For exchanges that do not meet this start is the posterior itself:
 * the first of two items draws its place with log odds equal to the change, and the other is left what remains. The fit
 * then corrects ambiguities that do meet.
 *
 * <p>Exact pmf, so the ELBO bounds the evidence. It cannot hold what several matchings can only change together.
 *
 * @param threshold the largest cost in log density of an exchange that counts as near, above 0
 * @param settings of the fit
 */
public record NearbyInference(double threshold, VariationalInference settings) {
    private static final double STEP_SIZE = 0.1;
    private static final int STEPS = 300;

    /** Checks the numbers. */
    public NearbyInference {
        if (!(threshold > 0)) {
            throw new IllegalArgumentException("threshold must be positive, got " + threshold);
        }
    }

    /** Exchanges that cost up to 10, 300 steps of 8 draws with falling steps from 0.1. */
    public static NearbyInference withDefaults() {
        return new NearbyInference(
                10,
                VariationalInference.withDefaults()
                        .withOptimizer(new Adam(Schedule.cosine(STEP_SIZE, 0.01 * STEP_SIZE, STEPS)))
                        .withSteps(STEPS)
                        .withDraws(8));
    }

    /** The same with another threshold. */
    public NearbyInference withThreshold(double value) {
        return new NearbyInference(value, settings);
    }

    /** The same with other settings of the fit. */
    public NearbyInference withSettings(VariationalInference value) {
        return new NearbyInference(threshold, value);
    }

    /**
     * Fits from a start.
     *
     * @param start one matching for each latent of the density, every item matched; best a local optimum
     * @param rng gives the seed of all noise
     * @return over the latents of the density; {@link RelabeledPosterior#inner} is the fitted mean field over those of the
     *     {@link NearbyMatchings}
     */
    public RelabeledPosterior fit(MatchingDensity density, List<Matching> start, RandomGenerator rng) {
        NearbyMatchings model = NearbyMatchings.around(density, start, threshold);
        List<SequentialMatching> factors = new ArrayList<>();
        for (int k = 0; k < start.size(); k++) {
            MatchingLatent latent = model.matchings().get(k);
            factors.add(new SequentialMatching(latent)
                    .withRowOrder(SequentialMatching.certainFirst(
                            model.scores(k), latent.space().allowed())));
        }
        MeanField q = MeanField.of(List.copyOf(factors));
        double[] parameters = q.initialParameters(rng);
        for (int k = 0; k < start.size(); k++) {
            q.startAt(Start.scores(model.matchings().get(k), model.scores(k)), parameters);
        }
        return new RelabeledPosterior(settings.fit(model, q, parameters, rng).posterior(), density.latents());
    }
}
