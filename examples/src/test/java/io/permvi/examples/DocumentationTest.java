package io.permvi.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.examples.release.Ran;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every Java snippet of the README and the documentation compiles, links lead somewhere, and the README's program runs. */
class DocumentationTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern SNIPPET = Pattern.compile("(?s)```java\\n(.*?)```");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");
    private static final Pattern TYPE = Pattern.compile("(?m)^public (?:final )?class (\\w+)");
    private static final List<String> IMPORTS = List.of(
            "io.permvi.applications.graphs.*",
            "io.permvi.applications.heads.*",
            "io.permvi.applications.link.*",
            "io.permvi.applications.points.*",
            "io.permvi.applications.puzzles.*",
            "io.permvi.applications.tracks.*",
            "io.permvi.applications.worms.*",
            "io.permvi.inference.*",
            "io.permvi.inference.factor.*",
            "io.permvi.inference.fields.*",
            "io.permvi.inference.fit.*",
            "io.permvi.inference.method.*",
            "io.permvi.inference.networks.*",
            "io.permvi.inference.optimize.*",
            "io.permvi.inference.posterior.*",
            "io.permvi.inference.search.*",
            "io.permvi.inference.sampling.*",
            "io.permvi.inference.sparse.*",
            "io.permvi.inference.structure.*",
            "io.permvi.models.*",
            "io.permvi.models.fields.*",
            "io.permvi.models.graphs.*",
            "io.permvi.models.worms.*",
            "io.permvi.plots.*",
            "io.permvi.relaxations.*",
            "io.permvi.relaxations.assignment.*",
            "io.permvi.relaxations.autodiff.*",
            "io.permvi.relaxations.counting.*",
            "io.permvi.relaxations.linalg.*",
            "io.permvi.relaxations.parallel.*",
            "io.permvi.relaxations.permutation.*",
            "io.permvi.relaxations.polytope.*",
            "io.permvi.relaxations.random.*",
            "io.permvi.relaxations.ranking.*",
            "io.permvi.relaxations.sparse.*",
            "io.permvi.relaxations.sinkhorn.*",
            "java.nio.file.*",
            "java.util.*",
            "org.ejml.data.DMatrixRMaj");

    @TempDir
    private static Path classes;

    @TempDir
    private Path folder;

    /** Pages whose snippets the tests of the testkit compile and run. */
    private static final List<String> RUN_ELSEWHERE =
            List.of("add-a-relaxation.md", "add-a-model.md", "add-a-factor.md");

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
        try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
            files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        return pages;
    }

    @TestFactory
    Stream<DynamicTest> snippetsCompile() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path page : pages()) {
            if (RUN_ELSEWHERE.contains(page.getFileName().toString())) {
                continue;
            }
            Matcher matcher = SNIPPET.matcher(Files.readString(page));
            for (int number = 1; matcher.find(); number++) {
                String name = "Snippet" + tests.size();
                String code = matcher.group(1);
                tests.add(DynamicTest.dynamicTest(
                        ROOT.relativize(page) + " snippet " + number, () -> compile(name, code)));
            }
        }
        assertTrue(tests.size() >= 3, "snippets were found");
        return tests.stream();
    }

    /** Compiles a snippet: a whole file, the body of a class, or statements. */
    private static void compile(String name, String code) throws IOException {
        Matcher type = TYPE.matcher(code);
        String className = type.find() ? type.group(1) : name;
        String source = type.reset().find() ? code : wrapped(name, code);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///" + className + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreErrors) {
                        return source;
                    }
                };
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(
                            messages,
                            files,
                            null,
                            List.of(
                                    "-d",
                                    classes.toString(),
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    "-proc:none"),
                            null,
                            List.of(file))
                    .call();
            assertTrue(compiled, messages + "\n" + source);
        }
    }

    private static String wrapped(String name, String code) {
        StringBuilder source = new StringBuilder();
        IMPORTS.forEach(imported -> source.append("import ").append(imported).append(";\n"));
        boolean declares = code.startsWith("record ") || code.startsWith("final class ") || code.startsWith("class ");
        source.append("class ").append(name).append(" {\n");
        source.append(declares ? "static " : "static void run() throws Exception {\n")
                .append(code);
        source.append(declares ? "}\n" : "}\n}\n");
        return source.toString();
    }

    /** Runs a program of one file in an empty folder, as its page says, and returns what it said. */
    private String run(Path file) throws Exception {
        List<String> command = List.of(Ran.java(), "-cp", System.getProperty("java.class.path"), file.toString());
        return Ran.in(folder, Map.of(), command).well().output();
    }

    @Test
    void theProgramOfTheReadmeRuns() throws Exception {
        Matcher matcher = SNIPPET.matcher(Files.readString(ROOT.resolve("README.md")));
        assertTrue(matcher.find());
        String said = run(Files.writeString(folder.resolve("Matching.java"), matcher.group(1)));
        assertTrue(said.contains("first point: [4 (1.000)"), said);
        assertTrue(Files.exists(folder.resolve("matching.png")));
    }

    /** For JBang and jshell, which read files of their own. */
    @Test
    void theScriptsAreTheProgramOfTheStart() throws Exception {
        Matcher matcher = SNIPPET.matcher(Files.readString(ROOT.resolve("docs/start.md")));
        assertTrue(matcher.find());
        String program = matcher.group(1);
        Path scripts = ROOT.resolve("examples/src/scripts");
        assertTrue(Files.readString(scripts.resolve("First.java")).endsWith(program));
        String body = program.substring(program.indexOf("IOException {") + 13, program.lastIndexOf("}\n}"));
        String script = Files.readString(scripts.resolve("first.jsh"));
        assertTrue(
                script.replaceAll("\\s+", " ")
                        .contains(body.replaceAll("\\s+", " ").strip()),
                script);

        String said = run(scripts.resolve("First.java"));
        assertTrue(said.contains("[0 (0.832), 1 (0.168)]"), said);
        assertTrue(Files.exists(folder.resolve("first.png")) && Files.exists(folder.resolve("first.permvi")));
    }

    @Test
    void linksLeadToFiles() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            Matcher matcher = LINK.matcher(Files.readString(page));
            while (matcher.find()) {
                if (!Files.exists(page.resolveSibling(matcher.group(1)))) {
                    broken.add(ROOT.relativize(page) + " -> " + matcher.group(1));
                }
            }
        }
        assertEquals(List.of(), broken);
    }
}
