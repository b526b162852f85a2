package io.permvi.examples.rankings;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.rankings.AssessorFitting;
import io.permvi.applications.rankings.MallowsFiles;
import io.permvi.applications.rankings.MixtureFiles;
import io.permvi.applications.rankings.RankingFile;
import io.permvi.applications.rankings.WorthFitting;
import io.permvi.examples.common.NotConvergedException;
import io.permvi.examples.common.Program;
import io.permvi.inference.rankings.MallowsFitting;
import io.permvi.inference.rankings.MixtureFitting;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.ranking.GeneralizedMallows;
import io.permvi.relaxations.ranking.MallowsMixture;
import io.permvi.relaxations.ranking.PairMistakes;
import io.permvi.relaxations.ranking.PermutationDistance;
import io.permvi.relaxations.ranking.RankingData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
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
    private static final int DOUBLINGS = 2;

    @Mixin
    private RankingInputs inputs = new RankingInputs();

    @Option(
            names = "--model",
            defaultValue = "mallows",
            converter = RankingModel.Converter.class,
            description = "mallows, generalized-mallows or plackett-luce (default: ${DEFAULT-VALUE})")
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

    @Option(
            names = "--clusters",
            defaultValue = "1",
            description = "of mallows, each with its consensus and spread (default: ${DEFAULT-VALUE})")
    private int clusters;

    @Option(
            names = "--own-spread",
            description = "of mallows: every assessor has a spread of its own; complete rankings")
    private boolean ownSpread;

    @Option(
            names = "--pair-errors",
            paramLabel = "MODEL",
            description = "of mallows with pairs that may be mistaken, at one rate or by how near the two are:"
                    + " ${COMPLETION-CANDIDATES} (default: none is)")
    private Optional<PairMistakes.Kind> pairErrors = Optional.empty();

    @Option(names = "--chains", defaultValue = "4", description = "of mcmc (default: ${DEFAULT-VALUE})")
    private int chains;

    @Mixin
    private PriorOptions priors = new PriorOptions();

    @Option(
            names = "--item-covariates",
            paramLabel = "FILE",
            description = "of plackett-luce: a table with the item first, then numbers that explain its worth")
    private List<Path> itemCovariates = new ArrayList<>();

    @Option(
            names = "--pseudo",
            defaultValue = "0",
            description = "of plackett-luce: wins and losses of each item against one that is not there"
                    + " (default: ${DEFAULT-VALUE})")
    private double pseudo;

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
        if (!(pseudo >= 0 && pseudo < Double.POSITIVE_INFINITY)) {
            throw new InputException("--pseudo must be 0 or more and finite, got " + pseudo);
        }
        requireAtLeast("--chains", 2, chains);
        requireAtLeast("--clusters", 1, clusters);
        List<Path> read = new ArrayList<>(itemCovariates);
        read.add(inputs.path());
        OutputFolder folder = folder().keeping(read);
        folder.requireFree(Stream.of(
                        MallowsFiles.NAMES,
                        WorthFitting.NAMES,
                        RankingCharts.NAMES,
                        MixtureFiles.NAMES,
                        MixtureCharts.NAMES,
                        List.of("stages.csv"))
                .flatMap(List::stream)
                .toList());
        // wrong options before anything is said of the file
        priors.spread();
        RankingFile file = inputs.read(errors());
        if (model == RankingModel.PLACKETT_LUCE) {
            fitWorths(file, folder);
        } else if (model == RankingModel.GENERALIZED_MALLOWS) {
            fitGeneralized(file, folder);
        } else if (ownSpread) {
            fitAssessors(file, folder);
        } else if (clusters > 1 || pairErrors.isPresent()) {
            fitMixture(file, folder);
        } else {
            fitMallows(file, folder);
        }
    }

    private void fitGeneralized(RankingFile file, OutputFolder folder) {
        RankingData data = file.data(inputs.choices());
        long start = System.nanoTime();
        GeneralizedMallows found = InputException.unless(
                inputs.path().toString(), () -> GeneralizedMallows.posterior(data, priors.spread()));
        folder.writeCsv("stages.csv", List.of("place", "alphaMean", "alphaSd"), rows -> {
            for (int k = 0; k < found.alphaMean().length; k++) {
                rows.add(k + 1, found.alphaMean()[k], found.alphaSd()[k]);
            }
        });
        MallowsFitting.Result result = new MallowsFitting.Result(found.asMallows(), List.of(), List.of());
        write(file, result, (System.nanoTime() - start) * 1e-9, folder);
        output().println("alpha above runs over the places of the consensus; that of each is in stages.csv");
    }

    private void fitAssessors(RankingFile file, OutputFolder folder) {
        long start = System.nanoTime();
        AssessorFitting fitting = InputException.unless(
                inputs.path().toString(),
                () -> AssessorFitting.of(file, inputs.choices(), distance(), priors.spread(), chains));
        MallowsFitting.Result result;
        try (Workers workers = new Workers(options().threads())) {
            result = fitting.fit(options().seed(), workers, folder);
        }
        write(file, result, (System.nanoTime() - start) * 1e-9, folder);
        output().println("alpha above is the mean of the assessors; that of each is in assessors.csv");
    }

    private void fitMixture(RankingFile file, OutputFolder folder) {
        RankingData data = pairErrors.isPresent() ? file.openData() : file.data(inputs.choices());
        int[] sets = pairErrors.isPresent()
                ? IntStream.range(0, file.ballots().size()).toArray()
                : file.setOfBallots(inputs.choices());
        MallowsMixture plain = InputException.unless(
                inputs.path().toString(), () -> MallowsMixture.of(distance(), data, priors.spread(), clusters));
        MallowsMixture mixture =
                pairErrors.map(kind -> plain.withMistakes(file.mistakes(kind))).orElse(plain);
        long start = System.nanoTime();
        MixtureFitting.Result result;
        try (Workers workers = new Workers(options().threads())) {
            result = new MixtureFitting(chains, DOUBLINGS, options().seed()).fit(mixture, file.items(), workers);
        }
        double seconds = (System.nanoTime() - start) * 1e-9;
        MixtureFiles files = new MixtureFiles(file, sets, result, level);
        files.writeTables(folder);
        List<String> sentences = files.sentences(seconds);
        files.writeSummary(sentences, seconds, folder);
        MixtureCharts.write(file.items(), result.posterior(), folder);
        tell(sentences, result.converged(), folder);
    }

    private PermutationDistance distance() {
        if (distance.isEmpty()) {
            errors().println("permvi: the distance is kendall; others: --distance, and permvi rankings compare");
        }
        return distance.orElse(PermutationDistance.KENDALL);
    }

    private void tell(List<String> sentences, boolean converged, OutputFolder folder) {
        sentences.forEach(output()::println);
        output().println("Results are in " + folder.path());
        if (!converged) {
            throw new NotConvergedException("NOT CONVERGED: chains disagree or are too short, see diagnostics.csv");
        }
    }

    private void fitWorths(RankingFile file, OutputFolder folder) {
        WorthFitting fit = WorthFitting.of(file, inputs.choices(), itemCovariates, priors.worthSd(), pseudo);
        fit.write(level, folder);
        RankingCharts.writeWorths(fit.rows(level), level, folder);
        fit.sentences(level).forEach(output()::println);
        output().println("Results are in " + folder.path());
    }

    private void fitMallows(RankingFile file, OutputFolder folder) {
        RankingData data = file.data(inputs.choices());
        MallowsFitting fitting = new MallowsFitting(
                distance(), priors.spread(), method, chains, options().seed());
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
        tell(sentences, result.converged(), folder);
    }
}
