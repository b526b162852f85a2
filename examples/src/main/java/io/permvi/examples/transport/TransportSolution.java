package io.permvi.examples.transport;

import io.permvi.applications.files.OutputFolder;
import io.permvi.examples.common.Charts;
import io.permvi.examples.common.NotConvergedException;
import io.permvi.relaxations.sinkhorn.EntropicTransport;
import io.permvi.relaxations.sinkhorn.TransportPass;
import io.permvi.relaxations.sinkhorn.TransportProblem;
import java.awt.Color;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;

/** Solves one problem and writes plan, potentials, certificate and heat map. */
final class TransportSolution {
    /** What is written. */
    static final List<String> FILES = List.of("plan.csv", "potentials.csv", "summary.json", "plan.png");

    private static final int LARGEST_PICTURE = 400;

    private final DMatrixRMaj cost;
    private final TransportProblem problem;
    private final double temperature;
    private final DMatrixRMaj plan;
    private final TransportPass pass;

    /** What proves the plan: an upper and a lower bound of the optimum that meet. */
    private record Certificate(
            int rows,
            int columns,
            double temperature,
            double transportCost,
            double planEntropy,
            double primal,
            double dual,
            double gap,
            double marginalError,
            int newtonSteps,
            String stopped) {}

    TransportSolution(DMatrixRMaj cost, TransportProblem problem, double temperature, double tolerance) {
        this.cost = cost;
        this.problem = problem;
        this.temperature = temperature;
        DMatrixRMaj score = cost.createLike();
        Arrays.setAll(score.data, at -> -cost.data[at]);
        plan = cost.createLike();
        pass = EntropicTransport.converged(tolerance * Math.max(cost.numRows, cost.numCols))
                .newPass(problem);
        pass.forward(score, temperature, plan);
    }

    /** {@code primal = <cost, plan> - temperature entropy}, {@code dual = a.r + b.c} with a, b in units of the cost. */
    private Certificate certificate() {
        double transportCost = 0;
        double entropy = 0;
        for (int at = 0; at < plan.getNumElements(); at++) {
            double p = plan.data[at];
            transportCost += p * cost.data[at];
            entropy -= p > 0 ? p * Math.log(p) : 0;
        }
        double dual = 0;
        double[] rows = problem.rows();
        double[] columns = problem.columns();
        for (int i = 0; i < rows.length; i++) {
            dual += pass.rowPotential(i) * rows[i];
        }
        for (int j = 0; j < columns.length; j++) {
            dual += pass.columnPotential(j) * columns[j];
        }
        double primal = transportCost - temperature * entropy;
        return new Certificate(
                rows.length,
                columns.length,
                temperature,
                transportCost,
                entropy,
                primal,
                dual,
                primal - dual,
                pass.marginalError(),
                pass.iterationsUsed(),
                pass.stopReason().sentence());
    }

    void write(OutputFolder out, PrintWriter log) {
        Certificate certificate = certificate();
        out.writeCsv("plan.csv", List.of("row", "column", "cost", "plan"), rows -> {
            for (int at = 0; at < plan.getNumElements(); at++) {
                rows.add(at / plan.numCols, at % plan.numCols, cost.data[at], plan.data[at]);
            }
        });
        out.writeCsv("potentials.csv", List.of("side", "index", "mass", "potential"), rows -> {
            double[] rowMass = problem.rows();
            for (int i = 0; i < rowMass.length; i++) {
                rows.add("row", i, rowMass[i], pass.rowPotential(i));
            }
            double[] columnMass = problem.columns();
            for (int j = 0; j < columnMass.length; j++) {
                rows.add("column", j, columnMass[j], pass.columnPotential(j));
            }
        });
        out.writeSummary("transport", certificate);
        drawPlan(out);
        log.printf(
                Locale.ROOT,
                "Transport cost %.10g, entropy %.10g; primal minus dual %.2g; marginal error %.2g after %d Newton steps.%n",
                certificate.transportCost(),
                certificate.planEntropy(),
                certificate.gap(),
                certificate.marginalError(),
                certificate.newtonSteps());
        log.println("Plan: " + out.path().resolve("plan.csv") + ", picture: "
                + out.path().resolve("plan.png"));
        if (!pass.converged()) {
            throw new NotConvergedException("the plan has a marginal error of " + pass.marginalError() + ": "
                    + pass.stopReason().sentence());
        }
    }

    /** Large plans are shown by their largest entries in blocks. */
    private void drawPlan(OutputFolder out) {
        int m = Math.min(plan.numRows, LARGEST_PICTURE);
        int n = Math.min(plan.numCols, LARGEST_PICTURE);
        double largest = Arrays.stream(plan.data).max().orElse(1);
        int[][] shade = new int[n][m];
        for (int i = 0; i < plan.numRows; i++) {
            for (int j = 0; j < plan.numCols; j++) {
                int r = (int) ((long) i * m / plan.numRows);
                int c = (int) ((long) j * n / plan.numCols);
                int value = (int) Math.round(1000 * plan.get(i, j) / largest);
                // row 0 of the library's heat map is at the bottom
                shade[c][m - 1 - r] = Math.max(shade[c][m - 1 - r], value);
            }
        }
        HeatMapChart chart = new HeatMapChartBuilder()
                .width(760)
                .height(640)
                .title(String.format(
                        Locale.ROOT,
                        "Transport plan at temperature %.4g (shade: mass, largest %.4g)",
                        temperature,
                        largest))
                .xAxisTitle("column, 0 at the left" + (n < plan.numCols ? " (blocks)" : ""))
                .yAxisTitle("row, 0 at the top" + (m < plan.numRows ? " (blocks)" : ""))
                .build();
        Charts.style(chart.getStyler());
        int[] rowLabels = IntStream.range(0, m).map(r -> m - 1 - r).toArray();
        chart.addSeries("plan", IntStream.range(0, n).toArray(), rowLabels, shade);
        chart.getStyler().setRangeColors(new Color[] {Color.WHITE, new Color(86, 180, 233), new Color(0, 20, 90)});
        chart.getStyler().setMin(0);
        chart.getStyler().setMax(1000);
        chart.getStyler().setXAxisTicksVisible(n <= 30);
        chart.getStyler().setYAxisTicksVisible(m <= 30);
        chart.getStyler().setPlotContentSize(1);
        chart.getStyler().setPlotGridLinesVisible(false);
        chart.getStyler().setLegendVisible(false);
        Charts.save(chart, out, "plan.png");
    }
}
