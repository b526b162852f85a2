package io.permvi.examples.link;

import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.link.Calibration;
import io.permvi.applications.link.Evaluation;
import io.permvi.applications.link.FieldMap;
import io.permvi.applications.link.Labels;
import io.permvi.applications.link.LinkResult;
import io.permvi.applications.link.LinkSettings;
import io.permvi.applications.link.Linkage;
import io.permvi.applications.link.PersonSimulation;
import io.permvi.applications.link.Truth;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.random.DrawRandom;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code permvi link demo}: made-up persons, linked and compared with the truth. */
@Command(
        name = "demo",
        description = "Make up two files of persons, link them without the truth, and compare with it.",
        mixinStandardHelpOptions = true)
final class LinkDemoCommand extends LinkProgram {
    private static final int RECORDS = 3000;

    @Override
    public void run() {
        OutputFolder folder = prepare(List.of());
        folder.requireFree(List.of("A.csv", "B.csv", "truth.csv"));
        PersonSimulation.Files files =
                PersonSimulation.of(RECORDS).simulate(DrawRandom.of(options().seed(), 0, 0));
        SimulateLinksCommand.write(files, folder);
        LinkResult result;
        try (Workers workers = new Workers(options().threads())) {
            result = Linkage.link(
                    files.a(),
                    files.b(),
                    FieldMap.of(files.a(), files.b(), Map.of()),
                    Labels.none(),
                    LinkSettings.withDefaults().withSeed(options().seed()),
                    workers);
        }
        Truth truth = Truth.read(folder.path().resolve("truth.csv"), files.a(), files.b());
        Evaluation all = Evaluation.of(result.scores(), result.links(), truth);
        LinkPictures.writeCalibration(Calibration.ofLinks(result, truth), folder);
        output().printf(
                        Locale.ROOT,
                        "%d persons in both files of %d: F1 %.4f, precision %.4f, recall %.4f%n",
                        truth.count(),
                        RECORDS,
                        all.f1(),
                        all.precision(),
                        all.recall());
        write(result, folder);
    }
}
