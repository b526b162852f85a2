package io.permvi.examples.rankings;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.rankings.RankingFile;
import io.permvi.applications.rankings.RankingPrediction;
import io.permvi.examples.common.NotConvergedException;
import io.permvi.examples.common.Program;
import io.permvi.inference.rankings.MixtureFitting;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.random.RandomStream;
import io.permvi.relaxations.ranking.MallowsMixture;
import io.permvi.relaxations.ranking.MixturePosterior;
import io.permvi.relaxations.ranking.PermutationDistance;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code permvi rankings predict}: ranks that are missing. */
@Command(
        name = "predict",
        description = "Predict ranks that are missing, and score the prediction of ranks that are hidden on purpose.",
        mixinStandardHelpOptions = true)
final class PredictCommand extends Program {
    private static final List<String> NAMES = List.of("predicted.csv", "scores.csv", "summary.txt");

    /** The share of the shown ranks that are hidden in a fit that learns the shares. */
    private static final double HIDDEN_AS_WELL = 0.2;

    @Mixin
    private RankingInputs inputs = new RankingInputs();

    @Mixin
    private PriorOptions priors = new PriorOptions();

    @Option(
            names = "--distance",
            defaultValue = "kendall",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private PermutationDistance distance;

    @Option(
            names = "--clusters",
            defaultValue = "1",
            paramLabel = "K or K..K",
            converter = ClusterRange.Converter.class,
            description = "numbers of clusters, averaged by what they predict (default: ${DEFAULT-VALUE})")
    private ClusterRange clusters;

    @Option(
            names = "--hide",
            defaultValue = "0",
            description = "share of the given ranks that is hidden and scored (default: ${DEFAULT-VALUE})")
    private double hide;

    @Option(names = "--chains", defaultValue = "4", description = "of each model (default: ${DEFAULT-VALUE})")
    private int chains;

    @Option(names = "--sweeps", defaultValue = "2048", description = "of each chain (default: ${DEFAULT-VALUE})")
    private int sweeps;

    @Option(
            names = "--level",
            defaultValue = "0.9",
            description = "probability of intervals (default: ${DEFAULT-VALUE})")
    private double level;

    @Override
    public void run() {
        if (!(hide >= 0 && hide < 1 && level > 0 && level < 1)) {
            throw new InputException(
                    "--hide must be 0 or more and below 1, --level between 0 and 1, got " + hide + " and " + level);
        }
        requireAtLeast("--chains", 2, chains);
        requireAtMost("--chains", 1000, chains);
        requireAtLeast("--sweeps", 256, sweeps);
        priors.spread();
        OutputFolder folder = folder().keeping(List.of(inputs.path()));
        folder.requireFree(NAMES);
        RankingFile file = inputs.read(errors());
        RandomStream stream = RandomStream.of(options().seed());
        RankingPrediction hidden = InputException.unless(
                inputs.path().toString(),
                () -> RankingPrediction.hiding(file, hide, stream.named("hide").generator()));
        RankingPrediction inner =
                hidden.hidingMore(HIDDEN_AS_WELL, stream.named("shares").generator());
        try (Workers workers = new Workers(options().threads())) {
            double[] shares = inner.shares(posteriors(fit(inner, workers)));
            write(hidden, fit(hidden, workers), shares, folder);
        }
    }

    private List<MixtureFitting.Result> fit(RankingPrediction prediction, Workers workers) {
        List<MixtureFitting.Result> results = new ArrayList<>();
        for (int k = clusters.first(); k <= clusters.last(); k++) {
            int number = k;
            MallowsMixture mixture = InputException.unless(inputs.path().toString(), () -> MallowsMixture.of(
                            distance, prediction.data(), priors.spread(), number)
                    .withEffort(sweeps / MallowsMixture.CHAIN, 1));
            results.add(new MixtureFitting(chains, 0, options().seed())
                    .fitByChains(mixture, prediction.file().items(), workers));
        }
        return results;
    }

    private static List<MixturePosterior> posteriors(List<MixtureFitting.Result> results) {
        return results.stream().map(MixtureFitting.Result::posterior).toList();
    }

    private void write(
            RankingPrediction prediction, List<MixtureFitting.Result> results, double[] shares, OutputFolder folder) {
        List<MixturePosterior> models = posteriors(results);
        prediction.write(models, shares, level, folder);
        StringBuilder summary = new StringBuilder();
        for (int m = 0; m < models.size(); m++) {
            summary.append(String.format(
                    Locale.ROOT,
                    "share %.2f of %s in %d clusters%n",
                    shares[m],
                    distance.name().toLowerCase(Locale.ROOT),
                    models.get(m).clusters().size()));
        }
        summary.append(String.format(
                Locale.ROOT,
                "share %.2f of the frequencies of the item's ranks, %.2f of guessing; shares are learned from ranks"
                        + " hidden for that%n",
                shares[models.size()],
                shares[models.size() + 1]));
        if (hide > 0) {
            List<RankingPrediction.Score> scores = prediction.scores(models, shares);
            folder.writeRecords("scores.csv", RankingPrediction.Score.class, scores);
            scores.forEach(s -> summary.append(String.format(
                    Locale.ROOT,
                    "%-32s %6.0f hidden ranks, log score %.4f, top-3 Brier %.4f%n",
                    s.by(),
                    s.ranks(),
                    s.logScore(),
                    s.top3Brier())));
        }
        folder.writeText("summary.txt", summary.toString());
        output().print(summary);
        output().println("Results are in " + folder.path());
        if (!results.stream().allMatch(MixtureFitting.Result::converged)) {
            throw new NotConvergedException("NOT CONVERGED: the runs disagree, so predictions are uncertain");
        }
    }
}
