package io.permvi.applications.worms;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.applications.files.InputException;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.inference.search.ExchangeAnnealing;
import io.permvi.inference.search.MatchingListener;
import io.permvi.inference.search.ParallelTempering;
import io.permvi.models.worms.ActivityStatistics;
import io.permvi.models.worms.Connectome;
import io.permvi.models.worms.WormRecording;
import io.permvi.models.worms.WormSimulation;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.random.DrawRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NeuronIdentificationTest {
    private static final int NEURONS = 50;
    private static final int KNOWN = 5;

    private final List<Permutation> truth = new ArrayList<>();
    private final Connectome connectome = connectome();
    private final List<WormRecording> worms = worms(800);

    @Test
    void namesNearlyAllCellsOfSmallWormsAndKnowsWhichItIsSureOf() {
        NamedWorms found = identify(fast(1), 1);
        double probability = 0;
        int right = 0;
        for (int j = 0; j < truth.size(); j++) {
            MatchingMarginals marginals =
                    found.marginals(found.density().latents().get(j));
            Matching best = marginals.mostProbable();
            for (int i = 0; i < NEURONS; i++) {
                probability += marginals.probability(i, best.place(i));
                right += best.place(i) == truth.get(j).place(i) ? 1 : 0;
            }
        }
        assertTrue(right >= 95, right + " of 100 cells right");
        assertEquals(right, probability, 8, "expected number of right cells");
        assertTrue(found.evidenceGap(names()) >= -1e-6, "the search missed the truth");
    }

    @Test
    void givesTheSameNamesForAnyNumberOfThreads() {
        NamedWorms one = identify(fast(1), 2);
        NamedWorms two = identify(fast(2), 2);
        assertEquals(one.best(), two.best());
        assertEquals(one.diagnostics(), two.diagnostics());
    }

    /** Of the seeds 1 to 8, five settle with these short searches, the first among them. */
    @Test
    void settledNamesAreNotSearchedWider() {
        NeuronIdentification.Search found = search(fast(1), worms, 1);
        NeuronIdentification.Search never = search(fast(1).withWiderSearch(neverWider()), worms, 1);
        assertFalse(found.widened());
        assertEquals(never.names(), found.names());
        assertEquals(
                fast(1).sample(never, MatchingListener.NONE).diagnostics(),
                fast(1).sample(found, MatchingListener.NONE).diagnostics());
    }

    /** A single start ends more than a thousand nats below the truth. */
    @Test
    void otherStartsLeaveAWrongMode() {
        List<WormRecording> recordings = worms(240);
        NeuronIdentification.Search never = search(fast(1).withWiderSearch(neverWider()), recordings, 2);
        NeuronIdentification.Search found = search(fast(1), recordings, 2);
        double atTruth = found.density().newPass().start(names());
        assertFalse(found.others().isEmpty(), "other starts are tried");
        assertTrue(found.density().newPass().start(never.names()) < atTruth - 1000, "the single start sufficed");
        assertTrue(found.density().newPass().start(found.names()) > atTruth - 1e-6, "the search missed the truth");
    }

    /** Stops in the midst of parts, as a kill does; each time more is done, and nothing of it is done again. */
    @Test
    void whatWasStoppedGoesOnToTheSameBitsWithoutWhatIsDone(@TempDir Path folder) throws IOException {
        List<WormRecording> recordings = worms(240);
        NamedWorms whole = identify(widening(1), recordings, MatchingListener.NONE, FinishedParts.NONE);
        Path state = folder.resolve("identify.state");
        FileTime longAgo = FileTime.fromMillis(0);
        int done = 0;
        for (int calls : new int[] {50, 160, 150}) {
            assertThrows(
                    Stopped.class,
                    () -> identify(widening(2), recordings, stoppingAfter(calls), FinishedParts.in(state, "a")));
            List<Path> files = files(state);
            assertTrue(files.size() > done, files.size() + " parts after " + calls + " calls");
            done = files.size();
            for (Path file : files) {
                Files.setLastModifiedTime(file, longAgo);
            }
        }
        List<Path> before = files(state);
        assertTrue(before.contains(state.resolve("first.again-0.state")), "no annealing was kept");
        NamedWorms found = identify(widening(1), recordings, MatchingListener.NONE, FinishedParts.in(state, "a"));
        for (Path file : before) {
            assertEquals(longAgo, Files.getLastModifiedTime(file), file + " was written again");
        }
        assertTrue(files(state).size() > done, "nothing was left to do");
        assertSame(whole, found);
        NamedWorms remembered = identify(widening(1), recordings, atMost(2), FinishedParts.in(state, "a"));
        assertSame(whole, remembered);
        FinishedParts.in(state, "a").forget();
        assertFalse(Files.exists(state));
    }

    @Test
    void aWiderSearchIsRememberedPartByPart(@TempDir Path folder) {
        NeuronIdentification.Search found = search(fast(1).withWiderSearch(neverWider()), worms(240), 2);
        FinishedParts parts = FinishedParts.in(folder, "a");
        MatchingListener heard = names -> {};
        MatchingListener silent = stoppingAfter(0);
        WiderSearch.Settled whole = settle(found, heard, FinishedParts.NONE);
        assertTrue(whole.rounds() > 0, "no wider search was made");
        assertEquals(whole, settle(found, heard, parts));
        assertEquals(whole, settle(found, silent, parts));
    }

    private static WiderSearch.Settled settle(
            NeuronIdentification.Search found, MatchingListener listener, FinishedParts parts) {
        try (Workers workers = new Workers(1)) {
            return widening(1)
                    .wider()
                    .settle(
                            found.density(),
                            found.names(),
                            GraphMatchingStart.withDefaults(0.01),
                            5,
                            workers,
                            listener,
                            parts);
        }
    }

    private static void assertSame(NamedWorms whole, NamedWorms found) {
        assertEquals(whole.best(), found.best());
        assertEquals(whole.trust(), found.trust());
        assertEquals(whole.diagnostics(), found.diagnostics());
        for (int j = 0; j < whole.best().size(); j++) {
            double[] expected =
                    whole.marginals(whole.density().latents().get(j)).toMatrix().data;
            assertArrayEquals(
                    expected, found.marginals(found.density().latents().get(j)).toMatrix().data);
        }
    }

    @Test
    void partsOfOtherSettingsAreNotUsedAndDamagedOnesAreRefused(@TempDir Path folder) throws IOException {
        List<WormRecording> recordings = worms(800);
        assertThrows(
                Stopped.class, () -> identify(fast(1), recordings, stoppingAfter(2), FinishedParts.in(folder, "b")));
        NamedWorms whole = identify(fast(1), recordings, MatchingListener.NONE, FinishedParts.NONE);
        assertSame(whole, identify(fast(1), recordings, MatchingListener.NONE, FinishedParts.in(folder, "c")));
        Path file = folder.resolve("first.alone-0.state");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        InputException refused = assertThrows(
                InputException.class,
                () -> identify(fast(1), recordings, MatchingListener.NONE, FinishedParts.in(folder, "c")));
        assertTrue(refused.getMessage().contains("delete first.alone-0.state"), refused.getMessage());
    }

    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private static MatchingListener stoppingAfter(int calls) {
        AtomicInteger heard = new AtomicInteger();
        return names -> {
            if (heard.incrementAndGet() > calls) {
                throw new Stopped();
            }
        };
    }

    /** The names after the first two stages are told in any case. */
    private static MatchingListener atMost(int calls) {
        AtomicInteger heard = new AtomicInteger();
        return names -> assertTrue(heard.incrementAndGet() <= calls, "a part was run again");
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList();
        }
    }

    private NamedWorms identify(
            NeuronIdentification settings,
            List<WormRecording> recordings,
            MatchingListener listener,
            FinishedParts parts) {
        return settings.identify(connectome, recordings, DrawRandom.of(2, 0, 0), stage -> {}, listener, parts);
    }

    private NeuronIdentification.Search search(
            NeuronIdentification settings, List<WormRecording> recordings, long seed) {
        return settings.search(
                connectome,
                recordings,
                DrawRandom.of(seed, 0, 0),
                stage -> {},
                MatchingListener.NONE,
                FinishedParts.NONE);
    }

    private NamedWorms identify(NeuronIdentification settings, long seed) {
        return settings.identify(
                connectome, worms, DrawRandom.of(seed, 0, 0), stage -> {}, MatchingListener.NONE, FinishedParts.NONE);
    }

    private List<Matching> names() {
        return truth.stream().map(Permutation::toMatching).toList();
    }

    @Test
    void refusesBadSettingsOfTheWiderSearch() {
        assertThrows(
                IllegalArgumentException.class, () -> WiderSearch.withDefaults().withRounds(-1));
        ExchangeAnnealing annealing = ExchangeAnnealing.withDefaults();
        assertThrows(IllegalArgumentException.class, () -> new WiderSearch(0, 7, 0.1, 3, 40, 6, annealing, annealing));
        assertThrows(IllegalArgumentException.class, () -> new WiderSearch(3, 7, 0.1, 3, 0, 6, annealing, annealing));
    }

    private static WiderSearch neverWider() {
        return WiderSearch.withDefaults().withRounds(0);
    }

    /** Searches wider whatever was found. */
    private static NeuronIdentification widening(int threads) {
        ExchangeAnnealing annealing = ExchangeAnnealing.withDefaults().withProposals(500);
        return fast(threads).withWiderSearch(new WiderSearch(1e-9, 50, 0, 3, 3, 2, annealing, annealing));
    }

    private static NeuronIdentification fast(int threads) {
        return NeuronIdentification.withDefaults()
                .withAnnealing(ExchangeAnnealing.withDefaults().withProposals(4000))
                .withTempering(
                        ParallelTempering.withDefaults().withSweeps(20, 100).withProposals(50))
                .withThreads(threads);
    }

    private static Connectome connectome() {
        DrawRandom rng = DrawRandom.of(5, 0, 0);
        boolean[][] connected = new boolean[NEURONS][NEURONS];
        List<String> names = new ArrayList<>();
        double[] positions = new double[NEURONS];
        for (int i = 0; i < NEURONS; i++) {
            names.add("N" + i);
            positions[i] = i / (double) NEURONS;
            for (int j = 0; j < i; j++) {
                connected[i][j] = rng.nextDouble() < 0.15;
                connected[j][i] = connected[i][j];
            }
        }
        SparsityPattern synapses = SparsityPattern.where(NEURONS, NEURONS, (i, j) -> connected[i][j]);
        return new Connectome(names, positions, synapses);
    }

    private boolean isCandidate(int neuron, int k) {
        boolean known = neuron < KNOWN || k < KNOWN;
        return known
                ? neuron == k
                : Math.abs(connectome.positions()[neuron] - connectome.positions()[k]) < 0.2;
    }

    private List<WormRecording> worms(int timeSteps) {
        truth.clear();
        WormSimulation simulation = new WormSimulation(connectome, DrawRandom.of(6, 0, 0));
        List<WormRecording> recordings = new ArrayList<>();
        for (int j = 0; j < 2; j++) {
            WormSimulation.Worm worm = simulation.draw(timeSteps, 1, DrawRandom.of(6, 1, j));
            Permutation names = worm.identities();
            truth.add(names);
            SparsityPattern allowed = SparsityPattern.where(
                    NEURONS,
                    NEURONS,
                    (i, k) -> Math.abs(connectome.positions()[names.place(i)]
                                    - connectome.positions()[k])
                            < 0.2);
            recordings.add(new WormRecording("worm" + j, ActivityStatistics.of(worm.activity()), allowed));
        }
        return recordings;
    }
}
