package io.permvi.examples.rankings;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.rankings.MixtureFitting;
import io.permvi.applications.rankings.RankingFile;
import io.permvi.applications.rankings.RankingPrediction;
import io.permvi.examples.common.NotConvergedException;
import io.permvi.examples.common.Program;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.random.RandomStream;
import io.permvi.relaxations.ranking.MallowsMixture;
import io.permvi.relaxations.ranking.PermutationDistance;
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

    @Mixin
    private RankingInputs inputs = new RankingInputs();

    @Mixin
    private PriorOptions priors = new PriorOptions();

    @Option(
            names = "--distance",
            defaultValue = "kendall",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private PermutationDistance distance;

    @Option(names = "--clusters", defaultValue = "1", description = "default: ${DEFAULT-VALUE}")
    private int clusters;

    @Option(
            names = "--hide",
            defaultValue = "0",
            description = "share of the given ranks that is hidden and scored (default: ${DEFAULT-VALUE})")
    private double hide;

    @Option(names = "--runs", defaultValue = "4", description = "of particles (default: ${DEFAULT-VALUE})")
    private int runs;

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
        requireAtLeast("--clusters", 1, clusters);
        requireAtLeast("--runs", 2, runs);
        OutputFolder folder = folder().keeping(List.of(inputs.path()));
        folder.requireFree(NAMES);
        RankingFile file = inputs.read(errors());
        RandomStream stream = RandomStream.of(options().seed());
        RankingPrediction prediction = InputException.unless(
                inputs.path().toString(),
                () -> RankingPrediction.hiding(file, hide, stream.named("hide").generator()));
        MallowsMixture mixture = InputException.unless(
                inputs.path().toString(),
                () -> MallowsMixture.of(distance, prediction.data(), priors.spread(), clusters));
        MixtureFitting.Result result;
        try (Workers workers = new Workers(options().threads())) {
            result = new MixtureFitting(runs, 1, options().seed()).fit(mixture, file.items(), workers);
        }
        write(prediction, result, folder);
    }

    private void write(RankingPrediction prediction, MixtureFitting.Result result, OutputFolder folder) {
        double draws = runs * (double) result.posterior().runs().get(0).size();
        prediction.write(result.posterior().completed(), draws, level, folder);
        StringBuilder summary = new StringBuilder(String.format(
                Locale.ROOT,
                "%s in %d clusters, log evidence %.3f (error %.3f)%n",
                distance.name().toLowerCase(Locale.ROOT),
                clusters,
                result.posterior().logEvidence(),
                result.posterior().evidenceError()));
        if (hide > 0) {
            List<RankingPrediction.Score> scores =
                    prediction.scores(result.posterior().completed(), draws);
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
        if (!result.converged()) {
            throw new NotConvergedException("NOT CONVERGED: the runs disagree, so predictions are uncertain");
        }
    }
}
