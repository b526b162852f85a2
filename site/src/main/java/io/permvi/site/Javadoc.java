package io.permvi.site;

import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The Javadoc of the modules that users call. */
final class Javadoc {
    /** Their folders. */
    static final List<String> MODULES = List.of("relaxations", "models", "inference", "plots", "applications");

    private Javadoc() {}

    /** The folders of their sources. */
    static List<Path> sources(Path root) {
        return MODULES.stream()
                .map(name -> root.resolve(name).resolve("src/main/java"))
                .toList();
    }

    /**
     * Writes it.
     *
     * @throws IllegalStateException when the tool fails, with what it said
     */
    static void write(Path root, Path out) {
        StringWriter said = new StringWriter();
        PrintWriter words = new PrintWriter(said, true);
        int code = ToolProvider.findFirst("javadoc")
                .orElseThrow(() -> new IllegalStateException("the Javadoc needs a JDK, this is a bare Java"))
                .run(words, words, arguments(root, out));
        if (code != 0) {
            throw new IllegalStateException("javadoc failed:\n" + said);
        }
    }

    private static String[] arguments(Path root, Path out) {
        return new String[] {
            "-quiet",
            "-notimestamp",
            "-Xdoclint:none",
            "-locale",
            "en",
            "-encoding",
            "UTF-8",
            "-windowtitle",
            "permvi",
            "-d",
            out.toString(),
            "-top",
            "<a href=\"{@docRoot}/../index.html\">Documentation of permvi</a>",
            "-classpath",
            classPath(),
            "-sourcepath",
            sources(root).stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
            "-subpackages",
            "io.permvi",
            "-exclude",
            "io.permvi.relaxations.linalg.internal"
        };
    }

    /** Maven runs this class with a loader of its own, whose jars the property does not name. */
    private static String classPath() {
        if (Thread.currentThread().getContextClassLoader() instanceof URLClassLoader loader) {
            return Stream.of(loader.getURLs()).map(Javadoc::path).collect(Collectors.joining(File.pathSeparator));
        }
        return System.getProperty("java.class.path");
    }

    private static String path(URL url) {
        try {
            return Path.of(url.toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
