package io.permvi.applications.rankings;

import io.permvi.applications.files.OutputFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@code rankings describe} writes. */
public final class DescriptionFiles {
    /** Their names. */
    public static final List<String> NAMES = List.of("items.csv", "pairs.csv", "summary.txt", "summary.json");

    private static final int NAMED = 5;

    private DescriptionFiles() {}

    /** The sentences that describe a file, warnings included. */
    public static List<String> sentences(RankingFile file, Description description) {
        List<String> lines = new ArrayList<>();
        lines.add(file.path().getFileName() + ": " + file.format() + ", " + description.rankings() + " rankings ("
                + description.distinct() + " lines) of " + file.items().size() + " items");
        lines.add(description.complete() + " complete without ties, " + description.ties() + " with ties");
        description.items().stream()
                .filter(item -> item.ranked() > 0 && !Double.isNaN(item.meanRank()))
                .min((a, b) -> Double.compare(a.meanRank(), b.meanRank()))
                .ifPresent(best -> lines.add(String.format(
                        Locale.ROOT, "best mean rank where ranked: %s, %.2f", best.item(), best.meanRank())));
        if (!file.neverRanked().isEmpty()) {
            lines.add("WARNING: nobody ranked " + named(file.neverRanked()));
        }
        if (description.groups().size() > 1) {
            lines.add("WARNING: comparisons do not connect the items; no data say how these groups compare: "
                    + String.join(
                            " | ",
                            description.groups().stream()
                                    .map(DescriptionFiles::named)
                                    .limit(NAMED)
                                    .toList())
                    + (description.groups().size() > NAMED ? " | ..." : ""));
        }
        if (description.assessorsInCircles() > 0) {
            lines.add("WARNING: the comparisons of " + description.assessorsInCircles() + " of "
                    + file.ballots().size() + " assessors go in circles: no ranking agrees with them");
        }
        return lines;
    }

    private static String named(List<String> items) {
        return String.join(", ", items.subList(0, Math.min(NAMED, items.size())))
                + (items.size() > NAMED ? " and " + (items.size() - NAMED) + " more" : "");
    }

    /** Writes tables and summary. */
    public static void write(RankingFile file, Description description, List<String> sentences, OutputFolder folder) {
        folder.writeRecords("items.csv", Description.Item.class, description.items());
        folder.writeCsv("pairs.csv", List.of("item", "other", "before"), rows -> {
            for (int i = 0; i < file.items().size(); i++) {
                for (int j = 0; j < file.items().size(); j++) {
                    if (i != j && description.before()[i][j] > 0) {
                        rows.add(
                                file.items().get(i),
                                file.items().get(j),
                                description.before()[i][j]);
                    }
                }
            }
        });
        folder.writeText("summary.txt", String.join("\n", sentences) + "\n");
        folder.writeSummary(
                "rankings describe",
                new Summary(
                        file.path().getFileName().toString(),
                        file.format(),
                        file.items().size(),
                        description.rankings(),
                        description.distinct(),
                        description.complete(),
                        description.ties(),
                        description.assessorsInCircles(),
                        description.groups().size(),
                        file.neverRanked()));
    }

    /** The entries of {@code summary.json}. */
    private record Summary(
            String file,
            String format,
            int items,
            long rankings,
            int lines,
            long complete,
            long ties,
            int assessorsInCircles,
            int connectedGroups,
            List<String> neverRanked) {}
}
