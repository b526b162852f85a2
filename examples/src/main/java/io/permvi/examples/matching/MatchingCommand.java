package io.permvi.examples.matching;

import io.permvi.applications.files.ContentHash;
import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.files.StudySettings;
import io.permvi.applications.files.StudyTable;
import io.permvi.examples.common.Program;
import io.permvi.inference.method.Method;
import io.permvi.models.PointMatching;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code permvi matching}: the synthetic matching study. */
@Command(
        name = "matching",
        description = "Compare variational families with posteriors over matchings that can be enumerated.")
public final class MatchingCommand extends Program {
    private static final int LARGEST_ORDER = 1000;
    private static final long PROBLEM_SEED = 20180409;

    @Option(
            names = "--problems",
            paramLabel = "FILE",
            description = "problems as CSV: problem, sigma, kind, index, x, y, truth (default: generated)")
    private Path problems;

    @Option(
            names = "--methods",
            split = ",",
            paramLabel = "LIST",
            description = "methods, by comma (default: all); 'list' prints them")
    private List<String> methods = List.of();

    @Option(names = "--fits", defaultValue = "1", description = "fits with different seeds (default: ${DEFAULT-VALUE})")
    private int fits;

    @Option(
            names = "--order",
            defaultValue = "6",
            description = "points of a generated problem (default: ${DEFAULT-VALUE})")
    private int order;

    @Option(
            names = "--per-sigma",
            defaultValue = "200",
            description = "generated problems for each sigma (default: ${DEFAULT-VALUE})")
    private int perSigma;

    @Option(names = "--problem-seed", description = "seed of the generated problems (default: " + PROBLEM_SEED + ")")
    private long problemSeed = PROBLEM_SEED;

    @Option(names = "--fresh", description = "forget the finished fits of these settings in the folder")
    private boolean fresh;

    @Override
    public void run() {
        PrintWriter output = output();
        if (methods.equals(List.of("list"))) {
            output.println(MatchingMethods.ALL);
            return;
        }
        requireNumbers();
        List<Method<PointMatching>> chosen = chosen();
        List<MatchingProblem> list =
                problems == null ? MatchingProblem.generate(order, perSigma, problemSeed) : ProblemFile.read(problems);
        requireServing(chosen, list);
        OutputFolder folder =
                folder().keeping(Optional.ofNullable(problems).stream().toList());
        MatchingStudy study = new MatchingStudy(list, chosen, fits, options().seed(), folder);
        long start = System.nanoTime();
        List<StudyResult> results;
        try (StudyTable<StudyResult> rows = StudyTable.open(
                folder, "results", StudyResult.class, StudyResult::key, settings(list), fresh, output)) {
            results = study.run(rows, options().threads());
        }
        double seconds = (System.nanoTime() - start) * 1e-9;
        folder.writeRecords("results.csv", StudyResult.class, results);
        MeansTable table = new MeansTable(results);
        folder.writeText("table.md", table.toMarkdown());
        folder.writeSummary(name(), summary(list, table, seconds));
        new MatchingCharts(study, shownProblem(list, table), folder).draw(chosen, results);
        output.print(table.toMarkdown());
        output.println("results are in " + folder.path());
    }

    private List<Method<PointMatching>> chosen() {
        try {
            return methods.isEmpty() ? MatchingMethods.ALL.all() : MatchingMethods.ALL.named(methods);
        } catch (IllegalArgumentException e) {
            throw new InputException("--methods: " + e.getMessage());
        }
    }

    /** All that decides a row beside its problem's name, method and fit. */
    private StudySettings settings(List<MatchingProblem> list) {
        StudySettings settings = StudySettings.of(name()).with("seed", options().seed());
        if (problems == null) {
            settings = settings.with("order", order).with("per-sigma", perSigma).with("problem-seed", problemSeed);
        }
        ContentHash content = new ContentHash();
        list.forEach(problem -> problem.addTo(content));
        return settings.with("problems", content.shortDigest());
    }

    private static void requireServing(List<Method<PointMatching>> chosen, List<MatchingProblem> list) {
        boolean any =
                list.stream().anyMatch(problem -> chosen.stream().anyMatch(method -> method.serves(problem.model())));
        if (!any) {
            throw new InputException("--methods: none of "
                    + chosen.stream().map(Method::name).collect(Collectors.joining(", ")) + " serves problems of order "
                    + list.get(0).order() + "; give another method or smaller problems");
        }
    }

    private void requireNumbers() {
        requireAtLeast("--fits", 1, fits);
        requireAtLeast("--per-sigma", 1, perSigma);
        requireAtLeast("--order", 2, order);
        requireAtMost("--order", LARGEST_ORDER, order);
        requireAtMost("--per-sigma", LARGEST_ORDER, perSigma);
    }

    /** The first problem of the middle sigma. */
    private static MatchingProblem shownProblem(List<MatchingProblem> list, MeansTable table) {
        double middle = table.sigmas().get(table.sigmas().size() / 2);
        return list.stream().filter(p -> p.sigma() == middle).findFirst().orElse(list.get(0));
    }

    private Map<String, Object> summary(List<MatchingProblem> list, MeansTable table, double seconds) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("problems", list.size());
        summary.put("order", list.get(0).order());
        summary.put("seed", options().seed());
        summary.put("fits", fits);
        summary.put("secondsOfThisRun", seconds);
        Map<String, Object> distances = new LinkedHashMap<>();
        for (String method : table.methods()) {
            Map<String, Object> bySigma = new LinkedHashMap<>();
            table.sigmas()
                    .forEach(sigma ->
                            bySigma.put(String.valueOf(sigma), table.cell(method, sigma, StudyResult::bhattacharyya)));
            distances.put(method, bySigma);
        }
        summary.put("bhattacharyya", distances);
        return summary;
    }
}
