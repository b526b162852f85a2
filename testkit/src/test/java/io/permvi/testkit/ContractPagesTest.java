package io.permvi.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The pages that say how to add a relaxation, a model or a factor: their code compiles and keeps its contract. */
class ContractPagesTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern SNIPPET = Pattern.compile("(?s)```java\\n(.*?)```");
    private static final String IMPORTS = Stream.of(
                    "inference.factor",
                    "models",
                    "relaxations",
                    "relaxations.autodiff",
                    "relaxations.linalg",
                    "relaxations.permutation",
                    "testkit")
            .map(name -> "import io.permvi." + name + ".*;\n")
            .collect(Collectors.joining(
                    "",
                    "",
                    "import java.util.*;\nimport java.util.random.*;\n" + "import org.ejml.data.DMatrixRMaj;\n"));
    /** The longest example of a page, in lines. */
    private static final int LONGEST_RELAXATION = 30;

    @TempDir
    private Path classes;

    @ParameterizedTest
    @ValueSource(strings = {"relaxation", "model", "factor"})
    void theCodeOfThePageKeepsItsContract(String what) throws Exception {
        List<String> snippets = snippets(what);
        compile(IMPORTS + "class Page {\n"
                + String.join("\n", snippets).replaceAll("(?m)^(record|class|final class)", "static $1") + "}\n");
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
            Class<?>[] tests = Arrays.stream(loader.loadClass("Page").getDeclaredClasses())
                    .filter(type -> type.getSimpleName().endsWith("Test"))
                    .toArray(Class<?>[]::new);
            assertTrue(tests.length > 0, "the page shows how to test");
            for (Class<?> test : tests) {
                TestExecutionSummary summary = run(test);
                StringWriter failures = new StringWriter();
                summary.printFailuresTo(new PrintWriter(failures));
                assertEquals(0, summary.getTotalFailureCount(), failures::toString);
                assertTrue(summary.getTestsSucceededCount() >= 5, test + " ran few tests");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = "relaxation")
    void anOwnRelaxationIsShort(String what) throws IOException {
        assertTrue(snippets(what).get(0).lines().count() <= LONGEST_RELAXATION);
    }

    private static List<String> snippets(String what) throws IOException {
        Matcher matcher = SNIPPET.matcher(Files.readString(DOCS.resolve("add-a-" + what + ".md")));
        return matcher.results().map(found -> found.group(1)).toList();
    }

    private void compile(String source) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavaFileObject file = new SimpleJavaFileObject(URI.create("string:///Page.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreErrors) {
                return source;
            }
        };
        StringWriter messages = new StringWriter();
        List<String> options =
                List.of("-d", classes.toString(), "-cp", System.getProperty("java.class.path"), "-proc:none");
        assertTrue(
                compiler.getTask(messages, null, null, options, null, List.of(file))
                        .call(),
                () -> messages + "\n" + source);
    }

    private static TestExecutionSummary run(Class<?> test) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(test))
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);
        return listener.getSummary();
    }
}
