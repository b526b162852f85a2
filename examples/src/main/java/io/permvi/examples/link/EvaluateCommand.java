package io.permvi.examples.link;

import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.link.Calibration;
import io.permvi.applications.link.Decisions;
import io.permvi.applications.link.Evaluation;
import io.permvi.applications.link.LinkResult;
import io.permvi.applications.link.Truth;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code permvi link evaluate A B --truth FILE}: links without the truth, compared with it. */
@Command(
        name = "evaluate",
        description =
                "Link without the truth and compare with it: precision, recall, and stated against realized errors.",
        mixinStandardHelpOptions = true)
final class EvaluateCommand extends LinkProgram {
    private static final double[] RATES = {0.01, 0.05};

    @Option(
            names = "--truth",
            required = true,
            paramLabel = "FILE",
            description = "pairs of ids that are the same: two columns, first file and second file")
    private Path truthFile;

    @Mixin
    private LinkInputs inputs = new LinkInputs();

    @Override
    public void run() {
        OutputFolder folder = prepare(inputs.sources(List.of(truthFile)));
        LinkInputs.Pair files = inputs.read();
        Truth truth = Truth.read(truthFile, files.a(), files.b());
        LinkResult result = inputs.link(files, List.of(), options(), errors());
        Evaluation all = Evaluation.of(result.scores(), result.links(), truth);
        Calibration calibration = Calibration.ofLinks(result, truth);
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("links", all.links());
        summary.put("precision", all.precision());
        summary.put("recall", all.recall());
        summary.put("f1", all.f1());
        summary.put("contradictedShare", all.contradictedShare());
        for (double rate : RATES) {
            int[] links = Decisions.at(result, rate).links();
            summary.put(
                    "falseShareAt" + rate,
                    Evaluation.of(result.scores(), links, truth).falseShare());
        }
        summary.put("calibrationError", calibration.error());
        folder.writeJson("evaluation.json", summary);
        LinkPictures.writeCalibration(calibration, folder);
        output().printf(
                        Locale.ROOT,
                        "F1 %.4f (precision %.4f, recall %.4f); contradicted %.4f; calibration error %.3f%n",
                        all.f1(),
                        all.precision(),
                        all.recall(),
                        all.contradictedShare(),
                        calibration.error());
        write(result, folder);
    }
}
