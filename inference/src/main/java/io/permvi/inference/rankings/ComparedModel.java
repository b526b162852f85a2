package io.permvi.inference.rankings;

import io.permvi.relaxations.ranking.PermutationDistance;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A model of rankings.
 *
 * @param distance of Mallows; none for Plackett-Luce
 */
public record ComparedModel(Optional<PermutationDistance> distance) {
    private static final String WORTHS = "plackett-luce";
    private static final String PREFIX = "mallows:";

    /**
     * From {@code mallows:kendall}, {@code kendall} or {@code plackett-luce}.
     *
     * @throws IllegalArgumentException when it is none of these
     */
    public static ComparedModel parse(String text) {
        String name = text.strip().toLowerCase(Locale.ROOT);
        if (name.equals(WORTHS)) {
            return new ComparedModel(Optional.empty());
        }
        String distance = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
        for (PermutationDistance candidate : PermutationDistance.values()) {
            if (label(candidate).equals(distance)) {
                return new ComparedModel(Optional.of(candidate));
            }
        }
        throw new IllegalArgumentException(
                "unknown model '" + text + "'; expected plackett-luce or mallows: and one of "
                        + Arrays.stream(PermutationDistance.values())
                                .map(ComparedModel::label)
                                .collect(Collectors.joining(", ")));
    }

    private static String label(PermutationDistance distance) {
        return distance.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return distance.map(d -> PREFIX + label(d)).orElse(WORTHS);
    }
}
