package io.permvi.applications.rankings;

import io.permvi.applications.files.OutputFolder;
import io.permvi.inference.rankings.MallowsFitting;
import io.permvi.inference.rankings.MixtureFitting;
import io.permvi.relaxations.ranking.MallowsPosterior;
import io.permvi.relaxations.ranking.MixturePosterior;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The tables and the summary of a fitted mixture. */
public final class MixtureFiles {
    /** Their names. */
    public static final List<String> NAMES =
            List.of("consensus.csv", "clusters.csv", "assessors.csv", "diagnostics.csv", "summary.txt", "summary.json");

    private final RankingFile file;
    private final int[] sets;
    private final MixtureFitting.Result result;
    private final double level;

    /**
     * @param sets of each ballot, the index of its observation
     * @param level the probability of intervals
     */
    public MixtureFiles(RankingFile file, int[] sets, MixtureFitting.Result result, double level) {
        this.file = file;
        this.sets = sets.clone();
        this.result = result;
        this.level = level;
    }

    /** A row of {@code clusters.csv}. */
    public record Cluster(
            int cluster,
            double weight,
            double weightLow,
            double weightHigh,
            double alpha,
            double alphaSd,
            double alphaLow,
            double alphaHigh,
            double theta) {}

    /** The clusters, the heaviest first. */
    public List<Cluster> clusters() {
        double tail = (1 - level) / 2;
        MixturePosterior posterior = result.posterior();
        List<Cluster> rows = new ArrayList<>();
        for (int k = 0; k < posterior.clusters().size(); k++) {
            var weight = posterior.weights().get(k);
            var alpha = posterior.clusters().get(k).alpha();
            rows.add(new Cluster(
                    k + 1,
                    weight.mean(),
                    weight.quantile(tail),
                    weight.quantile(1 - tail),
                    alpha.mean(),
                    alpha.sd(),
                    alpha.quantile(tail),
                    alpha.quantile(1 - tail),
                    alpha.mean() / file.items().size()));
        }
        return rows;
    }

    /** Writes all tables. */
    public void writeTables(OutputFolder folder) {
        MixturePosterior posterior = result.posterior();
        folder.writeRecords("clusters.csv", Cluster.class, clusters());
        folder.writeRecords("diagnostics.csv", MallowsFitting.Diagnosis.class, result.diagnoses());
        folder.writeCsv(
                "consensus.csv", List.of("cluster", "item", "cpRank", "cpProbability", "meanRank", "sd"), sink -> {
                    for (int k = 0; k < posterior.clusters().size(); k++) {
                        MallowsPosterior own = posterior.clusters().get(k);
                        MallowsPosterior.Consensus consensus = own.consensus();
                        for (int r = 0; r < consensus.items().length; r++) {
                            int i = consensus.items()[r];
                            sink.add(
                                    k + 1,
                                    file.items().get(i),
                                    r + 1,
                                    digits(consensus.probabilities()[r]),
                                    digits(own.meanPlace(i) + 1),
                                    digits(own.placeSd(i)));
                        }
                    }
                });
        List<String> header = new ArrayList<>(List.of("assessor", "count"));
        for (int k = 1; k <= posterior.clusters().size(); k++) {
            header.add("cluster" + k);
        }
        folder.writeCsv("assessors.csv", header, sink -> {
            for (int b = 0; b < sets.length; b++) {
                Object[] cells = new Object[header.size()];
                cells[0] = file.ballots().get(b).assessor();
                cells[1] = file.ballots().get(b).count();
                for (int k = 0; k < posterior.clusters().size(); k++) {
                    cells[k + 2] = digits(posterior.membership().get(sets[b], k));
                }
                sink.add(cells);
            }
        });
    }

    private static String digits(double value) {
        return String.format(Locale.ROOT, "%.6f", value);
    }

    /** The sentences that say what came out. */
    public List<String> sentences(double seconds) {
        MixturePosterior posterior = result.posterior();
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%s: %d rankings of %d items, %d clusters, %s, %.1f s",
                file.path().getFileName(),
                file.total(),
                file.items().size(),
                posterior.clusters().size(),
                posterior.clusters().get(0).method(),
                seconds));
        if (!Double.isNaN(posterior.logEvidence())) {
            lines.add(String.format(
                    Locale.ROOT,
                    "log evidence %.4f, error %.4f%s",
                    posterior.logEvidence(),
                    posterior.evidenceError(),
                    posterior.evidenceError() > 1 ? ": a rough guide only, particles disagree" : ""));
        }
        lines.add(MallowsFiles.convergence(result.diagnoses()));
        for (Cluster row : clusters()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "cluster %d: weight %.3f (%.3f to %.3f), alpha %.3f (%.3f to %.3f), consensus %s",
                    row.cluster(),
                    row.weight(),
                    row.weightLow(),
                    row.weightHigh(),
                    row.alpha(),
                    row.alphaLow(),
                    row.alphaHigh(),
                    String.join(" > ", consensus(row.cluster() - 1))));
        }
        for (int m = 0; m < posterior.mistakeNumbers(); m++) {
            var number = posterior.mistakes(m);
            lines.add(String.format(
                    Locale.ROOT, "mistakes, number %d: %.4f, sd %.4f", m + 1, number.mean(), number.sd()));
        }
        return lines;
    }

    private List<String> consensus(int cluster) {
        List<String> names = new ArrayList<>();
        for (int item : result.posterior().clusters().get(cluster).consensus().items()) {
            names.add(file.items().get(item));
        }
        return names;
    }

    /** Writes {@code summary.txt} and {@code summary.json}. */
    public void writeSummary(List<String> sentences, double seconds, OutputFolder folder) {
        folder.writeText("summary.txt", String.join("\n", sentences) + "\n");
        folder.writeSummary(
                "rankings fit",
                new Summary(
                        file.path().getFileName().toString(),
                        file.items().size(),
                        file.total(),
                        result.posterior().logEvidence(),
                        result.posterior().evidenceError(),
                        result.converged(),
                        clusters(),
                        seconds));
    }

    /** The entries of {@code summary.json}. */
    private record Summary(
            String file,
            int items,
            long rankings,
            double logEvidence,
            double logEvidenceError,
            boolean converged,
            List<Cluster> clusters,
            double seconds) {}
}
