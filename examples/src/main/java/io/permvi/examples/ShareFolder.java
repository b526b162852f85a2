package io.permvi.examples;

import io.permvi.applications.files.OutputFolder;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import picocli.AutoComplete;
import picocli.CommandLine;

/** What an installation shares with the shell: manual pages, and the completion of programs and options. */
public final class ShareFolder {
    private ShareFolder() {}

    /**
     * Writes {@code man/man1/*.1} and {@code bash-completion/completions/permvi}.
     *
     * @param folder where to
     */
    public static void write(Path folder) {
        CommandLine permvi = Main.commandLine();
        Map<String, String> pages = new TreeMap<>();
        ManPage.collect(permvi.getCommandSpec(), pages);
        OutputFolder manual = OutputFolder.at(folder.resolve("man").resolve("man1"));
        pages.forEach((name, text) -> manual.writeText(name, text));
        OutputFolder.at(folder.resolve("bash-completion").resolve("completions"))
                .writeText("permvi", AutoComplete.bash("permvi", permvi));
    }

    /** Writes it where the argument says. */
    public static void main(String[] arguments) {
        write(Path.of(arguments[0]));
    }
}
