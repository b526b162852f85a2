package io.permvi.examples.heads;

import io.permvi.applications.files.ContentHash;
import io.permvi.applications.files.CsvTable;
import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.files.StudySettings;
import io.permvi.applications.files.StudyTable;
import io.permvi.applications.heads.AtlasTuning;
import io.permvi.applications.heads.DetectedHeads;
import io.permvi.applications.heads.Distortion;
import io.permvi.applications.heads.HeadFile;
import io.permvi.applications.heads.HeadSplit;
import io.permvi.applications.heads.HeadValidation;
import io.permvi.examples.common.Moments;
import io.permvi.examples.common.Program;
import io.permvi.examples.common.ProgressReport;
import io.permvi.inference.fields.PointMatcher;
import io.permvi.plots.CalibrationPictures;
import io.permvi.plots.ReliabilityCurve;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code permvi heads validate}: cross-validation on named heads. */
@Command(name = "validate", description = "Cross-validate learning and naming on named heads.")
public final class ValidateCommand extends Program {
    private static final List<String> PUBLISHED =
            List.of("cpd", "fdnc", "stat_atlas_base", "stat_atlas_retrained", "crf_base", "crf_retrained");

    @Option(names = "--worms", required = true, paramLabel = "DIR", description = "folder of named heads as CSV")
    private Path worms;

    @Option(names = "--folds", defaultValue = "4", description = "folds (default: ${DEFAULT-VALUE})")
    private int folds;

    @Option(
            names = "--reference",
            defaultValue = "NP_",
            description = "heads whose file name starts so always train (default: ${DEFAULT-VALUE})")
    private String reference;

    @Option(
            names = "--leave-out",
            paramLabel = "laboratory",
            description =
                    "instead of folds: each laboratory is tested by an atlas of the others; the laboratory is what"
                            + " stands before the first underscore of a head's name")
    private String leaveOut;

    @Option(
            names = "--train",
            paramLabel = "N",
            description = "learn from at most N heads, chosen at random (default: all)")
    private Integer train;

    @Option(
            names = "--confirmed",
            split = ",",
            paramLabel = "N",
            description = "also test with so many names confirmed, by the list and at random, with the hand inferred;"
                    + " confirmed names are not scored, like 1,3,5,10,20")
    private int[] confirmed = {};

    @Option(
            names = "--detected",
            paramLabel = "DIR",
            description = "also test the points of a detector, in pixels, one CSV of the same name a head")
    private Path detected;

    @Option(names = "--robustness", description = "also test distorted heads, with the hand given")
    private boolean robustness;

    @Option(
            names = "--tune",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "choose degrees of freedom, deformation weight, noise scale and evidence temperature inside"
                    + " each training set (default); otherwise the values that 'learn' takes")
    private boolean tune;

