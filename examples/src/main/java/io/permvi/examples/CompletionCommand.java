package io.permvi.examples;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code permvi completion}: what makes a shell complete programs and options. */
@Command(
        name = "completion",
        description =
                "Print a script that makes bash or zsh complete programs and options:" + " source <(permvi completion)",
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine()
                .getOut()
                .print(AutoComplete.bash("permvi", spec.root().commandLine()));
        spec.commandLine().getOut().flush();
    }
}
