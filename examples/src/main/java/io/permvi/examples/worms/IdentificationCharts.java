package io.permvi.examples.worms;

import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.worms.WormFolder;
import io.permvi.inference.posterior.Diagnostics;
import io.permvi.inference.posterior.FittedPosterior;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.models.MatchingLatent;
import io.permvi.models.worms.WormDynamics;
import io.permvi.plots.Axis;
import io.permvi.plots.Bars;
import io.permvi.plots.FitPictures;
import io.permvi.plots.MatchingPictures;
import io.permvi.plots.Palette;
import io.permvi.plots.Panels;
import io.permvi.plots.Plot;
import io.permvi.plots.Shades;
import io.permvi.relaxations.assignment.LinearAssignment;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.random.DrawRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/** Pictures of an identification. */
record IdentificationCharts(WormDynamics model, List<WormFolder.Worm> worms, Identified found) {
    private static final int BINS = 20;

    /** The ELBO over the steps, or the log evidence of the names along the chains or a search. */
    void drawTrace(OutputFolder out) {
        Diagnostics diagnostics = found.posterior().diagnostics();
        boolean chains = diagnostics instanceof Diagnostics.Chains;
        String file = diagnostics instanceof Diagnostics.Ascent ? "elbo.png" : chains ? "chains.png" : "search.png";
        out.write(file, FitPictures.diagnostics(found.posterior())::save);
    }

    /** The marginals of the first worm, from the position windows alone and after the fit. */
    void drawMarginals(OutputFolder out) {
        MatchingMarginals after = found.marginals().get(0);
        SparsityPattern allowed = model.worms().get(0).allowed();
        DMatrixRMaj before = new DMatrixRMaj(after.items(), after.places());
        for (int i = 0; i < after.items(); i++) {
            for (int k = 0; k < after.places(); k++) {
                before.set(i, k, allowed.allows(i, k) ? 1.0 / allowed.rowCount(i) : 0);
            }
        }
        Panels panels = heatMaps(
                after.mostProbable(),
                List.of("before: windows and known cells", "after: posterior marginals"),
                List.of(before, after.toMatrix()));
        out.write("marginals.png", panels::save);
    }

    /** A draw of the first worm's permutation before and after rounding, and the average of many rounded draws. */
    void drawSamples(OutputFolder out) {
        if (!(found.posterior() instanceof FittedPosterior fitted)) {
            return;
        }
        MatchingLatent identity = model.identities().get(0);
        DMatrixRMaj relaxed = fitted.relaxedDraw(DrawRandom.of(1, 40, 0)).get(identity);
        int[] places = new int[relaxed.numRows];
        new LinearAssignment(relaxed.numRows, relaxed.numCols)
                .maximize(relaxed, identity.space().allowed(), places);
        DMatrixRMaj rounded = relaxed.createLike();
        IntStream.range(0, places.length).forEach(i -> rounded.set(i, places[i], 1));
        MatchingMarginals average = found.marginals().get(0);
        Panels panels = heatMaps(
                average.mostProbable(),
                List.of("one relaxed draw", "the draw rounded", "average of rounded draws"),
                List.of(relaxed, rounded, average.toMatrix()));
        out.write("samples.png", panels::save);
    }

    private Panels heatMaps(Matching best, List<String> titles, List<DMatrixRMaj> matrices) {
        int[] neurons = orderedByPosition();
        int[] cells = orderedByNeuron(best, neurons);
        List<Plot> plots = new ArrayList<>();
        for (int k = 0; k < titles.size(); k++) {
            Plot plot =
                    MatchingPictures.matrix(titles.get(k), matrices.get(k), cells, neurons, Shades.ofProbabilities());
            plots.add(plot.withAxes(
                    Axis.numbered("neuron, counted from head to tail", neurons.length),
                    Axis.numbered("cell, by its most probable neuron", cells.length)
                            .reverse()));
        }
        return Panels.of(worms.get(0).name() + ": which cell is which neuron", titles.size(), plots);
    }

    private int[] orderedByPosition() {
        double[] positions = model.connectome().positions();
        return Permutation.sortedBy(positions.length, k -> positions[k]);
    }

    private static int[] orderedByNeuron(Matching best, int[] neuronOrder) {
        int[] rank = new int[neuronOrder.length];
        for (int r = 0; r < neuronOrder.length; r++) {
            rank[neuronOrder[r]] = r;
        }
        return Permutation.sortedBy(best.items(), i -> rank[best.place(i)]);
    }

    /** How many cells have a name of which probability; by logarithm, since most names are nearly certain. */
    void drawTopProbabilities(OutputFolder out) {
        double[] top = IntStream.range(0, worms.size())
                .boxed()
                .flatMapToDouble(this::unknownTopProbabilities)
                .toArray();
        double[] middles =
                IntStream.range(0, BINS).mapToDouble(bin -> (bin + 0.5) / BINS).toArray();
        double[] counts = new double[BINS];
        Arrays.stream(top).mapToInt(p -> Math.min(BINS - 1, (int) (p * BINS))).forEach(bin -> counts[bin]++);
        Plot plot = Plot.of(
                        "How sure the names are: " + top.length + " cells that were not known beforehand",
                        Axis.of("posterior probability of the cell's name").within(0, 1),
                        Axis.logarithmic("cells").within(0.7, 2 * Math.max(5, top.length)))
                .with(new Bars("", middles, counts, 0.9 / BINS, Palette.color(0), true))
                .withSize(720, 400);
        out.write("top-probabilities.png", plot::save);
    }

    private DoubleStream unknownTopProbabilities(int j) {
        MatchingMarginals marginals = found.marginals().get(j);
        Matching best = marginals.mostProbable();
        return IntStream.range(0, marginals.items())
                .filter(i -> model.worms().get(j).allowed().rowCount(i) > 1)
                .mapToDouble(i -> marginals.probability(i, best.place(i)));
    }
}
