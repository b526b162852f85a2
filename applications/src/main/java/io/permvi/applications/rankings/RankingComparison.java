package io.permvi.applications.rankings;

import io.permvi.applications.files.InputException;
import io.permvi.inference.rankings.ComparedModel;
import io.permvi.inference.rankings.MixtureFitting;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.random.RandomStream;
import io.permvi.relaxations.ranking.Choice;
import io.permvi.relaxations.ranking.ExactMallows;
import io.permvi.relaxations.ranking.MallowsMixture;
import io.permvi.relaxations.ranking.MallowsMixtureFit;
import io.permvi.relaxations.ranking.MallowsPosterior;
import io.permvi.relaxations.ranking.MixturePosterior;
import io.permvi.relaxations.ranking.PermutationDistance;
import io.permvi.relaxations.ranking.PlackettLuceEvidence;
import io.permvi.relaxations.ranking.PlackettLuceMixtureFit;
import io.permvi.relaxations.ranking.RankingData;
import io.permvi.relaxations.ranking.SpreadPrior;
import io.permvi.relaxations.ranking.TiedPlackettLuce;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How well models explain rankings: the evidence, exact where that is possible, else by particles; and the likelihood
 * at its maximum with Schwarz' criterion, where rankings are complete.
 *
 * @param prior of each spread
 * @param priorSd of each log worth
 * @param runs of particles, whose spread is the error
 * @param particles of each run
 * @param starts of each ascent to a maximum
 * @param seed of everything
 */
public record RankingComparison(SpreadPrior prior, double priorSd, int runs, int particles, int starts, long seed) {
    private static final int SWEEPS = 2;
    private static final int WORTH_DRAWS = 2000;

    /** @throws IllegalArgumentException when there are fewer than 2 runs, or no start */
    public RankingComparison {
        if (runs < 2 || starts < 1) {
            throw new IllegalArgumentException(
                    "runs must be at least 2 and starts at least 1, got " + runs + " and " + starts);
        }
    }

    /**
     * A model and what speaks for it; NaN where it is not known.
     *
     * @param logEvidence the log probability of the individual rankings
     * @param evidenceError its standard error, 0 where it is exact
     * @param evidenceBy how it was found
     * @param logLikelihood at the maximum
     * @param bic less is better
     * @param withinDistance the mean distance of a ranking from the center of its cluster
     */
    public record Row(
            String model,
            int clusters,
            double logEvidence,
            double evidenceError,
            String evidenceBy,
            double logLikelihood,
            double bic,
            double withinDistance) {}

    /**
     * One model with one number of clusters.
     *
     * @throws InputException when the model cannot serve these rankings
     */
    public Row row(ComparedModel model, int clusters, RankingFile file, ReadingChoices choices, Workers workers) {
        RandomStream stream =
                RandomStream.of(seed).named("compare").named(model.toString()).part(clusters);
        return model.distance().isPresent()
                ? mallows(model, model.distance().get(), clusters, file.data(choices), stream, workers)
                : worths(model, clusters, file, choices, stream);
    }

    /** Of Mallows with complete or incomplete rankings. */
    public Row mallows(
            ComparedModel model,
            PermutationDistance distance,
            int clusters,
            RankingData data,
            RandomStream stream,
            Workers workers) {
        double within = Double.NaN;
        double logLikelihood = Double.NaN;
        double bic = Double.NaN;
        if (MallowsMixtureFit.serves(distance, data)) {
            MallowsMixtureFit fit = MallowsMixtureFit.of(
                    distance, data, clusters, starts, stream.named("ascent").generator());
            within = fit.totalDistance() / data.total();
            logLikelihood = fit.logLikelihood();
            bic = fit.bic();
        }
        if (clusters == 1 && ExactMallows.serves(distance, data)) {
            MallowsPosterior exact = ExactMallows.posterior(distance, data, prior);
            return new Row(model.toString(), 1, exact.logEvidence(), 0, exact.method(), logLikelihood, bic, within);
        }
        MallowsMixture mixture =
                MallowsMixture.of(distance, data, prior, clusters).withEffort(particles, SWEEPS);
        MixturePosterior found = MixtureFitting.run(mixture, runs, stream.named("particles"), workers);
        return new Row(
                model.toString(),
                clusters,
                found.logEvidence(),
                found.evidenceError(),
                found.clusters().get(0).method(),
                logLikelihood,
                bic,
                within);
    }

    private Row worths(
            ComparedModel model, int clusters, RankingFile file, ReadingChoices choices, RandomStream stream) {
        List<List<Choice>> rankings = new ArrayList<>();
        file.ballots().forEach(b -> rankings.add(WorthFitting.choices(file, b, choices, 1)));
        boolean ties = rankings.stream().flatMap(List::stream).anyMatch(c -> c.chosen().length > 1);
        if (ties) {
            throw new InputException(
                    model + ": ties as outcomes have no evidence here; fit --model plackett-luce takes them");
        }
        double[] counts = file.ballots().stream().mapToDouble(Ballot::count).toArray();
        PlackettLuceMixtureFit fit = PlackettLuceMixtureFit.of(
                file.items().size(),
                rankings,
                counts,
                clusters,
                starts,
                stream.named("ascent").generator());
        Optional<PlackettLuceEvidence> evidence =
                clusters == 1 ? Optional.of(evidence(file, choices, stream.named("draws"))) : Optional.empty();
        return new Row(
                model.toString(),
                clusters,
                evidence.map(PlackettLuceEvidence::logEvidence).orElse(Double.NaN),
                evidence.map(PlackettLuceEvidence::error).orElse(Double.NaN),
                evidence.isPresent() ? "Gaussian at the mode, corrected by " + WORTH_DRAWS + " draws" : "",
                fit.logLikelihood(),
                fit.bic(),
                Double.NaN);
    }

    private PlackettLuceEvidence evidence(RankingFile file, ReadingChoices choices, RandomStream stream) {
        List<Choice> all = WorthFitting.choices(file, choices);
        TiedPlackettLuce worths = TiedPlackettLuce.of(file.items().size(), 1, priorSd);
        return PlackettLuceEvidence.of(worths, worths.fit(all), all, WORTH_DRAWS, stream.generator());
    }
}
