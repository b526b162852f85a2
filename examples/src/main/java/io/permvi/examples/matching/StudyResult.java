package io.permvi.examples.matching;

/**
 * One row of the study.
 *
 * @param bhattacharyya the distance from the exact posterior, NaN where that cannot be enumerated
 * @param elbo that was maximized, NaN without one
 * @param logEvidence the exact log p(y), NaN where it cannot be enumerated
 * @param accuracy share of the observations whose center the most probable matching names
 * @param bounds what the ELBO bounds, empty without one
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
        double accuracy,
        String bounds) {
    /** What identifies a row. */
    String key() {
        return key(problem, method, fit);
    }

    /** That of the row of a fit. */
    static String key(String problem, String method, int fit) {
        return problem + " " + method + " " + fit;
    }
}
