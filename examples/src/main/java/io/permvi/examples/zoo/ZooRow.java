package io.permvi.examples.zoo;

/**
 * One fit of the study.
 *
 * @param order number of items
 * @param distance from the exact posterior: Bhattacharyya's where it is enumerated, otherwise the mean total variation
 *     of the items' marginals from those of weighted draws that are unbiased
 * @param seconds on a processor
 */
record ZooRow(
        String problem,
        String kind,
        int order,
        double noise,
        long seed,
        String method,
        double distance,
        double seconds) {
    String key() {
        return key(problem, method);
    }

    static String key(String problem, String method) {
        return problem + " " + method;
    }
}
