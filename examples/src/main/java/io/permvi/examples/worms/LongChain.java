package io.permvi.examples.worms;

import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.files.StudySettings;
import io.permvi.applications.files.StudyTable;
import io.permvi.applications.worms.CollapsedDynamics;
import io.permvi.applications.worms.FinishedParts;
import io.permvi.applications.worms.NeuronIdentification;
import io.permvi.inference.posterior.ChainPosterior;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.inference.posterior.Posterior;
import io.permvi.inference.search.MatchingListener;
import io.permvi.inference.search.NearbyInference;
import io.permvi.inference.search.ParallelTempering;
import io.permvi.models.DiscreteLatent;
import io.permvi.models.worms.WiringDiagram;
import io.permvi.plots.ReliabilityCurve;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.random.DrawRandom;
import io.permvi.relaxations.random.RandomStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * How far the marginals of the default method and of {@link NearbyInference} are from those of a long chain: one with
 * twenty times as many states as the default's usual chain, more temperatures and a start of its own, from a search with
 * another seed, on the same posterior. Total variation of a cell's marginal, mean over the cells not known beforehand.
 *
 * @param seeds of the small configurations, from 1 on
 */
record LongChain(WiringDiagram wiring, int seeds, int threads, PrintWriter log) {
    private static final ParallelTempering LONG = ParallelTempering.withDefaults()
            .withTemperatures(1.0, 1.4, 2.0, 2.8)
            .withSweeps(1000, 8000);
    private static final int SMALL = 60;
    private static final double NO_WINDOW = 2;
    private static final double CERTAIN = 0.9;

    /**
     * One configuration and method.
     *
     * @param totalVariation from the marginals of the long chain, mean over the cells
     * @param largest of these distances
     * @param uncertainCells whose name the long chain gives less than nine tenths
     * @param evidenceGap log evidence of the best names seen, less that of the truth
     * @param widened whether the search was widened
     * @param seconds of search and marginals
     */
    record Row(
            int neurons,
            int worms,
            double radius,
            int known,
            long seed,
            int timeSteps,
            String method,
            double accuracy,
            double calibrationError,
            double totalVariation,
            double largest,
            int uncertainCells,
            int cells,
            double evidenceGap,
            boolean widened,
            double seconds) {
        private String key() {
            return key(neurons, worms, radius, seed, timeSteps, method);
        }

        private static String key(int neurons, int worms, double radius, long seed, int timeSteps, String method) {
            return neurons + " " + worms + " " + radius + " " + seed + " " + timeSteps + " " + method;
        }
    }

    /**
     * Runs six small configurations with short recordings for each seed and three full-size ones, as far as the table
     * of the folder does not have them, and writes {@code long-chain.csv}.
     */
    void write(OutputFolder folder, StudySettings settings, boolean fresh) {
        StudyCase.Scenario published = StudyCase.Scenario.PUBLISHED;
        try (StudyTable<Row> rows = StudyTable.open(folder, "long-chain", Row.class, Row::key, settings, fresh, log)) {
            for (int timeSteps : new int[] {200, 400}) {
                for (int worms : new int[] {1, 2, 4}) {
                    for (long seed = 1; seed <= seeds; seed++) {
                        compare(head(), new StudyCase(published, worms, NO_WINDOW, 10, seed, timeSteps), rows);
                    }
                }
            }
            compare(wiring, new StudyCase(published, 1, 0.05, 25, 2), rows);
            compare(wiring, new StudyCase(published, 1, NO_WINDOW, 25, 2), rows);
            compare(wiring, new StudyCase(published, 4, 0.05, 25, 2), rows);
            folder.writeRecords("long-chain.csv", Row.class, rows.rows());
        }
    }

    /** The neurons nearest to the head. */
    private WiringDiagram head() {
        double[] all = wiring.positions();
        int[] kept = Arrays.copyOf(Permutation.sortedBy(all.length, k -> all[k]), Math.min(SMALL, all.length));
        int[] number = new int[wiring.names().size()];
        Arrays.fill(number, -1);
        for (int k = 0; k < kept.length; k++) {
            number[kept[k]] = k;
        }
        List<WiringDiagram.Contact> contacts = wiring.contacts().stream()
                .filter(contact -> number[contact.from()] >= 0 && number[contact.to()] >= 0)
                .map(contact -> new WiringDiagram.Contact(
                        number[contact.from()], number[contact.to()], contact.kind(), contact.synapses()))
                .toList();
        List<String> names = IntStream.of(kept).mapToObj(wiring.names()::get).toList();
        double[] positions =
                IntStream.of(kept).mapToDouble(k -> wiring.positions()[k]).toArray();
        return new WiringDiagram(names, positions, contacts);
    }

