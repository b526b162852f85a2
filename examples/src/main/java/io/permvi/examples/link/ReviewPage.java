package io.permvi.examples.link;

import io.permvi.applications.files.JsonFile;
import io.permvi.applications.link.LinkResult;
import io.permvi.applications.link.Records;
import io.permvi.plots.pages.Page;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The page on which a person judges pairs: fields side by side, accept, reject, save. */
final class ReviewPage {
    private static final String BODY = """
            <div class="bar"><span class="grow" id="state" aria-live="polite"></span>
            <button id="save">Save answers</button></div>
            <div id="pairs"></div>
            """;

    private ReviewPage() {}

    /** What the script reads. */
    private record Data(List<String> fields, List<Pair> pairs) {}

    private record Pair(List<String> ids, double p, List<String> a, List<String> b) {}

    static Page of(LinkResult result, int[] pairs) {
        Set<String> fields = new LinkedHashSet<>(result.a().columns());
        fields.addAll(result.b().columns());
        List<Pair> rows = new ArrayList<>();
        for (int e : pairs) {
            int i = result.scores().row(e);
            int j = result.scores().column(e);
            rows.add(new Pair(
                    List.of(result.a().ids().get(i), result.b().ids().get(j)),
                    result.probability(e),
                    cells(result.a(), fields, i),
                    cells(result.b(), fields, j)));
        }
        String lead = "The " + rows.size() + " pairs whose decision is least certain, of "
                + result.a().name() + " and " + result.b().name()
                + ". Save the answers and give them to permvi link review --answers.";
        return Page.of("Pairs worth a look", lead)
                .withData(JsonFile.compactText(new Data(List.copyOf(fields), rows)))
                .withBody(BODY)
                .withScript(Page.resource(ReviewPage.class, "review.js"));
    }

    private static List<String> cells(Records records, Set<String> fields, int record) {
        return fields.stream()
                .map(field -> {
                    int column = records.columns().indexOf(field);
                    return column < 0 ? "" : records.cell(column, record);
                })
                .toList();
    }
}
