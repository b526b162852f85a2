package io.permvi.examples.graphs;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.graphs.MatchEvaluation;
import io.permvi.applications.graphs.MatchFiles;
import io.permvi.applications.graphs.MatchSettings;
import io.permvi.applications.graphs.Mirror;
import io.permvi.applications.graphs.NetworkMatch;
import io.permvi.applications.graphs.NetworkMatcher;
import io.permvi.applications.graphs.NetworkProblem;
import io.permvi.examples.common.Program;
import io.permvi.relaxations.parallel.Workers;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** What the commands have in common that match networks. */
abstract class GraphsProgram extends Program {
    @Option(
            names = "--scale",
            paramLabel = "NUMBER",
            description =
                    "factor of the log odds in the posterior, above 0 to 1, since edges are no independent evidence"
                            + " (default: the best for held-out seeds if there are 10, or else judged from the match itself)")
    private Optional<Double> scale = Optional.empty();

    @Option(names = "--searches", defaultValue = "4", description = "searches from random starts (${DEFAULT-VALUE})")
    private int searches;

    private static final Map<String, String> HOW =
            Map.of("given", "as given", "seeds", "chosen by held-out seeds", "match", "judged from the match itself");

    /** Checks the options and opens the folder, so that a long run does not fail at its end. */
    final OutputFolder prepare(List<Path> inputs) {
        scale.filter(value -> !(value > 0 && value <= 1)).ifPresent(value -> {
            throw new InputException("--scale must be above 0 and at most 1, got " + value);
        });
        requireAtLeast("--searches", 1, searches);
        OutputFolder folder = folder().keeping(inputs);
        folder.requireFree(Stream.concat(MatchFiles.NAMES.stream(), NetworkPictures.NAMES.stream())
                .toList());
        return folder;
    }

    /**
     * Matches, writes everything, and says what was found.
     *
     * @param mirror that the user knows
     * @param truth to compare with, or empty
     * @param nameA what pictures call the first network
     * @param nameB what pictures call the second
     */
    final void match(
            NetworkProblem problem,
            Optional<Mirror> mirror,
            Map<Integer, Integer> truth,
            String nameA,
            String nameB,
            OutputFolder folder) {
        MatchSettings open = MatchSettings.withDefaults()
                .withSearches(searches)
                .withSeed(options().seed());
        MatchSettings settings = scale.map(open::withScale).orElse(open);
        NetworkMatch match;
        try (Workers workers = new Workers(options().threads())) {
            match = mirror.map(known -> NetworkMatcher.match(problem, settings, List.of(known), workers))
                    .orElseGet(() -> NetworkMatcher.match(problem, settings, workers));
        }
        Map<String, Object> more = new LinkedHashMap<>();
        output().printf(
                        Locale.ROOT,
                        "%d nodes matched, %d of them given; expected share right %.3f (tempered posterior, scale %.2f, %s)%n",
                        problem.a().size(),
                        problem.a().size() - problem.free().length,
                        match.expectedRight(),
                        match.model().scale(),
                        HOW.get(match.scaleFrom()));
        if (match.chains().size() > 1) {
            output().printf(
                            Locale.ROOT,
                            "%d different ways to match have a weight that counts; the largest has %.3f, see modes.csv%n",
                            match.chains().size(),
                            match.modes().get(0).weight());
        }
        if (!truth.isEmpty()) {
            MatchEvaluation evaluation = MatchEvaluation.of(match, truth);
            more.put("evaluation", evaluation);
            output().printf(
                            Locale.ROOT,
                            "%.3f of %d are right, %.3f was stated; calibration error %.3f, log score %.3f%n",
                            evaluation.right(),
                            evaluation.nodes(),
                            evaluation.stated(),
                            evaluation.calibrationError(),
                            evaluation.logScore());
        }
        MatchFiles.write(match, name(), more, folder);
        new NetworkPictures(match, nameA, nameB).write(truth, folder);
        output().println("Results are in " + folder.path());
    }
}
