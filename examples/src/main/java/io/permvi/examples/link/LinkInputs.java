package io.permvi.examples.link;

import io.permvi.applications.files.InputException;
import io.permvi.applications.link.FieldMap;
import io.permvi.applications.link.Labels;
import io.permvi.applications.link.LinkResult;
import io.permvi.applications.link.LinkSettings;
import io.permvi.applications.link.Linkage;
import io.permvi.applications.link.RecordFiles;
import io.permvi.applications.link.Records;
import io.permvi.relaxations.parallel.Workers;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say what is linked. */
final class LinkInputs {
    @Option(
            names = "--map",
            paramLabel = "A=B",
            split = ",",
            description = "columns of the first file and what they are called in the second; others go by their names")
    private Map<String, String> map = new LinkedHashMap<>();

    @Option(
            names = "--key",
            paramLabel = "COLUMN",
            defaultValue = "",
            description = "column of the ids in both files (default: the first column of each)")
    private String key;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "pairs that are known already: columns a, b and link (yes or no)")
    private Optional<Path> labels = Optional.empty();

    /** The files, read and linked. */
    LinkResult link(String fileA, String fileB, List<Path> answers, long seed, int threads) {
        Records a = RecordFiles.read(fileA, key);
        Records b = RecordFiles.read(fileB, key);
        if (fileA.equals(fileB)) {
            throw new InputException(fileA + ": both files are the same; for links inside one file there is link dedupe");
        }
        Labels known = Labels.none();
        for (Path file : answers) {
            known = known.and(Labels.read(file, a, b));
        }
        if (labels.isPresent()) {
            known = known.and(Labels.read(labels.get(), a, b));
        }
        try (Workers workers = new Workers(threads)) {
            return Linkage.link(
                    a, b, FieldMap.of(a, b, map), known, LinkSettings.withDefaults().withSeed(seed), workers);
        }
    }

    /** The column of ids, empty for the first. */
    String key() {
        return key;
    }
}
