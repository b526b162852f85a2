package io.permvi.examples.worms;

import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.worms.Identification;
import io.permvi.applications.worms.WormFolder;
import io.permvi.examples.common.Charts;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.inference.posterior.Trace;
import io.permvi.models.MatchingLatent;
import io.permvi.models.worms.WormDynamics;
import io.permvi.relaxations.assignment.LinearAssignment;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.random.DrawRandom;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Pictures of an identification. */
record IdentificationCharts(WormDynamics model, List<WormFolder.Worm> worms, Identification.Found found) {
    private static final int TRACE_POINTS = 400;
    private static final int BINS = 20;

    /** The ELBO and the temperature over the steps. */
    void drawTrace(OutputFolder out) {
        Trace trace = found.trace();
        if (trace.length() == 0) {
            return;
        }
        boolean sampled = found.density().isPresent();
        int stride = Math.max(1, trace.length() / TRACE_POINTS);
        int points = trace.length() / stride;
        double[] steps = new double[points];
        double[] elbo = new double[points];
        double[] temperature = new double[points];
        for (int k = 0; k < points; k++) {
            steps[k] = (k + 1) * stride;
            elbo[k] = trace.meanElbo(k * stride, (k + 1) * stride);
            temperature[k] = trace.temperature((k + 1) * stride - 1);
        }
        XYChart chart = new XYChartBuilder()
                .width(800)
                .height(480)
                .title(sampled ? "Log evidence of the sampled names" : "Evidence lower bound of the relaxed model")
                .xAxisTitle(sampled ? "sweep of the sampler, burn-in included" : "step of the optimizer")
                .yAxisTitle(sampled ? "log evidence (nats)" : "ELBO (nats)")
                .build();
        Charts.style(chart.getStyler());
        chart.addSeries(sampled ? "log evidence" : "ELBO", steps, elbo).setMarker(SeriesMarkers.NONE);
        if (sampled) {
            chart.getStyler().setLegendVisible(false);
            // the ticks stand too near for labels side by side, whatever spacing is hinted
            chart.getStyler().setXAxisLabelRotation(90);
            Charts.save(chart, out, "elbo.png");
            return;
        }
        chart.addSeries("temperature", steps, temperature)
                .setMarker(SeriesMarkers.NONE)
                .setYAxisGroup(1);
        chart.setYAxisGroupTitle(1, "temperature");
        chart.getStyler().setYAxisGroupPosition(1, Styler.YAxisPosition.Right);
        chart.getStyler().setYAxisMin(1, 0.0);
        Charts.save(chart, out, "elbo.png");
    }

    /** The marginals of the first worm, from the position windows alone and after the fit. */
    void drawMarginals(OutputFolder out) {
        MatchingMarginals after = found.marginals().get(0);
        int[] neuronOrder = orderedByPosition();
        int[] cellOrder = orderedByNeuron(after.mostProbable(), neuronOrder);
        SparsityPattern allowed = model.worms().get(0).allowed();
        HeatMapChart before = heatMap(
                "before: windows and known cells",
                neuronOrder,
                cellOrder,
                (i, k) -> allowed.allows(i, k) ? 1.0 / allowed.rowCount(i) : 0);
        HeatMapChart fitted = heatMap("after: posterior marginals", neuronOrder, cellOrder, after::probability);
        Charts.save(List.of(before, fitted), 2, out, "marginals.png");
    }

    /** A draw of the first worm's permutation before and after rounding, and the average of many rounded draws. */
    void drawSamples(OutputFolder out) {
        if (found.posterior().isEmpty()) {
            return;
        }
        MatchingLatent identity = model.identities().get(0);
        DMatrixRMaj relaxed =
                found.posterior().get().relaxedDraw(DrawRandom.of(1, 40, 0)).get(identity);
        int[] rounded = new int[relaxed.numRows];
        new LinearAssignment(relaxed.numRows, relaxed.numCols)
                .maximize(relaxed, identity.space().allowed(), rounded);
        MatchingMarginals average = found.marginals().get(0);
        int[] neuronOrder = orderedByPosition();
        int[] cellOrder = orderedByNeuron(average.mostProbable(), neuronOrder);
        Charts.save(
                List.of(
                        heatMap("one relaxed draw", neuronOrder, cellOrder, relaxed::get),
                        heatMap("the draw rounded", neuronOrder, cellOrder, (i, k) -> rounded[i] == k ? 1 : 0),
                        heatMap("average of rounded draws", neuronOrder, cellOrder, average::probability)),
                3,
                out,
                "samples.png");
    }

