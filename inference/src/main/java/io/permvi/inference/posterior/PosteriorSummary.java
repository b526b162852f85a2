package io.permvi.inference.posterior;

import io.permvi.models.DiscreteLatent;
import io.permvi.models.Latent;
import io.permvi.models.RealLatent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * What a posterior says of each latent. Prints as tables of at most {@value #SHOWN} rows a latent, the least certain items
 * first.
 *
 * @param posterior the posterior, as weighted values
 * @param items of the discrete latents, in order
 * @param numbers of the real latents, in order
 */
public record PosteriorSummary(WeightedPosterior posterior, List<Item> items, List<Number> numbers) {
    /** The rows that are printed of each latent. */
    public static final int SHOWN = 20;

    private static final int CANDIDATES = 3;

    /**
     * An item of a discrete latent.
     *
     * @param candidates its most probable places, at most three
     * @param unmatched the probability that it has none
     * @param entropy of its place in nats
     */
    public record Item(
            DiscreteLatent latent,
            int item,
            List<MatchingMarginals.Candidate> candidates,
            double unmatched,
            double entropy) {}

    /**
     * An entry of a real latent.
     *
     * @param low the 5 % quantile
     * @param high the 95 % quantile
     */
    public record Number(
            RealLatent latent,
            int row,
            int column,
            double mean,
            double deviation,
            double low,
            double median,
            double high) {}

    /** Summarizes weighted values as they are, others by draws. */
    static PosteriorSummary of(Posterior posterior, int draws, RandomGenerator rng) {
        WeightedPosterior weighted = WeightedPosterior.of(posterior, draws, rng);
        List<Item> items = new ArrayList<>();
        List<Number> numbers = new ArrayList<>();
        for (Latent latent : posterior.latents()) {
            if (latent instanceof RealLatent real) {
                real.support().forEachEntry((e, i, j) -> numbers.add(number(weighted, real, i, j)));
            } else {
                DiscreteLatent discrete = (DiscreteLatent) latent;
                MatchingMarginals marginals = weighted.marginals(discrete);
                for (int i = 0; i < discrete.rows(); i++) {
                    items.add(new Item(
                            discrete,
                            i,
                            marginals.candidates(i, CANDIDATES),
                            marginals.unmatchedProbability(i),
                            marginals.entropy(i)));
                }
            }
        }
        return new PosteriorSummary(weighted, List.copyOf(items), List.copyOf(numbers));
    }

    private static Number number(WeightedPosterior posterior, RealLatent latent, int row, int column) {
        double[] values = new double[posterior.values().size()];
        double[] next = new double[3];
        posterior.forEach((z, weight) -> {
            double value = z.get(latent).get(row, column);
            values[(int) next[0]++] = value;
            next[1] += weight * value;
        });
        for (int k = 0; k < values.length; k++) {
            next[2] += posterior.weight(k) * (values[k] - next[1]) * (values[k] - next[1]);
        }
        double[] quantiles = posterior.quantiles(values, 0.05, 0.5, 0.95);
        return new Number(latent, row, column, next[1], Math.sqrt(next[2]), quantiles[0], quantiles[1], quantiles[2]);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Latent latent : posterior.latents()) {
            text.append(latent).append(System.lineSeparator());
            List<String> rows = latent instanceof RealLatent ? numberRows(latent) : itemRows(latent);
            rows.stream().limit(SHOWN).forEach(row -> text.append(row).append(System.lineSeparator()));
            if (rows.size() > SHOWN) {
                text.append("  ... ")
                        .append(rows.size() - SHOWN)
                        .append(" more")
                        .append(System.lineSeparator());
            }
        }
        return text + "log evidence: " + posterior.evidence() + System.lineSeparator() + posterior.diagnostics();
    }

    private List<String> itemRows(Latent latent) {
        return items.stream()
                .filter(item -> item.latent() == latent)
                .sorted((a, b) -> Double.compare(b.entropy(), a.entropy()))
                .map(PosteriorSummary::row)
                .toList();
    }

    private static String row(Item item) {
        StringBuilder text =
                new StringBuilder(String.format(Locale.ROOT, "  item %-4d entropy %.3f ", item.item(), item.entropy()));
        item.candidates()
                .forEach(c -> text.append(String.format(Locale.ROOT, "  %d (%.3f)", c.place(), c.probability())));
        if (item.latent().space().partial()) {
            text.append(String.format(Locale.ROOT, "  none (%.3f)", item.unmatched()));
        }
        return text.toString();
    }

    private List<String> numberRows(Latent latent) {
        return numbers.stream()
                .filter(number -> number.latent() == latent)
                .map(n -> String.format(
                        Locale.ROOT,
                        "  [%d, %d]  mean %.4g  sd %.3g  5%% %.4g  50%% %.4g  95%% %.4g",
                        n.row(),
                        n.column(),
                        n.mean(),
                        n.deviation(),
                        n.low(),
                        n.median(),
                        n.high()))
                .toList();
    }
}
