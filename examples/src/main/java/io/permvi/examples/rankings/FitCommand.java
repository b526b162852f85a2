package io.permvi.examples.rankings;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.rankings.MallowsFiles;
import io.permvi.applications.rankings.MallowsFitting;
import io.permvi.applications.rankings.RankingFile;
import io.permvi.applications.rankings.WorthFitting;
import io.permvi.examples.common.NotConvergedException;
import io.permvi.examples.common.Program;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.ranking.PermutationDistance;
import io.permvi.relaxations.ranking.RankingData;
import io.permvi.relaxations.ranking.SpreadPrior;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code permvi rankings fit}: the posterior of a consensus, or worths of the items. */
@Command(
        name = "fit",
        description = "Fit the consensus of rankings with probabilities of all places, or worths of the items.",
        mixinStandardHelpOptions = true)
final class FitCommand extends Program {
    @Mixin
    private RankingInputs inputs = new RankingInputs();

    @Option(
            names = "--model",
            defaultValue = "mallows",
            converter = RankingModel.Converter.class,
            description = "mallows or plackett-luce (default: ${DEFAULT-VALUE})")
    private RankingModel model;

    @Option(
            names = "--distance",
            paramLabel = "DISTANCE",
            description = "of mallows: ${COMPLETION-CANDIDATES} (default: kendall)")
    private Optional<PermutationDistance> distance = Optional.empty();

    @Option(
            names = "--method",
            defaultValue = "auto",
            description =
                    "of mallows: ${COMPLETION-CANDIDATES}; auto is exact where that serves (default: ${DEFAULT-VALUE})")
    private MallowsFitting.Method method;

    @Option(names = "--chains", defaultValue = "4", description = "of mcmc (default: ${DEFAULT-VALUE})")
    private int chains;

    @Option(
            names = "--prior-shape",
            defaultValue = "1",
            description = "shape of the gamma prior of alpha (default: ${DEFAULT-VALUE})")
    private double shape;

    @Option(
            names = "--prior-rate",
            defaultValue = "0.001",
            description = "rate of the gamma prior of alpha (default: ${DEFAULT-VALUE})")
    private double rate;

    @Option(
            names = "--prior-sd",
            defaultValue = "3",
            description = "of plackett-luce: standard deviation of log worths or coefficients; Infinity for maximum"
                    + " likelihood (default: ${DEFAULT-VALUE})")
    private double priorSd;

    @Option(
            names = "--item-covariates",
            paramLabel = "FILE",
            description = "of plackett-luce: a table with the item first, then numbers that explain its worth")
    private List<Path> itemCovariates = new ArrayList<>();

    @Option(
            names = "--level",
            defaultValue = "0.9",
            description = "probability of intervals (default: ${DEFAULT-VALUE})")
    private double level;

    @Override
    public void run() {
        if (!(level > 0 && level < 1)) {
            throw new InputException("--level must be above 0 and below 1, got " + level);
        }
        requireAtLeast("--chains", 2, chains);
        List<Path> read = new ArrayList<>(itemCovariates);
        read.add(inputs.path());
        OutputFolder folder = folder().keeping(read);
        folder.requireFree(Stream.of(MallowsFiles.NAMES, WorthFitting.NAMES, RankingCharts.NAMES)
                .flatMap(List::stream)
                .toList());
        RankingFile file = inputs.read(errors());
        if (model == RankingModel.PLACKETT_LUCE) {
            fitWorths(file, folder);
        } else {
            fitMallows(file, folder);
        }
    }

    private void fitWorths(RankingFile file, OutputFolder folder) {
        if (!(priorSd > 0)) {
            throw new InputException("--prior-sd must be above 0, got " + priorSd);
        }
        WorthFitting fit = WorthFitting.of(file, inputs.choices(), itemCovariates, priorSd);
        fit.write(level, folder);
        RankingCharts.writeWorths(fit.rows(level), folder);
        fit.sentences(level).forEach(output()::println);
        output().println("Results are in " + folder.path());
    }

    private void fitMallows(RankingFile file, OutputFolder folder) {
        SpreadPrior prior = InputException.unless("--prior-shape, --prior-rate", () -> new SpreadPrior(shape, rate));
        RankingData data = file.data(inputs.choices());
        if (distance.isEmpty()) {
            errors().println("permvi: the distance is kendall; others: --distance");
        }
        MallowsFitting fitting = new MallowsFitting(
                distance.orElse(PermutationDistance.KENDALL),
                prior,
                method,
                chains,
                options().seed());
        long start = System.nanoTime();
        MallowsFitting.Result result;
        try (Workers workers = new Workers(options().threads())) {
            result = InputException.unless(inputs.path().toString(), () -> fitting.fit(data, file.items(), workers));
        }
        write(file, result, (System.nanoTime() - start) * 1e-9, folder);
    }

    private void write(RankingFile file, MallowsFitting.Result result, double seconds, OutputFolder folder) {
        MallowsFiles files = new MallowsFiles(file, result, level);
        files.writeTables(folder);
        List<String> sentences = files.sentences(seconds);
        files.writeSummary(sentences, seconds, folder);
        RankingCharts.write(file, result, folder);
        sentences.forEach(output()::println);
        output().println("Results are in " + folder.path());
        if (!result.converged()) {
            throw new NotConvergedException("NOT CONVERGED: chains disagree or are too short, see diagnostics.csv");
        }
    }
}
