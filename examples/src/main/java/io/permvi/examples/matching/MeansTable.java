package io.permvi.examples.matching;

import io.permvi.examples.common.Moments;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Means over the problems of each sigma, with standard errors. */
final class MeansTable {
    private final List<StudyResult> results;

    MeansTable(List<StudyResult> results) {
        this.results = results;
    }

    /**
     * A mean over problems.
     *
     * @param mean of the problems' means over fits
     * @param standardError of that mean over the problems
     * @param fitSpread the difference between the best and the worst fitting seed's mean, 0 for one seed
     */
    record Cell(double mean, double standardError, double fitSpread) {}

    List<Double> sigmas() {
        return new ArrayList<>(results.stream().map(StudyResult::sigma).collect(Collectors.toCollection(TreeSet::new)));
    }

    List<String> methods() {
        return results.stream().map(StudyResult::method).distinct().toList();
    }

    Cell cell(String method, double sigma, ToDoubleFunction<StudyResult> value) {
        List<StudyResult> own = results.stream()
                .filter(result -> result.method().equals(method) && result.sigma() == sigma)
                .toList();
        if (own.isEmpty()) {
            return new Cell(Double.NaN, Double.NaN, 0);
        }
        Moments problems = Moments.of(means(own, StudyResult::problem, value));
        List<Double> fits = means(own, StudyResult::fit, value);
        return new Cell(problems.mean(), problems.error(), Collections.max(fits) - Collections.min(fits));
    }

    private static List<Double> means(
            List<StudyResult> own, Function<StudyResult, Object> group, ToDoubleFunction<StudyResult> value) {
        return List.copyOf(own.stream()
                .collect(Collectors.groupingBy(group, LinkedHashMap::new, Collectors.averagingDouble(value)))
                .values());
    }

    /** The table in Markdown: distances, or accuracies where there are none, and mean times. */
    String toMarkdown() {
        boolean enumerated = results.stream().anyMatch(r -> !Double.isNaN(r.bhattacharyya()));
        StringBuilder text = new StringBuilder();
        text.append(enumerated ? DISTANCE_TITLE : ACCURACY_TITLE);
        append(text, enumerated ? StudyResult::bhattacharyya : StudyResult::accuracy);
        text.append("\nMean of the ELBO that was reached. Numbers that bound different things cannot be compared:\n\n");
        methods().stream()
                .collect(Collectors.groupingBy(this::bounds, LinkedHashMap::new, Collectors.joining("`, `", "`", "`")))
                .forEach((what, names) -> text.append(what.isEmpty() ? "" : "* " + what + ": " + names + "\n"));
        append(text.append("\n"), StudyResult::elbo);
        return text.toString();
    }

    private String bounds(String method) {
        return results.stream()
                .filter(result -> result.method().equals(method))
                .map(StudyResult::bounds)
                .findFirst()
                .orElse("");
    }

    private static final String DISTANCE_TITLE = """
            Distance sqrt(1 - sum sqrt(p q)) between the exact posterior p and the approximation q: mean over problems, with
            its standard error, then the spread between fitting seeds where there are several. Methods without a probability
            function are histograms of 10,000 hard draws and cannot go below `exact-draws`.

            """;

    private static final String ACCURACY_TITLE = """
            Share of observations whose center the most probable matching names: mean over problems, with its standard error.
            The posterior is too large to enumerate, so there is no distance.

            """;

    private void append(StringBuilder text, ToDoubleFunction<StudyResult> value) {
        text.append("| method |");
        sigmas().forEach(sigma -> text.append(" sigma ").append(sigma).append(" |"));
        text.append(" seconds a problem |\n|---|")
                .append("---|".repeat(sigmas().size() + 1))
                .append("\n");
        for (String method : methods()) {
            text.append("| ").append(method).append(" |");
            for (double sigma : sigmas()) {
                Cell cell = cell(method, sigma, value);
                text.append(Double.isNaN(cell.mean()) ? " |" : format(cell));
            }
            double seconds = results.stream()
                    .filter(r -> r.method().equals(method))
                    .mapToDouble(StudyResult::seconds)
                    .average()
                    .orElse(Double.NaN);
            text.append(String.format(Locale.ROOT, " %.4f |%n", seconds));
        }
    }

    private static String format(Cell cell) {
        String number = String.format(Locale.ROOT, " %.4f ± %.4f", cell.mean(), cell.standardError());
        return cell.fitSpread() == 0
                ? number + " |"
                : number + String.format(Locale.ROOT, " (%.4f) |", cell.fitSpread());
    }
}
