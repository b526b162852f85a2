package io.permvi.examples.points;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.points.PointRegistration;
import io.permvi.applications.points.PointsFile;
import io.permvi.examples.common.Program;
import io.permvi.inference.fields.PointMatch;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.inference.posterior.PosteriorMixture;
import io.permvi.models.fields.RigidMotion;
import io.permvi.plots.Axis;
import io.permvi.plots.MatchingPictures;
import io.permvi.plots.Plot;
import io.permvi.relaxations.permutation.Matching;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code permvi points}: which point of one set is which of another. */
@Command(
        name = "points",
        description = "Match two sets of points under an unknown motion, with outliers on both sides.")
public final class PointsCommand extends Program {
    private static final double MOST_OUTLIERS = 1e6;
    private static final int MOST_TURNS = 100_000;

    @Option(names = "--source", required = true, paramLabel = "FILE", description = "points as CSV: x, y and maybe z")
    private Path sourceFile;

    @Option(
            names = "--target",
            required = true,
            paramLabel = "FILE",
            description = "points as CSV with the same columns")
    private Path targetFile;

    @Option(
            names = "--label",
            defaultValue = "label",
            paramLabel = "COLUMN",
            description = "column that says which points are the same; for scoring only (default: ${DEFAULT-VALUE})")
    private String label;

    @Option(names = "--turns", defaultValue = "16", description = "rotations to start from (default: ${DEFAULT-VALUE})")
    private int turns;

    @Option(names = "--no-reflection", description = "the motion does not reflect")
    private boolean proper;

    @Option(
            names = "--outliers",
            defaultValue = "1",
            description = "expected number of target points without a source (default: ${DEFAULT-VALUE})")
    private double outliers;

    @Override
    public void run() {
        requireAtLeast("--turns", 1, turns);
        requireAtMost("--turns", MOST_TURNS, turns);
        if (!(outliers > 0 && outliers <= MOST_OUTLIERS)) {
            throw new InputException("--outliers must be above 0 and at most " + MOST_OUTLIERS + ", got " + outliers);
        }
        PointsFile source = PointsFile.read(sourceFile, label);
        PointsFile target = PointsFile.read(targetFile, label);
        if (source.dimensions() != target.dimensions()) {
            throw new InputException(targetFile + ": " + target.dimensions() + " coordinates, but " + sourceFile
                    + " has " + source.dimensions());
        }
        OutputFolder folder = folder().keeping(List.of(sourceFile, targetFile));
        folder.requireFree(List.of("matches.csv", "summary.json", "points.png"));
        PosteriorMixture<PointMatch> mixture = new PointRegistration(turns, !proper, outliers).match(source, target);
        MatchingMarginals marginals =
                mixture.marginals(mixture.alternatives().get(0).matching());
        Matching best = marginals.mostProbable();
        write(folder, source, target, marginals, best);
        PointMatch match = mixture.alternatives().get(0);
        RigidMotion motion = motion(source, target, match, marginals, best);
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("bound", match.bound());
        summary.put("reflects", match.motion().mirrors());
        summary.put("rotation", motion.rotation().data);
        summary.put("translation", motion.translation());
        summary.put("matched", best.size());
        OptionalDouble accuracy = accuracy(source, target, best);
        accuracy.ifPresent(value -> summary.put("accuracy", value));
        folder.writeSummary(name(), summary);
        draw(folder, source, target, motion, marginals);
        PrintWriter output = output();
        output.printf(
                Locale.ROOT,
                "matched %d of %d target points%s; ELBO %.1f%n",
                best.size(),
                target.size(),
                accuracy.isPresent() ? String.format(Locale.ROOT, ", %.3f right", accuracy.getAsDouble()) : "",
                match.bound());
    }

    private static void write(
            OutputFolder folder, PointsFile source, PointsFile target, MatchingMarginals marginals, Matching best) {
        List<String> header = List.of("target", "source", "probability", "unmatched_probability", "source_label");
        folder.writeCsv("matches.csv", header, rows -> {
            for (int i = 0; i < target.size(); i++) {
                int k = best.place(i);
                boolean matched = k != Matching.UNMATCHED;
                rows.add(
                        i + 1,
                        matched ? k + 1 : "",
                        matched ? String.format(Locale.ROOT, "%.4f", marginals.probability(i, k)) : "",
                        String.format(Locale.ROOT, "%.4f", marginals.unmatchedProbability(i)),
                        matched ? source.labels().get(k) : "");
            }
        });
    }

    /** The share of target points treated right: matched to the same label, or left alone where the source has none. */
    private static OptionalDouble accuracy(PointsFile source, PointsFile target, Matching best) {
        if (source.labels().get(0).isEmpty() || target.labels().stream().allMatch(String::isEmpty)) {
            return OptionalDouble.empty();
        }
        return IntStream.range(0, target.size())
                .mapToDouble(i -> {
                    String truth = target.labels().get(i);
                    String said = best.place(i) == Matching.UNMATCHED
                            ? ""
                            : source.labels().get(best.place(i));
                    return said.equals(source.labels().contains(truth) ? truth : "") ? 1 : 0;
                })
                .average();
    }

    /** The rigid motion of least squares over the matched pairs, each as sure as it is: that of the model bends too. */
    private static RigidMotion motion(
            PointsFile source, PointsFile target, PointMatch match, MatchingMarginals marginals, Matching best) {
        int[] matched = IntStream.range(0, target.size())
                .filter(i -> best.place(i) != Matching.UNMATCHED)
                .toArray();
        if (matched.length < target.dimensions() + 1) {
            return match.motion();
        }
        double[] weights = Arrays.stream(matched)
                .mapToDouble(i -> marginals.probability(i, best.place(i)))
                .toArray();
        return RigidMotion.fit(
                pick(target.coordinates(), matched),
                pick(
                        source.coordinates(),
                        Arrays.stream(matched).map(best::place).toArray()),
                weights,
                match.motion().mirrors() ? RigidMotion.Hand.MIRRORED : RigidMotion.Hand.SAME);
    }

    private static double[][] pick(double[][] coordinates, int[] which) {
        return Arrays.stream(coordinates)
                .map(row -> Arrays.stream(which).mapToDouble(i -> row[i]).toArray())
                .toArray(double[][]::new);
    }

    /** Both sets in the frame of the source, pairs joined by lines as wide as they are probable. */
    private static void draw(
            OutputFolder folder,
            PointsFile source,
            PointsFile target,
            RigidMotion motion,
            MatchingMarginals marginals) {
        double[][] moved = new double[target.dimensions()][target.size()];
        motion.apply(target.coordinates(), moved);
        Plot plot = MatchingPictures.pairs(
                        "Target points moved onto the source",
                        "target, moved rigidly",
                        rows(moved),
                        "source",
                        rows(source.coordinates()),
                        marginals)
                .withAxes(Axis.of("x (units of the source)"), Axis.of("y (units of the source)"))
                .withSize(720, 660)
                .withNote("A point without a line has no partner. What a line still spans is bending and noise.");
        folder.write("points.png", plot::save);
    }

    private static double[][] rows(double[][] coordinates) {
        return IntStream.range(0, coordinates[0].length)
                .mapToObj(i -> new double[] {coordinates[0][i], coordinates[1][i]})
                .toArray(double[][]::new);
    }
}
