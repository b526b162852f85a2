package io.permvi.inference.posterior;

import io.permvi.models.DiscreteLatent;
import io.permvi.models.Latent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;

/**
 * Posteriors of one model side by side: what each says about the log evidence, and how far its marginals are from those of
 * the first. Prints as a table.
 *
 * @param rows one for each posterior, in order
 */
public record Comparison(List<Row> rows) {
    /**
     * One of them.
     *
     * @param name what it is called
     * @param evidence the number that it carries
     * @param distance the mean total variation of its marginals to those of the first
     * @param diagnostics what tells how far it can be trusted
     */
    public record Row(String name, Evidence evidence, double distance, Diagnostics diagnostics) {}

    /** Copies the list. */
    public Comparison {
        rows = List.copyOf(rows);
    }

    /**
     * Compares posteriors.
     *
     * @param posteriors by name, of the same latents; the first is the reference
     * @throws IllegalArgumentException when there is none, or their latents differ
     */
    public static Comparison of(Map<String, ? extends Posterior> posteriors) {
        List<Row> rows = new ArrayList<>();
        Posterior first = posteriors.values().stream()
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("nothing to compare"));
        posteriors.forEach((name, posterior) -> rows.add(
                new Row(name, posterior.evidence(), totalVariation(first, posterior), posterior.diagnostics())));
        return new Comparison(rows);
    }

    /** The same of two. */
    public static Comparison of(String firstName, Posterior first, String secondName, Posterior second) {
        Map<String, Posterior> both = new LinkedHashMap<>();
        both.put(firstName, first);
        both.put(secondName, second);
        return of(both);
    }

    /**
     * The mean over all items of the total variation between their marginals, no place included; 0 without discrete
     * latents.
     *
     * @throws IllegalArgumentException when the latents of the first are not all of the second
     */
    public static double totalVariation(Posterior first, Posterior second) {
        double sum = 0;
        int items = 0;
        for (Latent latent : first.latents()) {
            if (!second.latents().contains(latent)) {
                throw new IllegalArgumentException("the posteriors are not of one model: only one knows " + latent);
            }
            if (latent instanceof DiscreteLatent discrete) {
                sum += totalVariation(
                        first.marginals(discrete).toMatrix(),
                        second.marginals(discrete).toMatrix());
                items += discrete.rows();
            }
        }
        return items == 0 ? 0 : sum / items;
    }

    private static double totalVariation(DMatrixRMaj p, DMatrixRMaj q) {
        double sum = 0;
        for (int i = 0; i < p.numRows; i++) {
            double absolute = 0;
            double difference = 0;
            for (int j = 0; j < p.numCols; j++) {
                absolute += Math.abs(p.get(i, j) - q.get(i, j));
                difference += p.get(i, j) - q.get(i, j);
            }
            sum += 0.5 * (absolute + Math.abs(difference));
        }
        return sum;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Row row : rows) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-20s distance %.3f  %s; %s%n",
                    row.name(),
                    row.distance(),
                    row.evidence(),
                    row.diagnostics()));
        }
        return text.toString();
    }
}
