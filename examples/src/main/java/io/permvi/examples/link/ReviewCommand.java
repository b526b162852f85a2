package io.permvi.examples.link;

import io.permvi.applications.files.OutputFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code permvi link review A B}: the posterior with a person's answers. */
@Command(
        name = "review",
        description = "Link again with the answers of a person, saved by the page or filled into review.csv.",
        mixinStandardHelpOptions = true)
final class ReviewCommand extends LinkProgram {
    @Parameters(index = "0", paramLabel = "A", description = "records of the first file")
    private String fileA;

    @Parameters(index = "1", paramLabel = "B", description = "records of the second file")
    private String fileB;

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
        List<String> read = new ArrayList<>(List.of(fileA, fileB));
        answers.forEach(file -> read.add(file.toString()));
        read.addAll(inputs.labelFiles());
        OutputFolder folder = prepare(read);
        LinkInputs.Pair files = inputs.read(fileA, fileB);
        write(inputs.link(files, answers, options(), errors()), folder);
    }
}
