package io.permvi.inference.posterior;

import io.permvi.inference.factor.Start;
import io.permvi.models.DiscreteLatent;
import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import io.permvi.models.RealLatent;
import io.permvi.relaxations.random.DrawRandom;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * What is known of the latents after looking at the data, however it was found: a fitted family, weighted draws, chains,
 * a mixture, a point, the enumerated truth. Immutable and safe to share between threads.
 *
 * <p>Draws are hard: matchings and categories are 0/1 matrices. What has relaxed draws too gives them by {@link
 * #forEachRelaxedDraw}.
 */
public interface Posterior {
    /** The draws of {@link #marginals(DiscreteLatent)} and {@link #mean(Latent)} where those must draw. */
    int DRAWS = 2_000;

    /** The latents, in order. */
    List<Latent> latents();

    /**
     * Visits hard draws of all latents.
     *
     * @param draws how many, at least 1
     * @param visitor gets each draw
     * @throws IllegalArgumentException when {@code draws} is below 1
     */
    void forEachDraw(int draws, RandomGenerator rng, DrawVisitor visitor);

    /** The log probability or density of values, normalized, where it is known; the function serves one thread. */
    Optional<ToDoubleFunction<LatentValues>> logDensity();

    /** The number that it carries about the log evidence, and what that number says. */
    Evidence evidence();

    /** What tells how far it can be trusted. */
    Diagnostics diagnostics();

    /**
     * Visits draws as the model saw them while it was fitted; the same as {@link #forEachDraw} where nothing is
     * relaxed.
     */
    default void forEachRelaxedDraw(int draws, RandomGenerator rng, DrawVisitor visitor) {
        forEachDraw(draws, rng, visitor);
    }

    /** One hard draw of all latents. */
    default LatentValues draw(RandomGenerator rng) {
        LatentValues kept = new LatentValues(latents());
        forEachDraw(1, rng, (s, z) -> kept.set(z));
        return kept;
    }

    /** One draw of all latents, relaxed where they are. */
    default LatentValues relaxedDraw(RandomGenerator rng) {
        LatentValues kept = new LatentValues(latents());
        forEachRelaxedDraw(1, rng, (s, z) -> kept.set(z));
        return kept;
    }

    /**
     * The mean of a latent: exact where the posterior is finitely many weighted values, otherwise over hard draws.
     *
     * @param draws how many, where it must draw
     * @throws IllegalArgumentException when the latent is not of this posterior or {@code draws} is below 1
     */
    default DMatrixRMaj mean(Latent latent, int draws, RandomGenerator rng) {
        DMatrixRMaj mean = new DMatrixRMaj(latent.rows(), latent.columns());
        forEachDraw(draws, rng, (s, z) -> {
            DMatrixRMaj value = z.get(latent);
            for (int e = 0; e < mean.getNumElements(); e++) {
                mean.data[e] += value.data[e] / draws;
            }
        });
        return mean;
    }

    /** The same over {@link #DRAWS} draws of a stream that is always the same, so that two calls agree. */
    default DMatrixRMaj mean(Latent latent) {
        return mean(latent, DRAWS, DrawRandom.of(0, 0, 0));
    }

    /**
     * The marginals of a matching or of categories, {@code P(x_ij = 1)}: exact where the posterior is finitely many
     * weighted values, otherwise shares of hard draws, standard error at most {@code 0.5 / sqrt(draws)}.
     *
     * @param draws how many, where it must draw
     * @throws IllegalArgumentException when the latent is not of this posterior or {@code draws} is below 1
     */
    default MatchingMarginals marginals(DiscreteLatent latent, int draws, RandomGenerator rng) {
        return new MatchingMarginals(latent.space(), mean(latent, draws, rng));
    }

    /** The same over {@link #DRAWS} draws of a stream that is always the same, so that two calls agree. */
    default MatchingMarginals marginals(DiscreteLatent latent) {
        return new MatchingMarginals(latent.space(), mean(latent));
    }

    /**
     * Where another fit of the same latents may start: marginals of the discrete ones, means and standard deviations of the
     * others, from draws.
     *
     * @param draws how many, at least 2
     */
    default List<Start> starts(int draws, RandomGenerator rng) {
        LatentValues means = new LatentValues(latents());
        LatentValues squares = new LatentValues(latents());
        forEachDraw(draws, rng, (s, z) -> {
            for (Latent latent : latents()) {
                double[] value = z.get(latent).data;
                for (int e = 0; e < value.length; e++) {
                    means.get(latent).data[e] += value[e] / draws;
                    squares.get(latent).data[e] += value[e] * value[e] / draws;
                }
            }
        });
        return latents().stream()
                .map(latent -> start(latent, means.get(latent), squares.get(latent)))
                .toList();
    }

    private static Start start(Latent latent, DMatrixRMaj mean, DMatrixRMaj square) {
        if (latent instanceof RealLatent real) {
            DMatrixRMaj deviation = new DMatrixRMaj(latent.rows(), latent.columns());
            for (int e = 0; e < deviation.getNumElements(); e++) {
                deviation.data[e] = Math.sqrt(Math.max(1e-12, square.data[e] - mean.data[e] * mean.data[e]));
            }
            return Start.means(real, mean, deviation);
        }
        return Start.marginals((DiscreteLatent) latent, mean);
    }

    /** What there is to say of each latent, as a table that prints; over {@link #DRAWS} draws where it must draw. */
    default PosteriorSummary summary() {
        return PosteriorSummary.of(this, DRAWS, DrawRandom.of(0, 0, 0));
    }

    /**
     * Data as they might be observed again: one data set simulated at each draw.
     *
     * @param simulator what the model says of data, given the latents
     * @param draws how many, at least 1
     * @return a row for each draw
     */
    default double[][] predict(Simulator simulator, int draws, RandomGenerator rng) {
        double[][] data = new double[draws][];
        forEachDraw(draws, rng, (s, z) -> data[s] = simulator.simulate(z, rng));
        return data;
    }

    /** The sampling distribution of a model. */
    @FunctionalInterface
    interface Simulator {
        /**
         * Draws data, a fresh array.
         *
         * @param z values of all latents. Not modified.
         */
        double[] simulate(LatentValues z, RandomGenerator rng);
    }

    /** Gets a draw. */
    @FunctionalInterface
    interface DrawVisitor {
        /**
         * Visits one draw.
         *
         * @param draw its index, from 0 on
         * @param z its values, which the next draw overwrites
         */
        void accept(int draw, LatentValues z);
    }
}
