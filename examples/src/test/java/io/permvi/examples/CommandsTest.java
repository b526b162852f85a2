package io.permvi.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.examples.release.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands of the documentation: all are understood, and those that need nothing but what permvi makes itself run. */
class CommandsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```|((?:^    \\S[^\\n]*\\n)+)");
    /** Placeholders, data of other people, and what takes longer than a reader waits. */
    private static final Pattern NOT_RUN = Pattern.compile(
            ".*(?:\\b[A-Z]{3,}\\b|\\.\\.\\.| \\[|problems-n6|\\d{5}-\\d{8}|ranks\\.csv).*|permvi (?:worms study|matching|transport --out|jigsaw|morph|amortize|sort-images|autoencoder|zoo|heads validate|rankings validate).*");

    private static final String MAIN = "-Dexec.mainClass=";

    /** What makes the files that the commands of a page read. */
    private static final Map<String, List<String>> BEFORE = Map.of(
            "links.md",
            List.of(
                    "permvi link simulate --out .",
                    "(echo a,b,link; sed -n 2p truth.csv | sed s/$/,yes/) > answers.csv"),
            "graphs.md",
            List.of(
                    "permvi graphs simulate --out .",
                    "head -n 6 truth.csv > known.csv",
                    "(echo node_id,hemisphere; for k in 1 2 3 4 5 6 7 8; do echo l$k,L; echo r$k,R; done) > nodes.csv",
                    "(for k in 1 2 3 4 5 6 7; do for s in l r; do"
                            + " echo $s$k,$s$((k + 1)),$((3 * k % 7 + 1)); echo ${s}8,$s$k,$k; done; done; echo l1,r2,1; echo r1,l2,1) > edges.csv"),
            "heads.md",
            List.of(
                    "permvi heads simulate --out made",
                    "cp made/head01.csv worm.csv",
                    "awk -F, 'NR == 2 {print \"point,neuron\"; print \"1,\" $7}' worm.csv > worm-known.csv"),
            "tracks.md",
            List.of(
                    "permvi track simulate --objects 60 --frames 10 --out .",
                    "awk -F, 'NR == 1 {print $0 \",area,intensity\"} NR > 1 {print $0 \",\" NR % 7 + 1 \",\" NR % 5 + 1}' spots.csv"
                            + " > more.csv && mv more.csv spots.csv && cp truth.csv links.csv"),
            "points.md",
            List.of(
                    "awk 'BEGIN {print \"x,y\"; for (k = 0; k < 12; k++) print sin(5 * k) * (1 + k % 3) \",\" 2 * cos(3 * k)}' > a.csv",
                    "awk -F, 'NR == 1 {print} NR > 1 {print .8 * $1 - .6 * $2 + 1 \",\" .6 * $1 + .8 * $2}' a.csv > b.csv"),
            "transport.md",
            List.of(
                    "printf '1,2,3\\n4,0,1\\n' > cost.csv; printf '.5\\n.5\\n' > rows.csv; printf '.2\\n.3\\n.5\\n' > columns.csv"),
            "rankings.md",
            List.of(
                    "(echo '# NUMBER ALTERNATIVES: 3'; echo '# ALTERNATIVE NAME 1: tea'; echo '# ALTERNATIVE NAME 2: coffee';"
                            + " echo '# ALTERNATIVE NAME 3: water'; echo '4: 1,2,3'; echo '3: 2,1'; echo '2: 3,1,2') > votes.soi"));

    @TempDir
    private Path folder;

    /** The commands of a page that begin with a name, without remarks, those that follow one another apart. */
    private static List<String> commands(Path page, String program) throws IOException {
        List<String> commands = new ArrayList<>();
        BLOCK.matcher(Files.readString(page)).results().forEach(found -> {
            String block = found.group(1) == null ? found.group(2) : found.group(1);
            block.replaceAll("\\\\\\R\\s*", "")
                    .lines()
                    .map(line -> line.replaceAll("\\s#.*", ""))
                    .flatMap(line -> Stream.of(line.split(" && ")))
                    .map(String::strip)
                    .filter(line -> line.startsWith(program + " "))
                    .forEach(commands::add);
        });
        return commands;
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
        try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
            files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        return pages;
    }

    private static String[] arguments(String command) {
        return command.replace("\"", "").substring("permvi ".length()).split(" +");
    }

    @Test
    void everyCommandIsUnderstood() throws IOException {
        List<String> refused = new ArrayList<>();
        int understood = 0;
        for (Path page : pages()) {
            for (String command : commands(page, "permvi")) {
                try {
                    Main.commandLine().parseArgs(arguments(command.replaceAll("\\[.*?]", "")));
                    understood++;
                } catch (CommandLine.ParameterException e) {
                    refused.add(page.getFileName() + ": " + command + ": " + e.getMessage());
                }
            }
        }
        assertEquals(List.of(), refused);
        assertTrue(understood > 25, "only " + understood + " commands were found");
    }

    /** Runs what can be run, in a folder for each page, and says in docs/commands.tsv how long each took. */
    @Test
    @Tag("study")
    void commandsRun() throws Exception {
        Map<String, Double> seconds = new TreeMap<>();
        List<String> failed = new ArrayList<>();
        for (Path page : pages()) {
            Path here =
                    Files.createDirectories(folder.resolve(page.getFileName().toString()));
            for (String preparation : BEFORE.getOrDefault(page.getFileName().toString(), List.of())) {
                prepare(preparation, here);
            }
            List<String> commands = new ArrayList<>(commands(page, "permvi"));
            commands(page, "mvn").stream().filter(each -> each.contains(MAIN)).forEach(commands::add);
            for (String command : commands) {
                if (NOT_RUN.matcher(command).matches() || seconds.containsKey(command)) {
                    continue;
                }
                long start = System.nanoTime();
                Ran ran = run(command, here);
                double time = (System.nanoTime() - start) * 1e-9;
                System.out.printf(Locale.ROOT, "%.1f s, code %d: %s%n%s%n", time, ran.code(), command, ran.output());
                if (ran.code() == 0) {
                    seconds.put(command, time);
                    write(seconds);
                } else {
                    failed.add(command + ": " + ran.output());
                }
            }
        }
        assertEquals(List.of(), failed);
    }

    private static void write(Map<String, Double> seconds) throws IOException {
        List<String> lines = new ArrayList<>();
        seconds.forEach((command, time) -> lines.add(String.format(Locale.ROOT, "%.1f\t%s", time, command)));
        Files.write(ROOT.resolve("docs/commands.tsv"), lines);
    }

    private static Ran run(String command, Path here) throws Exception {
        List<String> all = new ArrayList<>(List.of(Ran.java(), "-Xmx2g", "-cp", System.getProperty("java.class.path")));
        if (command.contains(MAIN)) {
            all.add(command.substring(command.indexOf(MAIN) + MAIN.length()));
        } else {
            all.add("io.permvi.examples.Main");
            all.addAll(List.of(arguments(command)));
        }
        return Ran.in(here, Map.of(), all);
    }

    private static void prepare(String preparation, Path here) throws Exception {
        Ran ran = preparation.startsWith("permvi ")
                ? run(preparation, here)
                : Ran.in(here, Map.of(), List.of("sh", "-c", preparation));
        ran.well();
    }
}
