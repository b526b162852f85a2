package io.permvi.examples.matching;

import io.permvi.applications.files.CsvTable;
import java.util.List;
import java.util.Locale;

/**
 * One row of the study.
 *
 * @param bhattacharyya the distance from the exact posterior, NaN where that cannot be enumerated
 * @param elbo that was maximized, NaN without one
 * @param logEvidence the exact log p(y), NaN where it cannot be enumerated
 * @param accuracy share of the observations whose center the most probable matching names
 */
record StudyResult(
        String problem,
        double sigma,
        String method,
        double bhattacharyya,
        double elbo,
        double logEvidence,
        int steps,
        double seconds,
        int fit,
        double accuracy) {
    static final List<String> COLUMNS = List.of(
            "problem",
            "sigma",
            "method",
            "bhattacharyya",
            "elbo",
            "log_evidence",
            "steps",
            "seconds",
            "fit",
            "accuracy");

    /** What identifies a row. */
    String key() {
        return problem + " " + method + " " + fit;
    }

    Object[] cells() {
        return new Object[] {
            problem,
            sigma,
            method,
            number(bhattacharyya, 6),
            number(elbo, 6),
            number(logEvidence, 6),
            steps,
            number(seconds, 6),
            fit,
            number(accuracy, 4)
        };
    }

    private static String number(double value, int digits) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    static StudyResult of(CsvTable.Row row) {
        return new StudyResult(
                row.requiredText("problem"),
                row.number("sigma"),
                row.requiredText("method"),
                orNaN(row, "bhattacharyya"),
                orNaN(row, "elbo"),
                orNaN(row, "log_evidence"),
                (int) row.number("steps"),
                row.number("seconds"),
                (int) row.number("fit"),
                row.number("accuracy"));
    }

    private static double orNaN(CsvTable.Row row, String column) {
        return row.text(column).isEmpty() ? Double.NaN : row.number(column);
    }
}
