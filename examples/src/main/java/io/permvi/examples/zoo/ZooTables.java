package io.permvi.examples.zoo;

import io.permvi.examples.common.Moments;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The study in Markdown. */
final class ZooTables {
    private final List<ZooRow> rows;
    private final List<GradientRow> gradients;

    ZooTables(List<ZooRow> rows, List<GradientRow> gradients) {
        this.rows = rows;
        this.gradients = gradients;
    }

    String toMarkdown() {
        StringBuilder text = new StringBuilder();
        for (int order : new TreeSet<>(rows.stream().map(ZooRow::order).toList())) {
            for (String kind : rows.stream()
                    .filter(row -> row.order() == order)
                    .map(ZooRow::kind)
                    .distinct()
                    .toList()) {
                distances(text, order, kind);
            }
        }
        if (!gradients.isEmpty()) {
            gradients(text);
        }
        return text.toString();
    }

    static List<String> methods(List<ZooRow> rows) {
        return rows.stream().map(ZooRow::method).distinct().toList();
    }

    private void distances(StringBuilder text, int order, String kind) {
        List<ZooRow> own = rows.stream()
                .filter(row -> row.order() == order && row.kind().equals(kind))
                .toList();
        List<Double> levels =
                new ArrayList<>(new TreeSet<>(own.stream().map(ZooRow::noise).toList()));
        boolean enumerated = order <= 8;
        text.append("\n## ")
                .append(kind)
                .append(", ")
                .append(order)
                .append(" items\n\n")
                .append(
                        enumerated
                                ? "Distance sqrt(1 - sum sqrt(p q)) from the enumerated posterior"
                                : "Mean total variation of the items' marginals from the true ones, and how far these may be off")
                .append(", mean over problems; seconds of a fit on one processor.\n\n| method |");
        levels.forEach(level -> text.append(" noise ").append(level).append(" |"));
        text.append(" mean ± error | seconds |\n|---|")
                .append("---|".repeat(levels.size() + 2))
                .append('\n');
        for (String method : methods(own)) {
            text.append("| ").append(method).append(" |");
            for (double level : levels) {
                double mean = own.stream()
                        .filter(row -> row.method().equals(method) && row.noise() == level)
                        .mapToDouble(ZooRow::distance)
                        .average()
                        .orElse(Double.NaN);
                text.append(String.format(Locale.ROOT, " %.3f |", mean));
            }
            List<ZooRow> all =
                    own.stream().filter(row -> row.method().equals(method)).toList();
            Moments moments = Moments.of(all.stream().map(ZooRow::distance).toList());
            double seconds = all.stream().mapToDouble(ZooRow::seconds).average().orElse(Double.NaN);
            text.append(
                    String.format(Locale.ROOT, " %.3f ± %.3f | %.3f |%n", moments.mean(), moments.error(), seconds));
        }
    }

    private void gradients(StringBuilder text) {
        text.append("""

                ## Gradients

                Five items, the quadratic model, steps of eight evaluations. Bias and standard deviation as shares of the length of
                the exact gradient at the start; "by chance" is what the bias would be without any; the largest deviation of an entry in
                standard errors. Ratio: variance over that of the leave-one-out score of the same family.

                | family | estimator | temperature | at | bias | by chance | largest deviation | standard deviation | ratio | microseconds |
                |---|---|---|---|---|---|---|---|---|---|
                """);
        for (GradientRow row : gradients) {
            double plain = gradients.stream()
                    .filter(other -> other.family().equals(row.family())
                            && other.estimator().equals("score")
                            && other.place().equals(row.place()))
                    .map(GradientRow::variance)
                    .collect(Collectors.averagingDouble(v -> v));
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %.4f | %.4f | %.1f | %.3f | %.3g | %.1f |%n",
                    row.family(),
                    row.estimator(),
                    Double.isNaN(row.temperature()) ? "" : row.temperature(),
                    row.place(),
                    row.bias(),
                    row.noise(),
                    row.deviation(),
                    Math.sqrt(row.variance()),
                    row.variance() / plain,
                    row.microseconds()));
        }
    }
}
