package io.permvi.site;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Builds the documentation as static pages: every page of {@code docs} and the words of the project in its root, in the
 * parts that {@code docs/README.md} names, with a search that needs no server, and the Javadoc beside them.
 */
public final class Site {
    private static final List<String> ROOT_PAGES = List.of("CHANGELOG", "CONTRIBUTING", "SECURITY");
    private static final List<String> ASSETS = List.of("site.css", "search.js");

    private final Path root;
    private final Path out;
    private final boolean withApi;

    private Site(Path root, Path out, boolean withApi) {
        this.root = root;
        this.out = out;
        this.withApi = withApi;
    }

    /** Builds the site: the root of the project, and where to. */
    public static void main(String[] arguments) throws IOException {
        Path out = Path.of(arguments[1]);
        int pages = build(Path.of(arguments[0]).toAbsolutePath().normalize(), out, true);
        System.out.println(pages + " pages and the Javadoc: " + out.resolve("index.html"));
    }

    /**
     * Builds the site anew.
     *
     * @param root the root of the project
     * @param out the folder of the site; what it held is deleted
     * @param withApi whether to make the Javadoc and link to it
     * @return how many pages it has, without the Javadoc
     * @throws IllegalStateException when a link leads nowhere
     */
    public static int build(Path root, Path out, boolean withApi) throws IOException {
        return new Site(root, out, withApi).build();
    }

    private int build() throws IOException {
        clear();
        ApiTypes types = ApiTypes.none();
        if (withApi) {
            Javadoc.write(root, out.resolve("api"));
            types = ApiTypes.of(Javadoc.sources(root));
        }
        Map<String, Path> sources = sources();
        RunCommands commands = RunCommands.read(root.resolve("docs/commands.tsv"));
        Map<String, Page> pages = new LinkedHashMap<>();
        Path index = root.resolve("docs/README.md");
        Navigation navigation = Navigation.of(index, List.copyOf(sources.keySet()));
        pages.put("index", reader(index, types, commands).read(index, "index.html"));
        for (String name : navigation.order()) {
            Path source = sources.get(name);
            pages.put(name, reader(source, types, commands).read(source, name + ".html"));
        }
        copyFolder(root.resolve("docs/images"), out.resolve("images"));
        for (String asset : ASSETS) {
            Files.writeString(out.resolve(asset), resource(asset));
        }
        Files.writeString(out.resolve("search-index.js"), SearchIndex.of(pages.values()));
        Frame frame = new Frame(resource("page.html"), navigation, pages, withApi);
        for (Map.Entry<String, Page> page : pages.entrySet()) {
            Files.writeString(out.resolve(page.getValue().file()), frame.around(page.getKey()));
        }
        List<String> dead = LinkCheck.dead(out);
        if (!dead.isEmpty()) {
            throw new IllegalStateException("links that lead nowhere: " + dead);
        }
        return pages.size();
    }

    private Map<String, Path> sources() throws IOException {
        Map<String, Path> sources = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(root.resolve("docs"))) {
            files.filter(file -> file.toString().endsWith(".md") && !file.endsWith("README.md"))
                    .sorted()
                    .forEach(file -> sources.put(file.getFileName().toString().replace(".md", ""), file));
        }
        ROOT_PAGES.forEach(name -> sources.put(name, root.resolve(name + ".md")));
        return sources;
    }

    private PageReader reader(Path source, ApiTypes types, RunCommands commands) {
        return new PageReader(link -> link(source, link), types, commands);
    }

    /** Pages become pages, sources of the library their Javadoc, and other files copies that a browser shows. */
    private String link(Path source, String link) {
        if (link.matches("(?:https?|mailto):.*|#.*")) {
            return link;
        }
        int mark = link.indexOf('#');
        String anchor = mark < 0 ? "" : link.substring(mark);
        Path file = root.relativize(
                source.resolveSibling(mark < 0 ? link : link.substring(0, mark)).normalize());
        String name = file.toString().replace('\\', '/');
        if (name.endsWith(".md")) {
            return (file.endsWith("README.md")
                            ? "index"
                            : file.getFileName().toString().replace(".md", "")) + ".html" + anchor;
        }
        if (name.startsWith("docs/images/")) {
            return name.substring("docs/".length());
        }
        if (withApi && name.matches("(?:" + String.join("|", Javadoc.MODULES) + ")/src/main/java/.*\\.java")) {
            return ApiTypes.page(file.subpath(4, file.getNameCount()));
        }
        return copied(file);
    }

    private String copied(Path file) {
        String name = "files/" + file.toString().replace('\\', '/') + ".txt";
        try {
            if (Files.isRegularFile(root.resolve(file))) {
                Files.createDirectories(out.resolve(name).getParent());
                Files.copy(root.resolve(file), out.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
            return name;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void clear() throws IOException {
        if (Files.exists(out)) {
            List<Path> old;
            try (Stream<Path> files = Files.walk(out)) {
                old = files.sorted(Comparator.reverseOrder()).collect(Collectors.toList());
            }
            for (Path file : old) {
                Files.delete(file);
            }
        }
        Files.createDirectories(out);
    }

    private static void copyFolder(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = Site.class.getResourceAsStream(name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
