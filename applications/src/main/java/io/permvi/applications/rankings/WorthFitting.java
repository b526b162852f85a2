package io.permvi.applications.rankings;

import io.permvi.applications.files.CsvTable;
import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.relaxations.ranking.Choice;
import io.permvi.relaxations.ranking.TiedPlackettLuce;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Plackett-Luce worths of the items of a file, ties as outcomes of their own.
 *
 * @param file the rankings
 * @param choices what its lines mean
 * @param fit what was found
 * @param design items by coefficients
 * @param names of the coefficients
 */
public record WorthFitting(
        RankingFile file, ReadingChoices choices, TiedPlackettLuce.Fit fit, DMatrixRMaj design, List<String> names) {

    /** The names of the files that are written. */
    public static final List<String> NAMES = List.of("worths.csv", "coefficients.csv", "summary.txt", "summary.json");

    /**
     * Fits.
     *
     * @param itemCovariates a table with a row for each item, its name in the first column, numbers in the others; none
     *     for a worth of its own for each item
     * @param priorSd the prior standard deviation of each coefficient, infinite for maximum likelihood
     * @throws InputException when the rankings do not determine the worths
     */
    public static WorthFitting of(RankingFile file, ReadingChoices choices, List<Path> itemCovariates, double priorSd) {
        return of(file, choices, itemCovariates, priorSd, 0);
    }

    /**
     * Fits, every item having won and lost so often against one that is not there, which holds worths together under
     * maximum likelihood (Turner et al. 2020 take one half).
     *
     * @throws InputException when the rankings do not determine the worths, or there are covariates
     */
    public static WorthFitting of(
            RankingFile file, ReadingChoices choices, List<Path> itemCovariates, double priorSd, double pseudo) {
        if (pseudo > 0) {
            if (!itemCovariates.isEmpty()) {
                throw new InputException("--pseudo is for worths of each item, not for covariates");
            }
            return withGhost(file, choices, priorSd, pseudo);
        }
        DMatrixRMaj design = itemCovariates.isEmpty()
                ? CommonOps_DDRM.identity(file.items().size())
                : new DMatrixRMaj(file.items().size(), 0);
        List<String> names = new ArrayList<>(itemCovariates.isEmpty() ? file.items() : List.of());
        for (Path table : itemCovariates) {
            design = CommonOps_DDRM.concatColumns(design, readDesign(table, file.items(), names), null);
        }
        DMatrixRMaj x = design;
        List<Choice> made = choices(file, choices);
        int largestTie = made.stream().mapToInt(c -> c.chosen().length).max().orElse(1);
        TiedPlackettLuce.Fit fit = InputException.unless(
                file.path().toString(), () -> new TiedPlackettLuce(x, largestTie, priorSd).fit(made));
        return new WorthFitting(file, choices, fit, design, List.copyOf(names));
    }

    private static WorthFitting withGhost(RankingFile file, ReadingChoices choices, double priorSd, double pseudo) {
        int n = file.items().size();
        List<Choice> made = new ArrayList<>(choices(file, choices));
        for (int i = 0; i < n; i++) {
            made.add(new Choice(new int[] {i}, new int[] {i, n}, pseudo));
            made.add(new Choice(new int[] {n}, new int[] {i, n}, pseudo));
        }
        int largestTie = made.stream().mapToInt(c -> c.chosen().length).max().orElse(1);
        TiedPlackettLuce.Fit all =
                InputException.unless(file.path().toString(), () -> TiedPlackettLuce.of(n + 1, largestTie, priorSd)
                        .fit(made));
        int[] kept = IntStream.range(0, n + largestTie).filter(k -> k != n).toArray();
        DMatrixRMaj covariance = new DMatrixRMaj(kept.length, kept.length);
        CommonOps_DDRM.extract(all.covariance(), kept, kept.length, kept, kept.length, covariance);
        TiedPlackettLuce.Fit fit = new TiedPlackettLuce.Fit(
                Arrays.copyOf(all.coefficients(), n),
                all.logTies(),
                covariance,
                Arrays.copyOf(all.logWorths(), n),
                all.logLikelihood(),
                all.gradientNorm());
        return new WorthFitting(file, choices, fit, CommonOps_DDRM.identity(n), file.items());
    }

    private static DMatrixRMaj readDesign(Path table, List<String> items, List<String> names) {
        List<String> columns = new ArrayList<>();
        Map<String, double[]> rows = new HashMap<>();
        CsvTable.read(table, List.of(), columns::addAll, row -> {
            double[] values = IntStream.range(1, columns.size())
                    .mapToDouble(c -> row.measure(columns.get(c)))
                    .toArray();
            rows.put(row.requiredText(columns.get(0)), values);
        });
        DMatrixRMaj design = new DMatrixRMaj(items.size(), columns.size() - 1);
        for (int i = 0; i < items.size(); i++) {
            if (!rows.containsKey(items.get(i))) {
                throw new InputException(table + ": no row for the item '" + items.get(i) + "'");
            }
            for (int c = 0; c < design.numCols; c++) {
                design.set(i, c, rows.get(items.get(i))[c]);
            }
        }
        names.addAll(columns.subList(1, columns.size()));
        return design;
    }

    /** All choices of all rankings; what is not listed stands behind, or was never seen. */
    static List<Choice> choices(RankingFile file, ReadingChoices reading) {
        List<Choice> all = new ArrayList<>();
        file.ballots().forEach(ballot -> all.addAll(choices(file, ballot, reading, ballot.count())));
        return all;
    }

    /** The choices of one ranking, each counted so often. */
    static List<Choice> choices(RankingFile file, Ballot ballot, ReadingChoices reading, double weight) {
        boolean unseen = reading.unlisted()
                .filter(u -> u == ReadingChoices.Unlisted.UNSEEN)
                .isPresent();
        if (ballot.hasTies() && reading.ties() != ReadingChoices.Ties.MODEL) {
            throw new InputException(file.path() + ", line " + ballot.line()
                    + ": items are tied; Plackett-Luce takes ties as an outcome of their own: --ties model");
        }
        List<Choice> all = new ArrayList<>();
        ballot.pairs().forEach(p -> all.add(new Choice(new int[] {p[0]}, p, weight)));
        ballot.ties().forEach(p -> all.add(new Choice(p, p, weight)));
        boolean[] listed = new boolean[file.items().size()];
        ballot.groups().forEach(group -> Arrays.stream(group).forEach(item -> listed[item] = true));
        int[] behind = IntStream.range(0, listed.length)
                .filter(i -> !unseen && !listed[i])
                .toArray();
        all.addAll(Choice.ofRanking(ballot.groups(), behind, weight));
        return all;
    }

    /** A row of {@code worths.csv}: logs less their mean, intervals by the Gaussian approximation. */
    public record Row(String item, double worth, double logWorth, double sd, double low, double high) {}

    /** Items, the best first. */
    public List<Row> rows(double level) {
        int n = file.items().size();
        double mean = Arrays.stream(fit.logWorths()).average().orElse(0);
        double width = new NormalDistribution().inverseCumulativeProbability((1 + level) / 2);
        double[] worths = fit.worths();
        DMatrixRMaj covariance = worthCovariance();
        return IntStream.range(0, n)
                .mapToObj(i -> {
                    double u = fit.logWorths()[i] - mean;
                    double sd = Math.sqrt(Math.max(0, covariance.get(i, i)));
                    return new Row(file.items().get(i), worths[i], u, sd, u - width * sd, u + width * sd);
                })
                .sorted((a, b) -> Double.compare(b.logWorth(), a.logWorth()))
                .toList();
    }

    /** Of the log worths less their mean. */
    private DMatrixRMaj worthCovariance() {
        int n = design.numRows;
        DMatrixRMaj centered = design.copy();
        for (int c = 0; c < design.numCols; c++) {
            double mean = 0;
            for (int i = 0; i < n; i++) {
                mean += design.get(i, c) / n;
            }
            for (int i = 0; i < n; i++) {
                centered.add(i, c, -mean);
            }
        }
        DMatrixRMaj own = CommonOps_DDRM.extract(fit.covariance(), 0, design.numCols, 0, design.numCols);
        DMatrixRMaj half = new DMatrixRMaj(n, design.numCols);
        DMatrixRMaj all = new DMatrixRMaj(n, n);
        CommonOps_DDRM.mult(centered, own, half);
        CommonOps_DDRM.multTransB(half, centered, all);
        return all;
    }

    /** The sentences that say what came out. */
    public List<String> sentences(double level) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%s: Plackett-Luce, log likelihood %.4f, deviance %.4f",
                file.path().getFileName(),
                fit.logLikelihood(),
                -2 * fit.logLikelihood()));
        for (int t = 0; t < fit.logTies().length; t++) {
            lines.add(String.format(
                    Locale.ROOT,
                    "ties of %d: %.4f, sd of its log %.4f",
                    t + 2,
                    Math.exp(fit.logTies()[t]),
                    deviation(design.numCols + t)));
        }
        for (int c = 0; c < design.numCols && !names.equals(file.items()); c++) {
            lines.add(
                    String.format(Locale.ROOT, "%s: %.5f, sd %.5f", names.get(c), fit.coefficients()[c], deviation(c)));
        }
        rows(level)
                .forEach(row -> lines.add(String.format(
                        Locale.ROOT,
                        "%s: worth %.5f, log worth %.3f (%.3f to %.3f)",
                        row.item(),
                        row.worth(),
                        row.logWorth(),
                        row.low(),
                        row.high())));
        return lines;
    }

    private double deviation(int parameter) {
        return Math.sqrt(fit.covariance().get(parameter, parameter));
    }

    /** Writes tables and summaries. */
    public void write(double level, OutputFolder folder) {
        folder.writeRecords("worths.csv", Row.class, rows(level));
        folder.writeCsv("coefficients.csv", List.of("name", "value", "sd"), sink -> {
            for (int c = 0; c < design.numCols; c++) {
                sink.add(names.get(c), fit.coefficients()[c], deviation(c));
            }
            for (int t = 0; t < fit.logTies().length; t++) {
                sink.add("log tie of " + (t + 2), fit.logTies()[t], deviation(design.numCols + t));
            }
        });
        folder.writeText("summary.txt", String.join("\n", sentences(level)) + "\n");
        folder.writeSummary(
                "rankings fit",
                new Summary(
                        file.path().getFileName().toString(),
                        file.items().size(),
                        file.total(),
                        fit.logLikelihood(),
                        rows(level).stream().map(Row::item).toList()));
    }

    /** The entries of {@code summary.json}. */
    private record Summary(String file, int items, long rankings, double logLikelihood, List<String> byWorth) {}
}
