package io.permvi.examples.rankings;

import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.rankings.Description;
import io.permvi.applications.rankings.DescriptionFiles;
import io.permvi.applications.rankings.RankingFile;
import io.permvi.examples.common.Program;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code permvi rankings describe}: what is in a file, without a model. */
@Command(
        name = "describe",
        description = "Say what is in a file of rankings, and what will trouble a fit; no model.",
        mixinStandardHelpOptions = true)
final class DescribeCommand extends Program {
    @Mixin
    private RankingInputs inputs = new RankingInputs();

    @Override
    public void run() {
        OutputFolder folder = folder().keeping(List.of(inputs.path()));
        folder.requireFree(Stream.concat(DescriptionFiles.NAMES.stream(), Stream.of("before.png"))
                .toList());
        RankingFile file = inputs.read(errors());
        Description description = Description.of(file);
        List<String> sentences = DescriptionFiles.sentences(file, description);
        DescriptionFiles.write(file, description, sentences, folder);
        RankingCharts.writeCounts(file, description, folder);
        sentences.forEach(output()::println);
        output().println("Results are in " + folder.path());
    }
}
