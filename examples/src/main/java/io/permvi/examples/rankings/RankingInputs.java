package io.permvi.examples.rankings;

import io.permvi.applications.rankings.RankingFile;
import io.permvi.applications.rankings.ReadingChoices;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that say what is read, and what the file does not say. */
final class RankingInputs {
    @Option(
            names = "--in",
            required = true,
            paramLabel = "FILE",
            description = "rankings: PrefLib soc, soi, toc, toi or cat; CSV with ranks, orderings, scores or pairs")
    private Path in;

    @Option(
            names = "--unlisted",
            paramLabel = "MEANING",
            description =
                    "items that are not ranked stand below the others, or were never seen: ${COMPLETION-CANDIDATES}"
                            + " (default: below, with a notice)")
    private Optional<ReadingChoices.Unlisted> unlisted = Optional.empty();

    @Option(
            names = "--ties",
            paramLabel = "MEANING",
            defaultValue = "unknown-order",
            converter = TiesConverter.class,
            description = "unknown-order, model (an outcome of its own) or refuse (default: ${DEFAULT-VALUE})")
    private ReadingChoices.Ties ties;

    @Option(names = "--items", paramLabel = "LIST", split = ",", description = "columns that are items, in CSV")
    private List<String> items = new ArrayList<>();

    @Option(names = "--covariates", paramLabel = "LIST", split = ",", description = "columns that are no items, in CSV")
    private List<String> covariates = new ArrayList<>();

    @Option(names = "--orderings", description = "cells of a CSV row are items from first to last, not ranks")
    private boolean orderings;

    @Option(names = "--higher-is-better", description = "a large score is a good one")
    private boolean higherIsBetter;

    /** {@code unknown-order} for the constant with an underscore. */
    static final class TiesConverter implements ITypeConverter<ReadingChoices.Ties> {
        @Override
        public ReadingChoices.Ties convert(String value) {
            for (ReadingChoices.Ties ties : ReadingChoices.Ties.values()) {
                if (ties.name().replace('_', '-').equalsIgnoreCase(value)) {
                    return ties;
                }
            }
            throw new TypeConversionException("expected unknown-order, model or refuse, got '" + value + "'");
        }
    }

    Path path() {
        return in;
    }

    ReadingChoices choices() {
        return new ReadingChoices(unlisted, ties, items, covariates, orderings, higherIsBetter);
    }

    /** Reads the file, and says on {@code errors} what was taken to mean what. */
    RankingFile read(PrintWriter errors) {
        RankingFile file = RankingFile.read(in, choices());
        file.notices(choices()).forEach(notice -> errors.println("permvi: " + notice));
        return file;
    }
}
