package io.permvi.applications.link;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Guesses which columns of two files hold the same, by the values that they share. */
final class FieldMapProposal {
    private static final int LOOKED_AT = 2000;

    private FieldMapProposal() {}

    /** As the option says it, {@code a=b,...}: the partner of each column that shares most of its words, if any. */
    static String of(Records a, Records b) {
        List<String> proposals = new ArrayList<>();
        for (int c = 0; c < a.columns().size(); c++) {
            Set<String> words = words(a, c);
            String best = "";
            double most = 0.02;
            for (int d = 0; d < b.columns().size(); d++) {
                Set<String> others = words(b, d);
                double shared = words.stream().filter(others::contains).count();
                double share = shared / Math.max(1, Math.min(words.size(), others.size()));
                if (share > most) {
                    most = share;
                    best = b.columns().get(d);
                }
            }
            if (!best.isEmpty()) {
                proposals.add(a.columns().get(c) + "=" + best);
            }
        }
        return proposals.isEmpty() ? a.columns().get(0) + "=" + b.columns().get(0) : String.join(",", proposals);
    }

    private static Set<String> words(Records records, int column) {
        return records.cells().get(column).stream()
                .limit(LOOKED_AT)
                .flatMap(cell -> Tokens.words(Value.plain(cell), false).stream())
                .collect(Collectors.toCollection(HashSet::new));
    }
}
