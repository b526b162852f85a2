package io.permvi.examples.worms;

import io.permvi.examples.common.OutputFolder;
import io.permvi.inference.DrawRandom;
import io.permvi.inference.MatchingMarginals;
import io.permvi.inference.MatchingSamples;
import io.permvi.inference.ParallelTempering;
import io.permvi.inference.worms.NeuronIdentification;
import io.permvi.models.worms.WiringDiagram;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How far the marginals of the default method are from those of a chain twenty times as long, with more temperatures and
 * another seed, on the same posterior: the total variation of a cell's marginal, mean over the cells not known beforehand.
 */
record LongChain(WiringDiagram wiring, int threads, PrintWriter log) {
    private static final ParallelTempering LONG = ParallelTempering.withDefaults()
            .withTemperatures(1.0, 1.4, 2.0, 2.8)
            .withSweeps(1000, 8000);
    private static final int SMALL = 60;

    /** Runs a small configuration with short recordings and two full-size ones, and writes {@code long-chain.csv}. */
    void write(OutputFolder folder) {
        StudyCase.Scenario published = StudyCase.Scenario.PUBLISHED;
        List<Object[]> rows = new ArrayList<>();
        rows.add(compare(head(), new StudyCase(published, 2, 2, 10, 1, 400)));
        rows.add(compare(wiring, new StudyCase(published, 1, 0.05, 25, 2)));
        rows.add(compare(wiring, new StudyCase(published, 1, 2, 25, 2)));
        List<String> header = List.of(
                "neurons",
                "worms",
                "radius",
                "known",
                "seed",
                "time_steps",
                "total_variation",
                "largest",
                "uncertain_cells",
                "swap_rate");
        folder.writeCsv("long-chain.csv", header, sink -> rows.forEach(sink::add));
    }

    /** The neurons nearest to the head. */
    private WiringDiagram head() {
        int[] kept = IntStream.range(0, wiring.names().size())
                .boxed()
                .sorted(Comparator.comparingDouble(k -> wiring.positions()[k]))
                .limit(SMALL)
                .mapToInt(Integer::intValue)
                .toArray();
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

    private Object[] compare(WiringDiagram diagram, StudyCase run) {
        StudyCase.Simulated worms = run.simulate(diagram);
        NeuronIdentification.Found found = NeuronIdentification.withDefaults()
                .withThreads(threads)
                .identify(worms.connectome(), worms.recordings(), DrawRandom.of(run.seed(), 30, 0));
        MatchingSamples samples =
                LONG.withThreads(threads).sample(found.density(), found.annealed(), DrawRandom.of(run.seed(), 31, 0));
        double sum = 0;
        double largest = 0;
        int cells = 0;
        int uncertain = 0;
        for (int j = 0; j < run.worms(); j++) {
            MatchingMarginals marginals = found.samples().marginals().get(j);
            MatchingMarginals reference = samples.marginals().get(j);
            for (int i = run.known(); i < marginals.items(); i++) {
                double distance = totalVariation(marginals, reference, i);
                sum += distance;
                largest = Math.max(largest, distance);
                uncertain += reference.candidates(i, 1).get(0).probability() < 0.9 ? 1 : 0;
                cells++;
            }
        }
        log.printf(
                Locale.ROOT,
                "long chain, %d neurons, %s: total variation %.4f, largest %.3f, %d of %d cells uncertain%n",
                diagram.names().size(),
                run.key(),
                sum / cells,
                largest,
                uncertain,
                cells);
        return new Object[] {
            diagram.names().size(),
            run.worms(),
            run.radius(),
            run.known(),
            run.seed(),
            run.timeSteps(),
            sum / cells,
            largest,
            uncertain,
            samples.swaps()
        };
    }

    private static double totalVariation(MatchingMarginals p, MatchingMarginals q, int i) {
        double sum = 0;
        for (int k = 0; k < p.places(); k++) {
            sum += Math.abs(p.probability(i, k) - q.probability(i, k));
        }
        return 0.5 * sum;
    }
}
