package io.permvi.examples.transport;

import io.permvi.applications.files.OutputFolder;
import io.permvi.examples.common.NotConvergedException;
import io.permvi.plots.Axis;
import io.permvi.plots.MatchingPictures;
import io.permvi.plots.Plot;
import io.permvi.plots.Shades;
import io.permvi.relaxations.sinkhorn.EntropicTransport;
import io.permvi.relaxations.sinkhorn.TransportPass;
import io.permvi.relaxations.sinkhorn.TransportProblem;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/** Solves one problem and writes plan, potentials, certificate and heat map. */
final class TransportSolution {
    /** What is written. */
    static final List<String> FILES = List.of("plan.csv", "potentials.csv", "summary.json", "plan.png");

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

    /** Where cells are smaller than pixels, the largest of each pixel shows. */
    private void drawPlan(OutputFolder out) {
        String title = "Transport plan at temperature " + temperature;
        double largest =
                Arrays.stream(plan.data, 0, plan.getNumElements()).max().orElse(1);
        int[] rows = IntStream.range(0, plan.numRows).toArray();
        int[] columns = IntStream.range(0, plan.numCols).toArray();
        Shades mass = new Shades("mass", 0, largest > 0 ? largest : 1, true);
        Plot plot = MatchingPictures.matrix(title, plan, rows, columns, mass)
                .withAxes(
                        indices("column", plan.numCols),
                        indices("row", plan.numRows).reverse());
        out.write("plan.png", plot::save);
    }

    /** Indices from 0, as in plan.csv. */
    private static Axis indices(String title, int count) {
        return Axis.of(
                title, IntStream.range(0, count).mapToObj(String::valueOf).toList());
    }
}
