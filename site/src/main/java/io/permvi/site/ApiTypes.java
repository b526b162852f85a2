package io.permvi.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The public types of the library by their simple names, and their pages in the Javadoc. */
final class ApiTypes {
    private static final Pattern NAMED = Pattern.compile("(?:new )?([A-Z]\\w+)(?:[.(<].*)?");
    private static final String AMBIGUOUS = "";

    private final Map<String, String> pages = new HashMap<>();

    private ApiTypes() {}

    /** No types: names are not linked. */
    static ApiTypes none() {
        return new ApiTypes();
    }

    /** The types of source folders. */
    static ApiTypes of(List<Path> sources) {
        ApiTypes types = new ApiTypes();
        for (Path folder : sources) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(file -> file.toString().endsWith(".java")
                                && !file.getParent().endsWith("internal"))
                        .forEach(file -> types.add(folder, file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return types;
    }

    private void add(Path folder, Path file) {
        String name = file.getFileName().toString().replace(".java", "");
        try {
            if (!Pattern.compile("(?m)^public .*\\b" + name + "\\b")
                    .matcher(Files.readString(file))
                    .find()) {
                return;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        pages.merge(name, page(folder.relativize(file)), (one, other) -> AMBIGUOUS);
    }

    /** The page of a source file, given below its source folder. */
    static String page(Path file) {
        return "api/" + file.toString().replace('\\', '/').replaceAll("\\.java$", ".html");
    }

    /** The page of what code in a sentence names first; empty when that is no type, or several have the name. */
    Optional<String> page(String code) {
        Matcher named = NAMED.matcher(code);
        return named.matches()
                ? Optional.ofNullable(pages.get(named.group(1))).filter(page -> !page.equals(AMBIGUOUS))
                : Optional.empty();
    }
}