    @Option(
            names = "--matching",
            defaultValue = "BELIEF_PROPAGATION",
            description = "how marginals are found: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private PointMatcher.MatchingRule matching;

    @Option(names = "--no-infer", description = "only with the hand given")
    private boolean handGivenOnly;

    @Option(names = "--fresh", description = "forget the finished heads of these settings in the folder")
    private boolean fresh;

    @Override
    public void run() {
        List<HeadFile> files = new ArrayList<>();
        for (Path file : HeadFile.filesAt(worms)) {
            files.add(HeadFile.readNamed(file, errors()));
        }
        HeadSplit split = split(files);
        HeadValidation validation = new HeadValidation(
                files,
                split,
                detected == null ? Map.of() : DetectedHeads.in(detected, files),
                scoredNames(files),
                tune,
                matching,
                options().seed());
        OutputFolder folder = folder();
        List<HeadValidation.Condition> conditions = conditions();
        List<Double> learning = new ArrayList<>();
        List<HeadValidation.Outcome> outcomes;
        try (StudyTable<HeadValidation.Outcome> table = StudyTable.open(
                        folder,
                        "outcomes",
                        HeadValidation.Outcome.class,
                        HeadValidation.Outcome::key,
                        settings(),
                        fresh,
                        output());
                ProgressReport progress =
                        ProgressReport.start("validating", (long) split.tested(files) * conditions.size())) {
            progress.goesOnAfter(table.journal());
            validation.run(
                    conditions,
                    key -> table.row(key).isPresent(),
                    outcome -> {
                        table.add(outcome);
                        progress.update(table.rows().size(), outcome.head());
                    },
                    learning::add,
                    this::tellChoice);
            outcomes = validation.outcomes(conditions, table::row);
        }
        report(folder, conditions, outcomes, learning);
    }

    private HeadSplit split(List<HeadFile> files) {
        if (leaveOut != null && !leaveOut.equals("laboratory")) {
            throw new InputException("--leave-out must be laboratory, got '" + leaveOut + "'");
        }
        if (train != null) {
            requireAtLeast("--train", 2, train);
        }
        for (int count : confirmed) {
            requireAtLeast("--confirmed", 1, count);
        }
        HeadSplit split = new HeadSplit(
                folds,
                leaveOut != null,
                reference,
                train == null ? Integer.MAX_VALUE : train,
                options().seed());
        int tested = split.tested(files);
        if (leaveOut == null && (folds < 2 || tested < folds)) {
            throw new InputException(
                    "--folds must be from 2 to the number of tested heads, " + tested + ", got " + folds);
        }
        if (leaveOut != null
                && split.of(files).stream().anyMatch(fold -> fold.training().size() < 2)) {
            throw new InputException("--leave-out laboratory needs two heads of other laboratories, named LAB_ID.csv");
        }
        return split;
    }

    /** All that decides an outcome beside its head and condition. */
    private StudySettings settings() {
        return StudySettings.of(name())
                .with("worms", ContentHash.ofFiles(HeadFile.filesAt(worms)))
                .with("folds", leaveOut == null ? folds : leaveOut)
                .with("reference", reference)
                .with("train", train == null ? "all" : train)
                .with("detected", detected == null ? "none" : ContentHash.ofFiles(HeadFile.filesAt(detected)))
                .with("tune", tune)
                .with("matching", matching)
                .with("seed", options().seed());
    }

    /** Those that are chosen differ from fold to fold; the stored ones need no word. */
    private void tellChoice(AtlasTuning.Choice choice) {
        if (tune) {
            output().println("chosen within the training heads: " + choice);
        }
    }

    private List<HeadValidation.Condition> conditions() {
        List<HeadValidation.Condition> conditions = new ArrayList<>();
        conditions.add(HeadValidation.Condition.of("hand given", Distortion.NONE, true));
        if (!handGivenOnly) {
            conditions.add(HeadValidation.Condition.of("hand inferred", Distortion.NONE, false));
            conditions.add(HeadValidation.Condition.together("hands inferred together", false));
        }
        for (Distortion distortion : Distortion.values()) {
            if (robustness && distortion != Distortion.NONE) {
                conditions.add(HeadValidation.Condition.of(distortion.label(), distortion, true));
            }
        }
        for (HeadValidation.Choice choice : HeadValidation.Choice.values()) {
            for (int count : Arrays.stream(confirmed).sorted().toArray()) {
                String label = count + " confirmed, " + choice.name().toLowerCase(Locale.ROOT);
                conditions.add(new HeadValidation.Condition(
                        label, Distortion.NONE, handGivenOnly, count, choice, false, false));
            }
        }
        if (detected != null) {
            conditions.add(HeadValidation.Condition.detected("detected, hand given"));
            if (!handGivenOnly) {
                conditions.add(HeadValidation.Condition.together("detected", true));
            }
        }
        return conditions;
    }

    /** The names of neurons of the adult hermaphrodite; where a data set has none of them, all its names. */
    private static Set<String> scoredNames(List<HeadFile> files) {
        Set<String> used = files.stream()
                .flatMap(f -> f.head().names().stream())
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
        try (InputStream list = ValidateCommand.class.getResourceAsStream("neurons.txt")) {
            Set<String> known = new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .collect(Collectors.toSet());
            known.retainAll(used);
            return known.isEmpty() ? used : known;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void report(
            OutputFolder folder,
            List<HeadValidation.Condition> conditions,
            List<HeadValidation.Outcome> outcomes,
            List<Double> learning) {
        PrintWriter output = output();
        Map<String, Map<String, Double>> published = published();
        List<ReliabilityCurve> curves = new ArrayList<>();
        Map<String, Object> summary = new LinkedHashMap<>();
        for (HeadValidation.Condition condition : conditions) {
            List<HeadValidation.Outcome> own = ofCondition(outcomes, condition);
            HeadFigures figures = HeadFigures.of(condition, own);
            if (condition.distortion() == Distortion.NONE) {
                curves.add(figures.curve());
            }
            output.println(figures.lines());
            summary.put(condition.label(), figures.content());
        }
        learning.stream().mapToDouble(Double::doubleValue).average().ifPresent(learned -> {
            output.printf(Locale.ROOT, "learning an atlas: %.1f s%n", learned);
            summary.put("secondsPerAtlas", learned);
        });
        writeHeads(folder, outcomes, published);
        writeCalibration(folder, curves);
        writeLaboratories(folder, conditions, outcomes, published, output);
        folder.writeSummary(name(), summary);
        folder.write("reliability.png", CalibrationPictures.reliability(curves)::save);
        output.printf("wrote %s%n", folder.path());
    }

    private static List<HeadValidation.Outcome> ofCondition(
            List<HeadValidation.Outcome> outcomes, HeadValidation.Condition condition) {
        return outcomes.stream()
                .filter(o -> o.condition().equals(condition.label()))
                .toList();
    }

    private static void writeHeads(
            OutputFolder folder, List<HeadValidation.Outcome> outcomes, Map<String, Map<String, Double>> published) {
        List<String> header = new ArrayList<>(List.of(
                "worm",
                "laboratory",
                "condition",
                "points",
                "scored",
                "accuracy",
                "first_two",
                "first_three",
                "hand_right",
                "seconds"));
        header.addAll(PUBLISHED);
        folder.writeCsv("heads.csv", header, rows -> {
            for (HeadValidation.Outcome o : outcomes) {
                List<Object> row = new ArrayList<>(List.of(
                        o.head(),
                        o.laboratory(),
                        o.condition(),
                        o.points(),
                        o.scored(),
                        o.accuracy(),
                        o.among(2),
                        o.among(3),
                        o.handRight(),
                        o.seconds()));
                for (String method : PUBLISHED) {
                    Double value = published.getOrDefault(o.head(), Map.of()).get(method);
                    row.add(value == null ? "" : value);
                }
                rows.add(row.toArray());
            }
        });
    }

    private static void writeCalibration(OutputFolder folder, List<ReliabilityCurve> curves) {
        folder.writeCsv("calibration.csv", List.of("condition", "names", "probability", "share_right"), rows -> {
            for (ReliabilityCurve curve : curves) {
                for (int bin : curve.filled()) {
                    rows.add(curve.name(), curve.counts()[bin], curve.said()[bin], curve.right()[bin]);
                }
            }
        });
    }

    private static void writeLaboratories(
            OutputFolder folder,
            List<HeadValidation.Condition> conditions,
            List<HeadValidation.Outcome> outcomes,
            Map<String, Map<String, Double>> published,
            PrintWriter output) {
        List<String> labels = new ArrayList<>();
        for (HeadValidation.Condition condition : conditions) {
            labels.add(condition.label());
        }
        Map<String, Map<String, List<Double>>> table = new TreeMap<>();
        for (HeadValidation.Outcome o : outcomes) {
            for (String laboratory : laboratories(o)) {
                add(table, laboratory, o.condition(), o.accuracy());
                Map<String, Double> figures = published.getOrDefault(o.head(), Map.of());
                if (o.condition().equals(conditions.get(0).label()) && !figures.isEmpty()) {
                    add(table, laboratory, o.condition() + ", heads with published figures", o.accuracy());
                    figures.forEach((method, value) -> add(table, laboratory, method, value));
                }
            }
        }
        folder.writeCsv(
                "laboratories.csv",
                List.of("laboratory", "method", "heads", "accuracy", "standard_error"),
                rows -> table.forEach((laboratory, methods) -> methods.forEach((method, values) -> {
                    Moments moments = Moments.of(values);
                    rows.add(laboratory, method, values.size(), moments.mean(), moments.error());
                })));
        List<String> shown = new ArrayList<>(
                labels.stream().filter(l -> l.startsWith("hand")).toList());
        if (!published.isEmpty()) {
            shown.add("crf_retrained");
            shown.add("stat_atlas_retrained");
        }
        table.forEach((laboratory, methods) -> output.println(laboratory + ": "
                + shown.stream()
                        .filter(methods::containsKey)
                        .map(m -> m + " "
                                + text(
                                        Moments.of(methods.get(m)),
                                        methods.get(m).size()))
                        .collect(Collectors.joining(", "))));
        List<List<Moments>> bars = shown.stream()
                .map(m -> table.values().stream()
                        .map(methods -> Moments.of(methods.getOrDefault(m, List.of())))
                        .toList())
                .toList();
        new HeadCharts(folder).drawAccuracy(List.copyOf(table.keySet()), shown, bars);
    }

    /** That of a head, where its name says one, and all together. */
    private static List<String> laboratories(HeadValidation.Outcome outcome) {
        return outcome.laboratory().isEmpty() ? List.of("all") : List.of(outcome.laboratory(), "all");
    }

    /** With the standard error where there is one. */
    private static String text(Moments moments, int count) {
        return count < 2
                ? String.format(Locale.ROOT, "%.3f (one head)", moments.mean())
                : String.format(Locale.ROOT, "%.3f +- %.3f", moments.mean(), moments.error());
    }

    private static void add(
            Map<String, Map<String, List<Double>>> table, String laboratory, String method, double value) {
        table.computeIfAbsent(laboratory, l -> new LinkedHashMap<>())
                .computeIfAbsent(method, m -> new ArrayList<>())
                .add(value);
    }

    /** The published figures in the file beside the folder of worms, or none. */
    private Map<String, Map<String, Double>> published() {
        Path file = worms.toAbsolutePath().normalize().resolveSibling("published_accuracy.csv");
        Map<String, Map<String, Double>> figures = new LinkedHashMap<>();
        if (!Files.isRegularFile(file)) {
            return figures;
        }
        List<String> required = new ArrayList<>(PUBLISHED);
        required.add("worm");
        CsvTable.read(file, required, row -> {
            Map<String, Double> own = new LinkedHashMap<>();
            for (String method : PUBLISHED) {
                if (!row.text(method).isEmpty() && !row.text(method).equals("NA")) {
                    own.put(method, row.number(method));
                }
            }
            figures.put(row.requiredText("worm"), own);
        });
        return figures;
    }
}
