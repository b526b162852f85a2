package io.permvi.applications.heads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeadAuditTest {
    private static List<HeadFile> files() {
        return new SyntheticHeads(5)
                .draw(8).stream()
                        .map(head -> new HeadFile(head, KnownNames.none(), Optional.empty()))
                        .toList();
    }

    @Test
    void findsExchangedNamesFirst() {
        LabelErrors errors = LabelErrors.in(files(), 0.05, 0, new Random(2));
        HeadAudit.Report report = new HeadAudit(4).audit(errors.heads(), head -> {});
        List<HeadAudit.Finding> first =
                report.findings().subList(0, errors.exchanged().size());
        long found = first.stream()
                .filter(f -> errors.exchanged().contains(LabelErrors.key(f.head(), f.point())))
                .count();
        assertTrue(found > 0.7 * first.size(), found + " of " + first.size());
        HeadAudit.Finding worst = first.get(0);
        assertEquals(HeadAudit.Kind.EXCHANGED, worst.kind());
        assertTrue(worst.evidence() > 0 && worst.probability() < 0.1, worst.toString());
    }

    @Test
    void findsNamesThatAreThereTwice() {
        List<HeadFile> files = new ArrayList<>(files());
        HeadFile file = files.get(3);
        List<String> names = new ArrayList<>(file.head().names());
        int first = 0;
        while (names.get(first).isEmpty()) {
            first++;
        }
        names.set(first + 1, names.get(first));
        files.set(3, new HeadFile(file.head().withNames(names), file.confirmed(), file.commonHand()));
        HeadAudit.Finding worst =
                new HeadAudit(4).audit(files, head -> {}).findings().get(0);
        assertEquals(HeadAudit.Kind.DOUBLE, worst.kind());
        assertEquals(first + 1, worst.point());
        assertEquals(first, worst.owner());
    }

    @Test
    void mirrorsNamesOfBothSidesOnly() {
        assertEquals("AVAR", Twins.mirror("AVAL"));
        assertEquals("I1L", Twins.mirror("I1R"));
        assertEquals("M1", Twins.mirror("M1"));
        assertEquals(1, Twins.of(List.of("AVAL", "AVAR")).twin()[0]);
        assertEquals(0, Twins.of(List.of("AVL", "AVG")).twin()[0]);
    }
}
