package io.permvi.site;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;

/** What the search of the site knows, as a script, since pages that are read from a disk may load nothing else. */
final class SearchIndex {
    private SearchIndex() {}

    /** The script: a list of page, title, anchor, heading and text. */
    static String of(Collection<Page> pages) {
        return pages.stream()
                .flatMap(page -> page.sections().stream()
                        .map(part -> entry(page.file(), page.title(), part.anchor(), part.heading(), part.text())))
                .collect(Collectors.joining(",\n", "const SECTIONS = [\n", "\n];\n"));
    }

    private static String entry(String... values) {
        return Arrays.stream(values).map(SearchIndex::quoted).collect(Collectors.joining(",", "[", "]"));
    }

    /** A string of JavaScript that ends no script. */
    private static String quoted(String value) {
        return '"'
                + value.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("<", "\\u003c")
                        .replaceAll("\\s+", " ")
                + '"';
    }
}
