package io.permvi.applications.heads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.applications.files.InputException;
import io.permvi.inference.fields.KnownMatches;
import io.permvi.relaxations.permutation.Matching;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfirmingTest {
    private static final List<Head> HEADS = new SyntheticHeads(3).draw(7);
    private static final HeadNaming NAMING =
            new HeadNaming(AtlasLearner.withDefaults().learn(HEADS.subList(0, 5)));

    @TempDir
    private Path folder;

    private static int right(Head head, NamedHead named) {
        return (int) IntStream.range(0, head.size())
                .filter(i -> named.best().place(i) != Matching.UNMATCHED)
                .filter(i -> NAMING.atlas()
                        .names()
                        .get(named.best().place(i))
                        .equals(head.names().get(i)))
                .count();
    }

    private static Head mirrored(Head head) {
        double[][] positions = {head.positions()[0], head.positions()[1], head.positions()[2].clone()};
        for (int i = 0; i < head.size(); i++) {
            positions[2][i] = -positions[2][i];
        }
        return new Head(head.id(), positions, head.colors(), head.names());
    }

    /** The hand of a mirrored head is against the prior of its grid; three names that have a side settle it. */
    @Test
    void confirmedNamesTellTheHand() {
        Head head = mirrored(HEADS.get(5));
        Map<Integer, Integer> known = new java.util.TreeMap<>();
        for (int i = 0; i < head.size() && known.size() < 3; i++) {
            int neuron = NAMING.atlas().names().indexOf(head.names().get(i));
            if (neuron >= 0 && head.names().get(i).matches(".*[LR]")) {
                known.put(i, neuron);
            }
        }
        KnownMatches matches = KnownMatches.of(head.size(), known);
        NamedHead named = NAMING.name(head.withoutNames(), HeadNaming.Hand.INFER, matches);
        assertTrue(named.probabilitySame() < 0.05, "probability of the wrong hand " + named.probabilitySame());
        known.forEach((point, neuron) -> {
            assertEquals(neuron.intValue(), named.best().place(point));
            assertEquals(1, named.marginals().probability(point, neuron), 1e-9);
        });
    }

    @Test
    void theListAsksForDoubtfulCellsAndConfirmingThemHelps() {
        Head head = HEADS.get(6);
        Confirming person = new Confirming(NAMING, head, HeadNaming.Hand.SAME, true, new Random(1));
        NamedHead before = person.after(0);
        List<NextConfirmation> asked = NextConfirmation.of(before);
        for (int q = 1; q < asked.size(); q++) {
            assertTrue(asked.get(q).gain() <= asked.get(q - 1).gain());
        }
        // what is learned by asking cannot be expected to harm; propagation is not exact
        assertTrue(asked.stream().allMatch(q -> q.gain() > -0.05), asked.toString());
        double mostCertain =
                before.marginals().candidates(asked.get(0).point(), 1).get(0).probability();
        assertTrue(mostCertain < 0.98);
        NamedHead after = person.after(5);
        assertEquals(5, after.known().count());
        assertTrue(right(head, after) >= right(head, before), right(head, before) + " then " + right(head, after));
        assertTrue(
                NextConfirmation.of(after).stream().noneMatch(q -> after.known().isKnown(q.point())));
    }

    @Test
    void readsConfirmedNamesAndSaysWhatIsWrongWithThem() throws IOException {
        List<Head> heads = HEADS.subList(5, 7);
        String second = heads.get(1).id();
        Path file = Files.writeString(
                folder.resolve("known.csv"), "worm,point,neuron\n" + second + ",3,aval\n" + second + ",4,-\n");
        Map<String, KnownNames> known = KnownNames.read(file, heads);
        assertEquals(Set.of(second), known.keySet());
        KnownMatches matches = known.get(second).matches(10, List.of("AVAR", "AVAL"));
        assertEquals(1, matches.place(2));
        assertEquals(Matching.UNMATCHED, matches.place(3));
        assertSays("which the atlas does not have (it has AVAR)", () -> new KnownNames("f", Map.of(0, "AVA"))
                .matches(10, List.of("AVAR")));
        assertSays("points 1 and 2 are both confirmed as AVAL", () -> new KnownNames("f", Map.of(0, "AVAL", 1, "AVAL"))
                .matches(10, List.of("AVAL")));
        assertSays("is AVAL in f and AVAR in g", () -> new KnownNames("f", Map.of(0, "AVAL"))
                .and(new KnownNames("g", Map.of(0, "AVAR"))));
        assertSays("a column 'worm' must say", "point,neuron\n1,AVAL\n", heads);
        assertSays("no such head is named", "worm,point,neuron\nnone,1,AVAL\n", heads);
        assertSays("is there twice, as AVAL and as AVAR", "point,neuron\n1,AVAL\n1,AVAR\n", heads.subList(0, 1));
        assertSays("whole number from 1", "point,neuron\n0,AVAL\n", heads.subList(0, 1));
    }

    private void assertSays(String sentence, String table, List<Head> heads) throws IOException {
        Path file = Files.writeString(folder.resolve("wrong.csv"), table);
        assertSays(sentence, () -> KnownNames.read(file, heads));
    }

    private static void assertSays(String sentence, org.junit.jupiter.api.function.Executable mistake) {
        String message = assertThrows(InputException.class, mistake).getMessage();
        assertTrue(message.contains(sentence), message);
    }
}
