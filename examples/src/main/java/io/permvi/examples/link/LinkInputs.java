package io.permvi.examples.link;

import io.permvi.applications.files.InputException;
import io.permvi.applications.link.FieldMap;
import io.permvi.applications.link.InputCheck;
import io.permvi.applications.link.Labels;
import io.permvi.applications.link.LinkResult;
import io.permvi.applications.link.LinkSettings;
import io.permvi.applications.link.Linkage;
import io.permvi.applications.link.RecordFiles;
import io.permvi.applications.link.Records;
import io.permvi.examples.common.RunOptions;
import io.permvi.relaxations.parallel.Workers;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options that say what is linked. */
final class LinkInputs {
    @Parameters(
            arity = "0..2",
            paramLabel = "FILE",
            description = "the two files of records: CSV or TSV with a header, Parquet, or jdbc:URL#QUERY")
    private List<String> files = new ArrayList<>();

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

    @Option(
            names = "--without",
            paramLabel = "COLUMN",
            split = ",",
            description = "columns to leave out, in whichever file they are")
    private List<String> without = new ArrayList<>();

    /** Two files as they are compared. */
    record Pair(Records a, Records b, FieldMap fields, List<String> warnings) {}

    /** Reads both files, and takes note of what is suspicious. */
    Pair read() {
        Records a = RecordFiles.read(files.get(0), key);
        Records b = RecordFiles.read(files.get(1), key);
        for (String column : without) {
            if (!a.columns().contains(column) && !b.columns().contains(column)) {
                throw new InputException("--without " + column + ": neither file has such a column");
            }
        }
        Records comparedA =
                a.without(without.stream().filter(a.columns()::contains).toList());
        Records comparedB =
                b.without(without.stream().filter(b.columns()::contains).toList());
        FieldMap fields = FieldMap.of(comparedA, comparedB, map);
        return new Pair(comparedA, comparedB, fields, InputCheck.warnings(comparedA, comparedB, fields));
    }

    /** All files that are read, the labels and others among them; refuses other than two of records. */
    List<String> sources(List<Path> others) {
        if (files.size() != 2) {
            throw new InputException("link needs two files of records, got " + files.size()
                    + "; for one file there is link dedupe, and link demo makes files up");
        }
        if (files.get(0).equals(files.get(1))) {
            throw new InputException(
                    files.get(0) + ": both files are the same; for links inside one file there is link dedupe");
        }
        return Stream.of(
                        files.stream(),
                        labels.stream().map(Path::toString),
                        others.stream().map(Path::toString))
                .flatMap(each -> each)
                .toList();
    }

    /**
     * Links, with answers of a person and the labels of the option; says on {@code errors} what is suspicious of the
     * files.
     */
    LinkResult link(Pair files, List<Path> answers, RunOptions options, PrintWriter errors) {
        Labels known = Labels.none();
        for (Path file : answers) {
            known = known.and(Labels.read(file, files.a(), files.b()));
        }
        if (labels.isPresent()) {
            known = known.and(Labels.read(labels.get(), files.a(), files.b()));
        }
        files.warnings().forEach(warning -> errors.println("permvi: " + warning));
        try (Workers workers = new Workers(options.threads())) {
            return Linkage.link(
                    files.a(),
                    files.b(),
                    files.fields(),
                    known,
                    LinkSettings.withDefaults().withSeed(options.seed()),
                    workers);
        }
    }
}
