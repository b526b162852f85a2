package io.permvi.examples.link;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.link.Decisions;
import io.permvi.applications.link.LinkFiles;
import io.permvi.applications.link.LinkResult;
import io.permvi.examples.common.NotConvergedException;
import io.permvi.examples.common.Program;
import io.permvi.relaxations.sparse.SparseMarginals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** What the commands have in common that end with linked files: their options, tables, pictures and page. */
abstract class LinkProgram extends Program {
    private static final String PAGE = "review.html";

    @Option(
            names = "--error-rate",
            paramLabel = "RATE",
            defaultValue = "0.01",
            description = "share of false links among the decisions (default: ${DEFAULT-VALUE})")
    private double errorRate;

    @Option(
            names = "--review",
            paramLabel = "N",
            defaultValue = "100",
            description = "pairs worth a look to list (default: ${DEFAULT-VALUE})")
    private int review;

    @Option(
            names = "--draws",
            paramLabel = "N",
            defaultValue = "10",
            description = "linked data sets to draw (default: ${DEFAULT-VALUE})")
    private int draws;

    /** Checks the options and opens the folder, so that a long run does not fail at its end. */
    final OutputFolder prepare(List<String> inputs) {
        if (!(errorRate > 0 && errorRate < 1)) {
            throw new InputException("--error-rate must be above 0 and below 1, got " + errorRate);
        }
        requireAtLeast("--review", 0, review);
        requireAtLeast("--draws", 0, draws);
        List<Path> files = inputs.stream()
                .filter(input -> !input.startsWith("jdbc:"))
                .map(Path::of)
                .filter(Files::exists)
                .toList();
        OutputFolder folder = folder().keeping(files);
        folder.requireFree(
                Stream.concat(LinkFiles.NAMES.stream(), Stream.concat(LinkPictures.NAMES.stream(), Stream.of(PAGE)))
                        .toList());
        return folder;
    }

    /** Writes everything and says what was found. */
    final void write(LinkResult result, OutputFolder folder) {
        LinkFiles files = new LinkFiles(result, folder);
        files.writeLinks();
        Decisions decisions = files.writeDecisions(errorRate);
        int[] listed = files.writeReview(review);
        files.writeParameters();
        files.writeDraws(draws, options().seed());
        files.writeSummary(errorRate, decisions, listed);
        new LinkPictures(result, errorRate).write(folder);
        ReviewPage.of(result, listed).save(folder.path().resolve(PAGE));
        output().printf(
                        Locale.ROOT,
                        "%d links, %d expected to be false (stated error rate %s); %.1f links expected in all%n",
                        decisions.links().length,
                        Math.round(decisions.expectedFalse()),
                        errorRate,
                        result.expectedLinks());
        output().println("Results are in " + folder.path() + "; " + PAGE + " shows the pairs worth a look");
        SparseMarginals marginals = result.marginals().orElseThrow();
        if (!marginals.converged()) {
            throw new NotConvergedException(
                    "belief propagation did not settle everywhere; probabilities of links that compete may be off");
        }
    }
}
