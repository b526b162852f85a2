package io.permvi.examples.worms;

import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.worms.NamedWorms;
import io.permvi.applications.worms.WormFolder;
import io.permvi.examples.common.CandidateCells;
import io.permvi.inference.posterior.Diagnostics;
import io.permvi.inference.posterior.Evidence;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.inference.posterior.Trace;
import io.permvi.models.worms.WormDynamics;
import io.permvi.relaxations.linalg.MatrixProducts;
import io.permvi.relaxations.permutation.Matching;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tables and pictures of an identification. */
record IdentificationReport(WormDynamics model, List<WormFolder.Worm> worms, int threads, Identified found) {

    /** Writes everything. */
    void write(OutputFolder out, String program) {
        writeIdentities(out);
        writeTrace(out);
        writeSummary(out, program);
        IdentificationCharts charts = new IdentificationCharts(model, worms, found);
        charts.drawTrace(out);
        charts.drawMarginals(out);
        charts.drawSamples(out);
        charts.drawTopProbabilities(out);
    }

    private void writeIdentities(OutputFolder out) {
        List<String> header = List.of(
                "worm", "cell", "neuron", "probability", "second", "second_probability", "third", "third_probability");
        out.writeCsv("identities.csv", header, rows -> {
            for (int j = 0; j < worms.size(); j++) {
                MatchingMarginals marginals = found.marginals().get(j);
                Matching best = marginals.mostProbable();
                CandidateCells cells =
                        new CandidateCells(marginals, model.connectome().names(), p -> p);
                for (int i = 0; i < marginals.items(); i++) {
                    List<Object> row = new ArrayList<>(List.of(
                            worms.get(j).name(), worms.get(j).cells().get(i).name()));
                    row.addAll(cells.of(i, best.place(i)));
                    rows.add(row.toArray());
                }
            }
        });
    }

    /** The ELBO of each step, the log evidence of the names at each sweep of the chains, or at each round of a search. */
    private void writeTrace(OutputFolder out) {
        Diagnostics diagnostics = found.posterior().diagnostics();
        if (diagnostics instanceof Diagnostics.Ascent ascent) {
            Trace trace = ascent.trace();
            out.writeCsv("elbo.csv", List.of("step", "elbo", "energy", "entropy", "temperature"), rows -> {
                for (int step = 0; step < trace.length(); step++) {
                    rows.add(step, trace.elbo(step), trace.energy(step), trace.entropy(step), trace.temperature(step));
                }
            });
        } else if (diagnostics instanceof Diagnostics.Chains chains) {
            writeLogEvidence(out, "chains.csv", chains.logDensities(), chains.burnIn());
        } else if (diagnostics instanceof Diagnostics.Search search) {
            writeLogEvidence(out, "search.csv", List.of(search.logDensities()), 0);
        }
    }

    private static void writeLogEvidence(OutputFolder out, String name, List<List<Double>> series, int burnIn) {
        out.writeCsv(name, List.of("chain", "sweep", "log_evidence", "kept"), rows -> {
            for (int chain = 0; chain < series.size(); chain++) {
                for (int sweep = 0; sweep < series.get(chain).size(); sweep++) {
                    rows.add(chain, sweep, series.get(chain).get(sweep), sweep >= burnIn ? 1 : 0);
                }
            }
        });
    }

    private void writeSummary(OutputFolder out, String program) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("method", found.method());
        summary.put("worms", worms.size());
        summary.put("neurons", model.connectome().size());
        summary.put("diagnostics", found.posterior().diagnostics().toString());
        Evidence evidence = found.posterior().evidence();
        summary.put("evidence", evidence.value());
        summary.put("evidenceStandardError", evidence.standardError());
        summary.put("evidenceKind", evidence.kind().toString());
        summary.put("seconds", found.seconds());
        summary.put("threads", threads);
        summary.put("matrixProducts", MatrixProducts.provider().propertyValue());
        summary.put("meanCandidates", meanCandidates());
        summary.put("meanTopProbability", meanTopProbability());
        if (found.posterior() instanceof NamedWorms named) {
            named.trust().ifPresent(trust -> {
                summary.put("settled", trust.settled());
                summary.put("misfit", trust.misfit());
                summary.put("otherSearches", trust.searches());
                summary.put("agreement", trust.agreement());
                summary.put("stepsBeyondCells", trust.freedom());
                summary.put("meanProbabilityOfFreeCells", trust.stated());
                summary.put("trust", trust.sentence());
            });
        }
        out.writeSummary(program, summary);
    }

    private double meanCandidates() {
        return model.worms().stream()
                .mapToDouble(
                        worm -> (double) worm.allowed().count() / worm.allowed().rows())
                .average()
                .orElseThrow();
    }

    private double meanTopProbability() {
        return found.marginals().stream()
                .flatMapToDouble(IdentificationReport::topProbabilities)
                .average()
                .orElseThrow();
    }

    /** The probability of each cell's name. */
    static java.util.stream.DoubleStream topProbabilities(MatchingMarginals marginals) {
        Matching best = marginals.mostProbable();
        return java.util.stream.IntStream.range(0, marginals.items())
                .mapToDouble(i -> marginals.probability(i, best.place(i)));
    }
}
