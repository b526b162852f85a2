package io.permvi.examples.heads;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.heads.HeadAudit;
import io.permvi.applications.heads.HeadFile;
import io.permvi.applications.heads.LabelErrors;
import io.permvi.examples.common.Program;
import io.permvi.examples.common.ProgressReport;
import io.permvi.plots.pages.Page;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code permvi heads audit}: names of experts that the other heads contradict. */
@Command(
        name = "audit",
        description = {
            "List names that the other heads contradict: exchanged neighbors, other neurons, double names, mirrored heads.",
            "Writes audit.csv, hands.csv and audit.html, the worst first."
        })
final class AuditCommand extends Program {
    private static final int SHOWN = 300;
    private static final double DOUBTFUL = 0.5;

    @Option(names = "--worms", required = true, paramLabel = "DIR", description = "folder of named heads as CSV")
    private Path worms;

    @Option(
            names = "--folds",
            defaultValue = "10",
            description = "atlases that are learned, each without the heads that it audits (default: ${DEFAULT-VALUE})")
    private int folds;

    @Option(
            names = "--inject",
            defaultValue = "0",
            paramLabel = "SHARE",
            description =
                    "a study: exchange so many of the names with those of near cells first, and say how many are found")
    private double inject;

    @Option(
            names = "--mirror",
            defaultValue = "0",
            paramLabel = "N",
            description = "a study: exchange left and right in the names of so many heads first")
    private int mirror;

    @Override
    public void run() {
        requireAtLeast("--folds", 2, folds);
        requireAtLeast("--mirror", 0, mirror);
        if (!(inject >= 0 && inject < 1)) {
            throw new InputException("--inject must be from 0 to 1, got " + inject);
        }
        List<HeadFile> files = new ArrayList<>();
        List<Path> paths = HeadFile.filesAt(worms);
        paths.forEach(file -> files.add(HeadFile.readNamed(file, errors())));
        if (files.size() < 3) {
            throw new InputException(worms + ": an audit needs at least 3 heads, got " + files.size());
        }
        OutputFolder folder = folder().keeping(paths);
        LabelErrors errors =
                LabelErrors.in(files, inject, mirror, new Random(options().seed()));
        HeadAudit.Report report;
        try (ProgressReport progress = ProgressReport.start("auditing heads", files.size())) {
            int[] done = new int[1];
            report = new HeadAudit(folds).audit(errors.heads(), head -> progress.update(++done[0], head));
        }
        write(folder, report, errors);
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("heads", files.size());
        summary.put("names", report.findings().size());
        summary.put(
                "contradicted",
                report.findings().stream().filter(f -> f.evidence() > 0).count());
        if (inject > 0 || mirror > 0) {
            study(report, errors, summary);
        }
        folder.writeSummary(name(), summary);
        output().printf("%s%nwrote %s%n", summary, folder.path());
    }

    private static void write(OutputFolder folder, HeadAudit.Report report, LabelErrors errors) {
        boolean study = !errors.exchanged().isEmpty();
        List<String> header =
                new ArrayList<>(List.of("worm", "point", "given", "probability", "other", "owner", "evidence", "kind"));
        if (study) {
            header.add("injected");
        }
        folder.writeCsv("audit.csv", header, rows -> report.findings().forEach(f -> {
            List<Object> row = new ArrayList<>(List.of(
                    f.head(),
                    f.point() + 1,
                    f.given(),
                    number(f.probability()),
                    f.other(),
                    f.owner() < 0 ? "" : f.owner() + 1,
                    number(f.evidence()),
                    f.kind()));
            if (study) {
                row.add(errors.exchanged().contains(LabelErrors.key(f.head(), f.point())) ? 1 : 0);
            }
            rows.add(row.toArray());
        }));
        folder.writeCsv("hands.csv", List.of("worm", "named", "probability", "evidence"), rows -> report.hands()
                .forEach(h -> rows.add(h.head(), h.named(), number(h.probability()), number(h.evidence()))));
        page(report).save(folder.path().resolve("audit.html"));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    /** How well the list finds what was put in. */
    private static void study(HeadAudit.Report report, LabelErrors errors, Map<String, Object> summary) {
        List<Boolean> hits = report.findings().stream()
                .map(f -> errors.exchanged().contains(LabelErrors.key(f.head(), f.point())))
                .toList();
        long all = hits.stream().filter(hit -> hit).count();
        for (int percent : new int[] {5, 10, 20}) {
            int first = hits.size() * percent / 100;
            long found = hits.subList(0, first).stream().filter(hit -> hit).count();
            summary.put("recallInFirst" + percent + "Percent", found / (double) Math.max(1, all));
            summary.put("precisionInFirst" + percent + "Percent", found / (double) Math.max(1, first));
        }
        List<String> doubtful = report.hands().stream()
                .filter(h -> h.probability() < DOUBTFUL)
                .map(HeadAudit.Hand::head)
                .toList();
        summary.put("mirrored", errors.mirrored().stream().sorted().toList());
        summary.put("doubtfulHands", doubtful);
        summary.put(
                "mirroredFound",
                errors.mirrored().stream().filter(doubtful::contains).count());
    }

    private static Page page(HeadAudit.Report report) {
        List<String> hands = report.hands().stream()
                .filter(h -> h.probability() < DOUBTFUL)
                .map(h -> row(h.head(), String.valueOf(h.named()), number(h.probability()), number(h.evidence())))
                .toList();
        List<String> names = report.findings().stream()
                .limit(SHOWN)
                .filter(f -> f.evidence() > 0 || f.kind() == HeadAudit.Kind.DOUBLE)
                .map(f -> row(
                        f.head(),
                        String.valueOf(f.point() + 1),
                        f.given(),
                        number(f.probability()),
                        f.kind() == HeadAudit.Kind.DOUBLE ? "double name" : f.other(),
                        f.owner() < 0 ? "none" : String.valueOf(f.owner() + 1),
                        number(f.evidence())))
                .toList();
        String body = table(
                        "Heads whose left and right are in doubt",
                        "<th>head</th><th>names</th><th>probability that sides are right</th><th>evidence, nats</th>",
                        hands)
                + table(
                        "Names, the worst first",
                        "<th>head</th><th>point</th><th>given</th><th>its probability</th><th>fits better</th>"
                                + "<th>which is now point</th><th>evidence, nats</th>",
                        names);
        return Page.of(
                        "Names to look at",
                        "Names of experts that the other heads contradict, by how much another name fits"
                                + " better. Not each of them is wrong: heads differ.")
                .withBody(body);
    }

    private static String table(String title, String header, List<String> rows) {
        return "<h2>" + title + "</h2>\n"
                + (rows.isEmpty()
                        ? "<p>None.</p>\n"
                        : "<table><tr>" + header + "</tr>\n" + String.join("", rows) + "</table>\n");
    }

    private static String row(String... cells) {
        StringBuilder row = new StringBuilder("<tr>");
        for (String cell : cells) {
            row.append("<td>").append(Page.escape(cell)).append("</td>");
        }
        return row.append("</tr>\n").toString();
    }
}