    private void compare(WiringDiagram diagram, StudyCase run, StudyTable<Row> rows) {
        String last =
                Row.key(diagram.names().size(), run.worms(), run.radius(), run.seed(), run.timeSteps(), "long chain");
        if (rows.row(last).isPresent()) {
            return;
        }
        StudyCase.Simulated worms = run.simulate(diagram);
        NeuronIdentification method = NeuronIdentification.withDefaults().withThreads(threads);
        Timed<NeuronIdentification.Search> found = Timed.of(() -> search(method, worms, random(run, "search")));
        Timed<NeuronIdentification.Search> other = Timed.of(() -> search(method, worms, random(run, "other search")));
        CollapsedDynamics density = found.value().density();
        Timed<ChainPosterior> usual = Timed.of(() -> method.sample(found.value(), MatchingListener.NONE));
        Timed<ChainPosterior> reference = Timed.of(
                () -> LONG.withThreads(threads).sample(density, other.value().names(), random(run, "long chain")));
        NearbyInference inference = NearbyInference.withDefaults();
        Timed<List<MatchingMarginals>> nearby = Timed.of(() -> marginals(inference
                .withSettings(inference.settings().withThreads(threads))
                .fit(density, found.value().names(), random(run, "nearby"))));
        Comparison comparison = new Comparison(diagram, run, worms.truth(), marginals(reference.value()));
        double atTruth = density.newPass().start(worms.truth());
        double searched = density.newPass().start(found.value().names());
        boolean widened = found.value().widened();
        double seconds = found.seconds();
        List<Row> compared = List.of(
                comparison.row(
                        "exchanges",
                        marginals(usual.value()),
                        usual.value().bestLogDensity() - atTruth,
                        widened,
                        seconds + usual.seconds()),
                comparison.row("variational", nearby.value(), searched - atTruth, widened, seconds + nearby.seconds()),
                comparison.row(
                        "long chain",
                        comparison.reference(),
                        reference.value().bestLogDensity() - atTruth,
                        other.value().widened(),
                        other.seconds() + reference.seconds()));
        for (Row row : compared) {
            rows.add(row);
            log.println("long chain: " + row);
        }
    }

    /** What something took. */
    private record Timed<T>(T value, double seconds) {
        static <T> Timed<T> of(Supplier<T> work) {
            long begin = System.nanoTime();
            T value = work.get();
            return new Timed<>(value, (System.nanoTime() - begin) * 1e-9);
        }
    }

    private static NeuronIdentification.Search search(
            NeuronIdentification method, StudyCase.Simulated worms, DrawRandom rng) {
        return method.search(
                worms.connectome(), worms.recordings(), rng, stage -> {}, MatchingListener.NONE, FinishedParts.NONE);
    }

    private static List<MatchingMarginals> marginals(Posterior posterior) {
        return posterior.latents().stream()
                .map(latent -> posterior.marginals((DiscreteLatent) latent))
                .toList();
    }

    private static DrawRandom random(StudyCase run, String stream) {
        return RandomStream.of(run.seed()).named(stream).generator();
    }

    /** Marginals against the truth and against those of the long chain. */
    private record Comparison(
            WiringDiagram diagram, StudyCase run, List<Matching> truth, List<MatchingMarginals> reference) {

        private Row row(
                String method, List<MatchingMarginals> marginals, double evidenceGap, boolean widened, double seconds) {
            double sum = 0;
            double largest = 0;
            double right = 0;
            int cells = 0;
            int uncertain = 0;
            List<Double> said = new ArrayList<>();
            List<Boolean> correct = new ArrayList<>();
            for (int j = 0; j < truth.size(); j++) {
                Matching best = marginals.get(j).mostProbable();
                for (int i = run.known(); i < best.items(); i++) {
                    double distance = totalVariation(marginals.get(j), reference.get(j), i);
                    sum += distance;
                    largest = Math.max(largest, distance);
                    double probability = Math.min(1, marginals.get(j).probability(i, best.place(i)));
                    boolean isRight = best.place(i) == truth.get(j).place(i);
                    said.add(probability);
                    correct.add(isRight);
                    right += isRight ? 1 : 0;
                    uncertain += reference.get(j).candidates(i, 1).get(0).probability() < CERTAIN ? 1 : 0;
                    cells++;
                }
            }
            return new Row(
                    diagram.names().size(),
                    run.worms(),
                    run.radius(),
                    run.known(),
                    run.seed(),
                    run.timeSteps(),
                    method,
                    right / cells,
                    ReliabilityCurve.of(method, said, correct).calibrationError(),
                    sum / cells,
                    largest,
                    uncertain,
                    cells,
                    evidenceGap,
                    widened,
                    seconds);
        }
    }

    private static double totalVariation(MatchingMarginals p, MatchingMarginals q, int i) {
        double sum = 0;
        for (int k = 0; k < p.places(); k++) {
            sum += Math.abs(p.probability(i, k) - q.probability(i, k));
        }
        return 0.5 * sum;
    }
}
