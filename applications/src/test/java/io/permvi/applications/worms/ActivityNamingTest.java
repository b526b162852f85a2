package io.permvi.applications.worms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.applications.files.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Worms of twelve neurons in a ring, each driven by the one before and by its own past; cells come in any order. */
class ActivityNamingTest {
    private static final int NEURONS = 12;
    private static final int STEPS = 600;

    @TempDir
    private Path folder;

    private static WiringEvidence ring() {
        Map<String, Set<String>> sources = new TreeMap<>();
        for (int i = 0; i < NEURONS; i++) {
            sources.put("N" + i, Set.of("N" + (i + NEURONS - 1) % NEURONS));
        }
        return new WiringEvidence(sources, 30, true);
    }

    private static RealWorm worm(long seed) {
        Random rng = new Random(seed);
        double[][] x = new double[NEURONS][STEPS];
        for (int t = 1; t < STEPS; t++) {
            for (int i = 0; i < NEURONS; i++) {
                double drive = (i % 2 == 0 ? 1 : -1) * (0.15 + 0.05 * i);
                x[i][t] = 0.5 * x[i][t - 1] + drive * x[(i + NEURONS - 1) % NEURONS][t - 1] + rng.nextGaussian();
            }
        }
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, NEURONS).boxed().toList());
        Collections.shuffle(order, rng);
        return RealWorm.of(
                "worm" + seed,
                order.stream().map(i -> "N" + i).toList(),
                order.stream().map(i -> x[i]).toArray(double[][]::new));
    }

    private static final List<RealWorm> WORMS = List.of(worm(1), worm(2), worm(3), worm(4));

    @Test
    void trueNamesAndTrueWiringHaveTheMostEvidence() {
        ActivityNaming.Rank names = ActivityNaming.amongShuffles(WORMS.get(0), ring(), 20, new Random(1));
        assertEquals(0, names.above());
        assertTrue(names.z() > 3, names.toString());
        Random rng = new Random(2);
        List<WiringEvidence> others =
                IntStream.range(0, 5).mapToObj(r -> ring().rewired(rng)).toList();
        assertTrue(others.stream()
                .allMatch(o -> o.sources().values().stream().mapToInt(Set::size).sum() == NEURONS));
        assertEquals(
                0, ActivityNaming.amongWirings(WORMS.get(0), ring(), others).above());
        assertTrue(ring().logEvidence(WORMS.get(0)) > ring().withSelf(false).logEvidence(WORMS.get(0)));
    }

    @Test
    void hiddenNamesComeBackFromTheOtherWorms() {
        ActivityNaming naming = new ActivityNaming(WORMS, ring(), new FunctionalAtlas.Kind(true, 1, true), 0.5);
        ActivityNaming.Evidence evidence = naming.evidence(0);
        assertEquals(
                3,
                evidence.hidden(0.75, ActivityNaming.Part.BOTH, new Random(3)).cells());
        for (ActivityNaming.Part part : ActivityNaming.Part.values()) {
            double right = right(evidence, part);
            assertTrue(right > 0.6, part + ": " + right);
        }
        // names of the other worms that mean nothing name nothing
        List<RealWorm> dealt = new ArrayList<>(List.of(WORMS.get(0)));
        for (RealWorm worm : WORMS.subList(1, 4)) {
            List<Integer> order =
                    new ArrayList<>(IntStream.range(0, NEURONS).boxed().toList());
            Collections.shuffle(order, new Random(9 + worm.id().hashCode()));
            dealt.add(worm.reordered(order));
        }
        ActivityNaming none = new ActivityNaming(dealt, ring(), naming.kind(), 0.5);
        double meant = right(evidence, ActivityNaming.Part.BOTH);
        double right = right(none.evidence(0), ActivityNaming.Part.BOTH);
        assertTrue(right < meant - 0.15, "dealt names: " + right + ", meant: " + meant);
    }

    private static double right(ActivityNaming.Evidence evidence, ActivityNaming.Part part) {
        return IntStream.range(0, 20)
                .mapToDouble(s -> evidence.hidden(0.75, part, new Random(s)).right())
                .average()
                .orElseThrow();
    }

    @Test
    void whatIsChosenIsChosenWithoutTheWorm() {
        ActivityNaming naming = new ActivityNaming(WORMS, ring(), FunctionalAtlas.Kind.CORRELATIONS, 0);
        ActivityNaming chosen = naming.chosenWithout(0, new Random(1));
        List<RealWorm> changed = new ArrayList<>(WORMS);
        changed.set(0, worm(77));
        ActivityNaming again = new ActivityNaming(changed, ring(), FunctionalAtlas.Kind.CORRELATIONS, 0)
                .chosenWithout(0, new Random(1));
        assertEquals(chosen.kind(), again.kind());
        assertEquals(chosen.wiringWeight(), again.wiringWeight());
    }

    @Test
    void readsRecordingsAndTakesTheSurestCellOfANeuron() throws IOException {
        StringBuilder activity = new StringBuilder("time");
        StringBuilder names = new StringBuilder("cell,neuron,confidence\n");
        for (int c = 0; c < 13; c++) {
            activity.append(",c").append(c);
            names.append("c")
                    .append(c)
                    .append(",N")
                    .append(c % 12)
                    .append(',')
                    .append(c == 12 ? 5 : 3)
                    .append('\n');
        }
        for (int t = 0; t < 120; t++) {
            activity.append('\n').append(t);
            for (int c = 0; c < 13; c++) {
                activity.append(',').append(Math.sin(t * (c + 1)));
            }
        }
        for (int w = 0; w < 3; w++) {
            Files.writeString(folder.resolve(w + "-activity.csv"), activity);
            Files.writeString(folder.resolve(w + "-names.csv"), names);
        }
        List<RealWorm> worms = RealWormFiles.read(folder, ring().neurons(), 2.5);
        assertEquals(3, worms.size());
        assertEquals(12, worms.get(0).size());
        assertTrue(worms.get(0).names().indexOf("N0") == 11, "the thirteenth cell is N0 for more");
        assertSays("needs at least 3 recordings", () -> {
            Files.delete(folder.resolve("2-activity.csv"));
            RealWormFiles.read(folder, ring().neurons(), 2.5);
        });
        assertSays("10 named cells", () -> RealWormFiles.read(folder, ring().neurons(), 4));
    }

    private static void assertSays(String sentence, org.junit.jupiter.api.function.Executable mistake) {
        String message = assertThrows(InputException.class, mistake).getMessage();
        assertTrue(message.contains(sentence), message);
    }
}