    private int[] orderedByPosition() {
        double[] positions = model.connectome().positions();
        return IntStream.range(0, positions.length)
                .boxed()
                .sorted(Comparator.comparingDouble(k -> positions[k]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static int[] orderedByNeuron(Matching best, int[] neuronOrder) {
        int[] rank = new int[neuronOrder.length];
        for (int r = 0; r < neuronOrder.length; r++) {
            rank[neuronOrder[r]] = r;
        }
        return IntStream.range(0, best.items())
                .boxed()
                .sorted(Comparator.comparingInt(i -> rank[best.place(i)]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** A number for each cell and neuron. */
    @FunctionalInterface
    private interface Probability {
        double of(int cell, int neuron);
    }

    private HeatMapChart heatMap(String title, int[] neuronOrder, int[] cellOrder, Probability probability) {
        HeatMapChart chart = new HeatMapChartBuilder()
                .width(620)
                .height(600)
                .title(worms.get(0).name() + ", " + title + " (shade: square root)")
                .xAxisTitle("neuron, ordered from head to tail")
                .yAxisTitle("cell, ordered by its most probable neuron")
                .build();
        Charts.style(chart.getStyler());
        int m = cellOrder.length;
        int n = neuronOrder.length;
        // row 0 of the library's heat map is at the bottom; cells run from the top down, like rows of a matrix
        int[][] percent = new int[n][m];
        for (int c = 0; c < n; c++) {
            for (int r = 0; r < m; r++) {
                percent[c][m - 1 - r] = (int) Math.round(100 * Math.sqrt(probability.of(cellOrder[r], neuronOrder[c])));
            }
        }
        chart.addSeries("probability", ranks(n), ranks(m), percent);
        chart.getStyler().setRangeColors(new Color[] {Color.WHITE, new Color(86, 180, 233), new Color(0, 20, 90)});
        chart.getStyler().setMin(0);
        chart.getStyler().setMax(100);
        chart.getStyler().setXAxisTicksVisible(false);
        chart.getStyler().setYAxisTicksVisible(false);
        chart.getStyler().setPlotContentSize(1);
        chart.getStyler().setPlotGridLinesVisible(false);
        chart.getStyler().setLegendVisible(false);
        return chart;
    }

    private static int[] ranks(int count) {
        return IntStream.rangeClosed(1, count).toArray();
    }

    /** How many cells have a name of which probability. */
    void drawTopProbabilities(OutputFolder out) {
        List<Integer> counts = new ArrayList<>(java.util.Collections.nCopies(BINS, 0));
        double[] top = IntStream.range(0, worms.size())
                .boxed()
                .flatMapToDouble(j -> unknownTopProbabilities(j))
                .toArray();
        Arrays.stream(top)
                .mapToInt(p -> Math.min(BINS - 1, (int) (p * BINS)))
                .forEach(bin -> counts.set(bin, counts.get(bin) + 1));
        List<String> bins = IntStream.range(0, BINS)
                .mapToObj(bin -> String.format(java.util.Locale.ROOT, "%.2f", (bin + 0.5) / BINS))
                .toList();
        CategoryChart chart = new CategoryChartBuilder()
                .width(800)
                .height(480)
                .title("How sure the names are (" + top.length + " cells that were not known beforehand)")
                .xAxisTitle("posterior probability of the cell's name (middle of the bin)")
                .yAxisTitle("cells")
                .build();
        Charts.style(chart.getStyler());
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setAvailableSpaceFill(0.95);
        chart.getStyler().setLabelsVisible(true);
        chart.addSeries("cells", bins, counts);
        Charts.save(chart, out, "top-probabilities.png");
    }

    private java.util.stream.DoubleStream unknownTopProbabilities(int j) {
        MatchingMarginals marginals = found.marginals().get(j);
        Matching best = marginals.mostProbable();
        return IntStream.range(0, marginals.items())
                .filter(i -> model.worms().get(j).allowed().rowCount(i) > 1)
                .mapToDouble(i -> marginals.probability(i, best.place(i)));
    }
}
