package io.permvi.examples.link;

import io.permvi.applications.files.OutputFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code permvi link review A B}: the posterior with a person's answers. */
@Command(
        name = "review",
        description = "Link again with the answers of a person, saved by the page or filled into review.csv.",
        mixinStandardHelpOptions = true)
final class ReviewCommand extends LinkProgram {
    @Option(
            names = "--answers",
            required = true,
            paramLabel = "FILE",
            split = ",",
            description = "tables of answers: columns a, b and link (yes or no; empty where not judged)")
    private List<Path> answers = new ArrayList<>();

    @Mixin
    private LinkInputs inputs = new LinkInputs();

    @Override
    public void run() {
        OutputFolder folder = prepare(inputs.sources(answers));
        write(inputs.link(inputs.read(), answers, options(), errors()), folder);
    }
}
