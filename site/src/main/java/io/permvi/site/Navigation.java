package io.permvi.site;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Heading;
import org.commonmark.node.Link;

/**
 * The parts of the documentation and their pages, as the second-level headings of its index and the links below them
 * say.
 */
final class Navigation {
    private static final String OTHERS = "More";

    private final Map<String, Set<String>> parts = new LinkedHashMap<>();
    private final Map<String, String> labels = new HashMap<>();

    private Navigation() {}

    /**
     * Reads the index.
     *
     * @param index the index of the documentation
     * @param pages the names of all pages, without ending; those that the index does not list come last
     */
    static Navigation of(Path index, List<String> pages) {
        Navigation navigation = new Navigation();
        Set<String> left = new LinkedHashSet<>(pages);
        PageReader.parse(index).accept(new AbstractVisitor() {
            private String part = "";

            @Override
            public void visit(Heading heading) {
                part = heading.getLevel() == 2 ? Words.of(heading) : part;
            }

            @Override
            public void visit(Link link) {
                String name = link.getDestination().replaceAll("(^.*/|\\.md(#.*)?$)", "");
                if (!part.isEmpty() && left.remove(name)) {
                    navigation.labels.put(name, Words.of(link).replaceAll(":.*", ""));
                    navigation
                            .parts
                            .computeIfAbsent(part, any -> new LinkedHashSet<>())
                            .add(name);
                }
            }
        });
        if (!left.isEmpty()) {
            navigation.parts.put(OTHERS, left);
        }
        return navigation;
    }

    /** The names of the pages by part. */
    Map<String, Set<String>> parts() {
        return parts;
    }

    /** What the index calls a page, up to its colon; empty where it does not list it. */
    Optional<String> label(String name) {
        return Optional.ofNullable(labels.get(name));
    }

    /** The names of the pages in the order in which they are read. */
    List<String> order() {
        List<String> order = new ArrayList<>();
        parts.values().forEach(order::addAll);
        return order;
    }
}
