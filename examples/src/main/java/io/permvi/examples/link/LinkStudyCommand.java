package io.permvi.examples.link;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.files.StudySettings;
import io.permvi.applications.files.StudyTable;
import io.permvi.applications.link.LinkSettings;
import io.permvi.applications.link.LinkStudy;
import io.permvi.examples.common.Program;
import io.permvi.examples.common.ProgressReport;
import io.permvi.relaxations.parallel.Workers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code permvi link study}: every set of a folder, linked without labels and compared with its truth. */
@Command(
        name = "study",
        description = "Link every set of a folder with one setting and no label, and compare with the truth.",
        mixinStandardHelpOptions = true)
final class LinkStudyCommand extends Program {
    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "folder of folders with A.csv, B.csv and truth.csv")
    private Path data;

    @Option(names = "--sets", paramLabel = "LIST", split = ",", description = "folders to use (default: all)")
    private List<String> sets = new ArrayList<>();

    @Option(names = "--fresh", description = "forget the finished sets of these settings in the folder")
    private boolean fresh;

    @Override
    public void run() {
        List<String> names = sets.isEmpty() ? all() : sets;
        OutputFolder folder = folder();
        LinkSettings settings = LinkSettings.withDefaults().withSeed(options().seed());
        StudySettings decisive = StudySettings.of(name()).with("settings", settings);
        Map<String, Path> cases = new LinkedHashMap<>();
        names.forEach(set -> cases.put(LinkStudy.key(data.resolve(set)), data.resolve(set)));
        List<LinkStudy.Row> rows = new ArrayList<>();
        try (StudyTable<LinkStudy.Row> table = StudyTable.open(
                        folder, "study", LinkStudy.Row.class, LinkStudy.Row::key, decisive, fresh, output());
                ProgressReport report = ProgressReport.startStages("study", names.size());
                Workers workers = new Workers(options().threads())) {
            report.goesOnAfter(table.journal());
            for (Map.Entry<String, Path> each : cases.entrySet()) {
                report.update(rows.size(), each.getValue().getFileName().toString());
                if (table.row(each.getKey()).isEmpty()) {
                    table.add(LinkStudy.run(each.getValue(), settings, workers));
                }
                rows.add(table.row(each.getKey()).orElseThrow());
            }
            report.update(rows.size(), "done");
        }
        folder.writeRecords("study.csv", LinkStudy.Row.class, rows);
        LinkPictures.writeStudy(rows, folder);
        print(rows);
    }

    private void print(List<LinkStudy.Row> rows) {
        output().println(
                        "set             F1     one-to-one apart  assignment  contradicted  false at 1 %  at 5 %  seconds");
        for (LinkStudy.Row row : rows) {
            output().printf(
                            Locale.ROOT,
                            "%-14s %.4f  %.4f            %.4f      %.4f        %.4f        %.4f  %.1f%n",
                            row.set(),
                            row.f1(),
                            row.independentF1(),
                            row.assignmentF1(),
                            row.contradicted(),
                            row.realizedAt1(),
                            row.realizedAt5(),
                            row.seconds());
        }
    }

    private List<String> all() {
        try (Stream<Path> folders = Files.list(data)) {
            List<String> names = folders.filter(folder -> Files.isRegularFile(folder.resolve("truth.csv")))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
            if (names.isEmpty()) {
                throw new InputException(data + ": no folder with a truth.csv");
            }
            return names;
        } catch (IOException e) {
            throw new InputException(data + ": no such folder");
        } catch (UncheckedIOException e) {
            throw new InputException(data + ": cannot be listed");
        }
    }
}
