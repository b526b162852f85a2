package io.permvi.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    /** Compiles a snippet: a whole file, the body of a class, or statements; returns the name of its class. */
    private static String compile(String name, String code) throws IOException {
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
        return className;
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

    @Test
    void theProgramOfTheReadmeRuns() throws Exception {
        Matcher matcher = SNIPPET.matcher(Files.readString(ROOT.resolve("README.md")));
        assertTrue(matcher.find());
        String className = compile("Readme", matcher.group(1));
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
            Method main = loader.loadClass(className).getMethod("main", String[].class);
            main.invoke(null, (Object) new String[0]);
        }
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
